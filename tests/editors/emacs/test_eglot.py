"""What eglot has of the server beyond what all clients have."""

import pytest
from batch_emacs import LispError, StartEmacs
from plain_clients import Eglot

pytestmark = pytest.mark.editor

SCRIPT = " He sat down by the window."


@pytest.fixture
def eglot(start: StartEmacs) -> Eglot:
    return Eglot(start("eglot"))


def test_the_action_is_offered_among_all_actions(eglot: Eglot) -> None:
    eglot.edit("The old man came home.‸\n", text=SCRIPT)
    titles = "(mapcar (lambda (a) (plist-get a :title)) (eglot-code-actions (point) (point)))"
    assert "Continue paragraph" in eglot.emacs.eval(titles)


def test_settings_of_emacs_count(eglot: Eglot) -> None:
    eglot.edit("The old man came home.‸\n", text=SCRIPT)
    eglot.emacs.eval("""(progn
      (setq-default eglot-workspace-configuration '(:afterword (:enabled :json-false)))
      (eglot-signal-didChangeConfiguration (eglot-current-server))
      nil)""")
    eglot.emacs.until("(equal (eglot-code-actions (point) (point)) nil)")


def test_why_it_can_not_go_on_is_told(eglot: Eglot) -> None:
    eglot.edit("The old man came home.‸\n", text="")
    with pytest.raises(LispError, match="32803"):
        eglot.choose_the_action()
    assert eglot.emacs.marked() == "The old man came home.‸\n"
