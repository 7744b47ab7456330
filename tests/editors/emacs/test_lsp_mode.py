"""What lsp-mode has of the server: the suggestion as a completion, and the action."""

import re

import pytest
from batch_emacs import CLIENT, Emacs, StartEmacs, lisp, scripted

pytestmark = pytest.mark.editor

SCRIPT = " He sat down by the window."
# No emoji before the cursor here: lsp-mode 8 counts code points and says UTF-16.


@pytest.fixture
def emacs(start: StartEmacs) -> Emacs:
    return start("lsp-mode")


def serve(emacs: Emacs, **options: object) -> None:
    """Set up a server as the README says."""
    readme = (CLIENT / "README.md").read_text(encoding="utf-8")
    blocks: list[str] = re.findall(r"```elisp\n(.*?)```", readme, re.DOTALL)
    (code,) = (block for block in blocks if "lsp-register-client" in block)
    program = """'("afterword" "serve")"""
    assert program in code
    emacs.eval(f"(progn {code.replace(program, lisp(scripted(**options)))} nil)")
    emacs.eval(f"""(progn
      (setq lsp-restart 'ignore lsp-enable-snippet nil)
      (lsp-workspace-folders-add {lisp(str(emacs.folder))})
      nil)""")


def edit(emacs: Emacs, marked: str) -> None:
    """Open a page and have it managed by a server that is ready."""
    emacs.open(marked)
    emacs.eval("(progn (lsp) (buffer-enable-undo) nil)")
    emacs.until("(eq (lsp--workspace-status (car (lsp-workspaces))) 'initialized)")
    asked = '(lsp-request "workspace/executeCommand" (list :command "afterword.status"))'
    emacs.until(f'(equal (gethash "phase" {asked}) "ready")')


@pytest.mark.parametrize(
    ("marked", "text", "completed"),
    [
        pytest.param(
            "雨停了。 He sat by the win‸\n",
            "dow and waited.",
            "雨停了。 He sat by the window and waited.‸\n",
            id="mid-word",
        ),
        pytest.param("雨停了，他推开了‸\n", "窗户。", "雨停了，他推开了窗户。‸\n", id="chinese"),
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
    emacs.eval("""(progn
      (cl-letf (((symbol-function 'completing-read) (lambda (&rest _) "Continue paragraph")))
        (call-interactively #'lsp-execute-code-action))
      nil)""")
    continued = "路 😀 The old man came home. He sat down by the window.\n\nNext.\n"
    assert emacs.marked().replace("‸", "") == continued
    emacs.press("C-/")
    assert emacs.marked().replace("‸", "") == "路 😀 The old man came home.\n\nNext.\n"
