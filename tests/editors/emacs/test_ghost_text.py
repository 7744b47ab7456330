"""Ghost text by afterword.el, in a real Emacs with eglot."""

import os
import re
import sys
from pathlib import Path

import pytest
from batch_emacs import CLIENT, Emacs, StartEmacs, lisp

from editors.scripted_servers import scripted, scripted_alone

pytestmark = pytest.mark.editor

SCRIPT = " there was a light"
HOLD = """
(progn
  (defvar held nil)
  (advice-add 'jsonrpc-connection-receive :around
    (lambda (receive connection message)
      (if (plist-member (plist-get message :result) :items)
          (setq held (append held (list (lambda () (funcall receive connection message)))))
        (funcall receive connection message))))
  nil)
"""
"""Answers of the real server stay on the way until they are let through."""


@pytest.fixture
def emacs(start: StartEmacs) -> Emacs:
    """An Emacs with ``afterword.el`` loaded, and no server yet."""
    emacs = start("eglot")
    emacs.eval(f"(progn (push {lisp(str(CLIENT))} load-path) (require 'afterword) nil)")
    return emacs


def serve(emacs: Emacs, **options: object) -> None:
    """Set up a server whose engine follows a script."""
    command = lisp(scripted(**({"text": SCRIPT} | options)))
    emacs.eval(f"(progn (apply #'afterword-setup {command}) (setq eglot-sync-connect 30) nil)")
    emacs.eval("(progn (add-hook 'text-mode-hook #'eglot-ensure) nil)")


def write_at(emacs: Emacs, marked: str, name: str = "page.txt") -> None:
    """Open a page and have it managed; ``eglot-ensure`` waits for a command."""
    emacs.open(marked, name)
    emacs.eval("(progn (run-hooks 'post-command-hook) nil)")
    emacs.until("afterword-mode")
    emacs.until('(equal (plist-get (afterword--execute "afterword.status" []) :phase) "ready")')


def show_ghost(emacs: Emacs) -> None:
    """Have ghost text drawn behind "At the end of the road‸"."""
    serve(emacs)
    write_at(emacs, "At the end of the ‸")
    emacs.type("road")
    emacs.until_ghost(SCRIPT)


