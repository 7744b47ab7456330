"""Emacs's two LSP clients as they are without ``afterword.el``, set up for a scripted server."""

import re
from typing import Protocol

from batch_emacs import CLIENT, Emacs, lisp

from editors.scripted_servers import scripted


class PlainClient(Protocol):
    """One of them, in one Emacs."""

    emacs: Emacs
    astral: str
    """A character of two UTF-16 units, if the client counts it right; else one that is one unit."""

    def edit(self, marked: str, **options: object) -> None:
        """Open a page and have it managed by a server that is ready; see ``scripted``."""
        ...

    def choose_the_action(self) -> None:
        """Choose "Continue paragraph" from what the client's command offers."""
        ...


class Eglot:
    """What ``M-x eglot`` makes of the server."""

    astral = "😀"

    def __init__(self, emacs: Emacs) -> None:
        self.emacs = emacs

    def edit(self, marked: str, **options: object) -> None:
        command = lisp(scripted(**options))
        self.emacs.eval(f"""(progn
          (push (cons 'text-mode {command}) eglot-server-programs)
          (setq eglot-sync-connect 30 eglot-confirm-server-initiated-edits nil)
          nil)""")
        self.emacs.open(marked)
        self.emacs.eval("(progn (call-interactively #'eglot) (buffer-enable-undo) nil)")
        self.emacs.until(
            "(equal (plist-get (eglot-execute-command (eglot-current-server) 'afterword.status [])"
            ' :phase) "ready")'
        )

    def choose_the_action(self) -> None:
        self.emacs.eval("(progn (setq last-nonmenu-event ?x) nil)")
        _choose(self.emacs, "eglot-code-actions")


class LspMode:
    """What ``M-x lsp`` makes of the server, registered as the README says."""

    astral = "路"  # lsp-mode 8 counts code points where the protocol counts UTF-16

    def __init__(self, emacs: Emacs) -> None:
        self.emacs = emacs

    def edit(self, marked: str, **options: object) -> None:
        readme = (CLIENT / "README.md").read_text(encoding="utf-8")
        blocks: list[str] = re.findall(r"```elisp\n(.*?)```", readme, re.DOTALL)
        (code,) = (block for block in blocks if "lsp-register-client" in block)
        program = """'("afterword" "serve")"""
        assert program in code
        self.emacs.eval(f"(progn {code.replace(program, lisp(scripted(**options)))} nil)")
        self.emacs.eval(f"""(progn
          (setq lsp-restart 'ignore lsp-enable-snippet nil)
          (lsp-workspace-folders-add {lisp(str(self.emacs.folder))})
          nil)""")
        self.emacs.open(marked)
        self.emacs.eval("(progn (lsp) (buffer-enable-undo) nil)")
        self.emacs.until("(eq (lsp--workspace-status (car (lsp-workspaces))) 'initialized)")
        asked = '(lsp-request "workspace/executeCommand" (list :command "afterword.status"))'
        self.emacs.until(f'(equal (gethash "phase" {asked}) "ready")')

    def choose_the_action(self) -> None:
        _choose(self.emacs, "lsp-execute-code-action")


def _choose(emacs: Emacs, command: str) -> None:
    emacs.eval(f"""(progn
      (cl-letf (((symbol-function 'completing-read) (lambda (&rest _) "Continue paragraph")))
        (call-interactively #'{command}))
      nil)""")
