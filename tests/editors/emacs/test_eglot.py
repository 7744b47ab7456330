"""What eglot alone has of the server: the suggestion as a completion, and the action."""

import pytest
from batch_emacs import Emacs, LispError, StartEmacs, lisp, scripted

pytestmark = pytest.mark.editor

SCRIPT = " He sat down by the window."


@pytest.fixture
def emacs(start: StartEmacs) -> Emacs:
    return start("eglot")


def serve(emacs: Emacs, **options: object) -> None:
    command = lisp(scripted(**options))
    emacs.eval(f"(progn (push (cons 'text-mode {command}) eglot-server-programs) nil)")
    emacs.eval("(progn (setq eglot-sync-connect 30 eglot-confirm-server-initiated-edits nil) nil)")


def edit(emacs: Emacs, marked: str) -> None:
    """Open a page and have it managed by a server that is ready."""
    emacs.open(marked)
    emacs.eval("(progn (call-interactively #'eglot) (buffer-enable-undo) nil)")
    emacs.until(
        "(equal (plist-get (eglot-execute-command (eglot-current-server) 'afterword.status [])"
        ' :phase) "ready")'
    )


def choose_the_action(emacs: Emacs) -> None:
    """Do what ``M-x eglot-code-actions`` does, and choose from what it offers."""
    emacs.eval("""(progn
      (setq last-nonmenu-event ?x)
      (cl-letf (((symbol-function 'completing-read) (lambda (&rest _) "Continue paragraph")))
        (call-interactively #'eglot-code-actions))
      nil)""")


@pytest.mark.parametrize(
    ("marked", "text", "completed"),
    [
        pytest.param(
            "雨停了😀 He sat by the win‸\n",
            "dow and waited.",
            "雨停了😀 He sat by the window and waited.‸\n",
            id="mid-word",
        ),
        pytest.param(
            "😀 The old man‸", " came home.", "😀 The old man came home.‸", id="after a word"
        ),
        pytest.param(
            "😀 The old man ‸", "came home.", "😀 The old man came home.‸", id="at a space"
        ),
        pytest.param(
            "雨停了😀，他推开了‸\n", "窗户。", "雨停了😀，他推开了窗户。‸\n", id="chinese"
        ),
    ],
)
def test_the_suggestion_is_a_completion(
    emacs: Emacs, marked: str, text: str, completed: str
) -> None:
    serve(emacs, text=text)
    edit(emacs, marked)
    emacs.eval("(progn (call-interactively #'completion-at-point) nil)")
    assert emacs.marked() == completed


def test_the_action_continues_the_paragraph_as_one_change(emacs: Emacs) -> None:
    serve(emacs, text=SCRIPT)
    edit(emacs, "路 😀 The old man came home.‸\n\nNext.\n")
    choose_the_action(emacs)
    continued = "路 😀 The old man came home. He sat down by the window.\n\nNext.\n"
    assert emacs.marked().replace("‸", "") == continued
    emacs.press("C-/")
    assert emacs.marked().replace("‸", "") == "路 😀 The old man came home.\n\nNext.\n"


def test_the_action_is_offered_among_all_actions(emacs: Emacs) -> None:
    serve(emacs, text=SCRIPT)
    edit(emacs, "The old man came home.‸\n")
    titles = "(mapcar (lambda (a) (plist-get a :title)) (eglot-code-actions (point) (point)))"
    assert "Continue paragraph" in emacs.eval(titles)


def test_settings_of_emacs_count(emacs: Emacs) -> None:
    serve(emacs, text=SCRIPT)
    edit(emacs, "The old man came home.‸\n")
    emacs.eval("""(progn
      (setq-default eglot-workspace-configuration '(:afterword (:enabled :json-false)))
      (eglot-signal-didChangeConfiguration (eglot-current-server))
      nil)""")
    emacs.until("(equal (eglot-code-actions (point) (point)) nil)")


def test_why_it_can_not_go_on_is_told(emacs: Emacs) -> None:
    serve(emacs, text="")
    edit(emacs, "The old man came home.‸\n")
    with pytest.raises(LispError, match="32803"):
        choose_the_action(emacs)
    assert emacs.marked() == "The old man came home.‸\n"