def test_the_set_up_of_the_readme_works(
    start: StartEmacs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (CLIENT / "README.md").read_text(encoding="utf-8")
    code = re.findall(r"```elisp\n(.*?)```", readme, re.DOTALL)[0]
    program = tmp_path / "bin" / "afterword"
    program.parent.mkdir()
    _, script, options = scripted_alone(text=SCRIPT)
    program.write_text(f"#!/bin/sh\nexec {sys.executable} {script} '{options}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    emacs = start("eglot")
    emacs.eval(f"(progn {code.replace('/path/to/afterword/clients/emacs', str(CLIENT))} nil)")
    write_at(emacs, "At the end of the road‸")
    emacs.type(",")
    emacs.until_ghost(SCRIPT)


def test_is_drawn_at_point_and_not_in_the_text(emacs: Emacs) -> None:
    serve(emacs)
    write_at(emacs, "路的尽头 😀 at the end of the ‸ in the wood.\n")
    emacs.type("road")
    emacs.until_ghost(SCRIPT)
    assert emacs.marked() == "路的尽头 😀 at the end of the road‸ in the wood.\n"


def test_the_cursor_stays_in_front_of_it(emacs: Emacs) -> None:
    show_ghost(emacs)
    drawn = "(overlay-get afterword--ghost 'after-string)"
    assert emacs.eval(f"(get-text-property 0 'cursor {drawn})") is True
    assert emacs.eval(f"(get-text-property 0 'face {drawn})") == "afterword-ghost"


@pytest.mark.parametrize("key", ["TAB", "<tab>"])
def test_is_taken_exactly_and_undone_at_once(emacs: Emacs, key: str) -> None:
    serve(emacs)
    write_at(emacs, "路的尽头 😀 at the end of the ‸ in the wood.\n")
    emacs.eval("(progn (buffer-enable-undo) nil)")
    emacs.type("road")
    emacs.until_ghost(SCRIPT)
    emacs.press(key)
    assert emacs.marked() == "路的尽头 😀 at the end of the road there was a light‸ in the wood.\n"
    emacs.press("C-/")
    assert emacs.marked() == "路的尽头 😀 at the end of the road‸ in the wood.\n"


def test_after_it_is_taken_the_next_words_are_asked_for(emacs: Emacs) -> None:
    serve(emacs, texts=[" there was", " a light"])
    write_at(emacs, "At the end of the ‸")
    emacs.type("road")
    emacs.until_ghost(" there was")
    emacs.press("TAB")
    emacs.until_ghost(" a light")
    assert emacs.marked() == "At the end of the road there was‸"


@pytest.mark.parametrize(
    ("typed", "script", "word"),
    [("road", SCRIPT, " there"), ("他推开了", "窗户看外面", "窗户")],
    ids=["english", "chinese"],
)
def test_a_word_of_it_is_taken_and_the_rest_stays(
    emacs: Emacs, typed: str, script: str, word: str
) -> None:
    serve(emacs, text=script)
    write_at(emacs, "‸")
    emacs.type(typed)
    emacs.until_ghost(script)
    emacs.press("M-f")
    assert emacs.marked() == f"{typed}{word}‸"
    assert emacs.ghosts() == [script.removeprefix(word)]


def test_what_is_typed_in_agreement_leaves_the_rest(emacs: Emacs) -> None:
    show_ghost(emacs)
    emacs.type(" the")
    assert emacs.ghosts() == ["re was a light"]


@pytest.mark.parametrize("keys", ["s", "DEL", "C-a"], ids=["other letter", "delete", "move"])
def test_goes_with_what_does_not_fit(emacs: Emacs, keys: str) -> None:
    show_ghost(emacs)
    emacs.eval(HOLD)
    emacs.press(keys)
    assert emacs.eval("afterword--ghost") is None


def test_keys_do_what_they_did_where_nothing_shows(emacs: Emacs) -> None:
    serve(emacs, text="")
    write_at(emacs, "‸one two")
    emacs.press("M-f")
    assert emacs.marked() == "one‸ two"
    emacs.press("TAB")
    assert emacs.marked() == "one\t‸ two"


def test_is_dismissed_until_the_text_changes(emacs: Emacs) -> None:
    show_ghost(emacs)
    emacs.press("C-g")
    assert emacs.ghosts() == []
    emacs.press("C-b C-f")
    assert emacs.ghosts() == []
    emacs.type(",")
    emacs.until_ghost(SCRIPT)


STALE = {
    "typed": '(driving-type "s")',
    "moved": '(driving-press "C-a")',
    "moved and back": '(driving-press "C-b C-f")',
    "dismissed": "(afterword-dismiss)",
    "another buffer": '(switch-to-buffer "*scratch*")',
    "killed": "(kill-buffer)",
}


@pytest.mark.parametrize("meanwhile", STALE.values(), ids=STALE.keys())
def test_a_stale_answer_is_not_drawn(emacs: Emacs, meanwhile: str) -> None:
    serve(emacs)
    write_at(emacs, "At the end of the ‸")
    emacs.eval(HOLD)
    emacs.type("road")
    emacs.until("held")
    emacs.eval(f"(progn {meanwhile} nil)")
    emacs.eval("(progn (funcall (pop held)) nil)")
    drawn = "(with-current-buffer b (seq-some (lambda (o) (overlay-get o 'after-string)) (overlays-in (point-min) (1+ (point-max)))))"
    assert emacs.eval(f"(seq-some (lambda (b) {drawn}) (buffer-list))") is None


def test_an_answer_for_this_place_is_drawn_however_late(emacs: Emacs) -> None:
    serve(emacs)
    write_at(emacs, "At the end of the ‸")
    emacs.eval(HOLD)
    emacs.type("road")
    emacs.until("held")
    assert emacs.ghosts() == []
    emacs.eval("(progn (funcall (pop held)) nil)")
    assert emacs.ghosts() == [SCRIPT]


def test_goes_with_its_server(emacs: Emacs) -> None:
    show_ghost(emacs)
    emacs.eval("(progn (delete-process (jsonrpc--process (eglot-current-server))) nil)")
    emacs.until("(not afterword-mode)")
    assert emacs.ghosts() == []
    emacs.type("!")
    assert emacs.marked() == "At the end of the road!‸"


def test_continues_the_paragraph(emacs: Emacs) -> None:
    serve(emacs, text=" He sat down by the window.")
    write_at(emacs, "路 😀 The old man came home.‸\n")
    emacs.eval("(progn (call-interactively #'afterword-continue-paragraph) nil)")
    assert emacs.marked().replace("‸", "") == (
        "路 😀 The old man came home. He sat down by the window.\n"
    )


@pytest.mark.parametrize(
    ("name", "language_id"),
    [("page.rst", "restructuredtext"), ("page.org", "org"), ("page.txt", "text")],
)
def test_the_server_hears_what_kind_of_text_it_is(
    emacs: Emacs, name: str, language_id: str
) -> None:
    serve(emacs)
    write_at(emacs, "At the end of the ‸", name)
    document = emacs.eval("(plist-get (eglot--TextDocumentItem) :languageId)")
    assert document == language_id


def test_other_servers_are_left_alone(emacs: Emacs) -> None:
    serve(emacs)
    command = lisp(scripted(text=SCRIPT))
    emacs.eval(f"(progn (push (cons 'text-mode {command}) eglot-server-programs) nil)")
    emacs.open("At the end of the road‸")
    emacs.eval("(progn (run-hooks 'post-command-hook) nil)")
    emacs.until("(eglot-managed-p)")
    assert emacs.eval("afterword-mode") is None
