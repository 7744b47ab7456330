"""Every language that a client attaches to has quiet zones of its own, but plain text."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from afterword.prose.zones.zone_kinds import QuietZone

ZoneAt = Callable[[str, str], QuietZone | None]

CLIENTS = Path(__file__).parents[5] / "clients"
FENCE = "```py\nimport x as ‸"
VERBATIM = "\\begin{verbatim}\nimport x as ‸"
CODE = {
    "asciidoc": "[source,py]\n----\nimport x as ‸",
    "context": "\\starttyping\nimport x as ‸",
    "fountain": "/*\nimport x as ‸",
    "latex": VERBATIM,
    "markdown": FENCE,
    "mdx": FENCE,
    "norg": "@code py\nimport x as ‸",
    "org": "#+begin_src py\nimport x as ‸",
    "pandoc": FENCE,
    "quarto": FENCE,
    "restructuredtext": ".. code:: py\n\n   import x as ‸",
    "rmd": FENCE,
    "rst": ".. code:: py\n\n   import x as ‸",
    "tex": VERBATIM,
    "typst": FENCE,
    "vimwiki": "{{{py\nimport x as ‸",
}
"""What is silent, by language id."""
NAMES_OF_EDITORS = {"plaintex": "latex", "text": "plaintext"}
"""File types that Vim and Neovim send as another language id."""


def attached_languages() -> set[str]:
    """Return the language ids that VS Code, Neovim, Vim and Emacs attach to."""
    package = json.loads((CLIENTS / "vscode/package.json").read_text(encoding="utf-8"))
    languages = set[str]()
    for section in package["contributes"]["configuration"]:
        languages.update(section["properties"].get("afterword.languages", {}).get("default", []))
    for path, begins in (
        ("neovim/lsp/afterword.lua", r"filetypes = \{(.*?)\}"),
        ("vim/plugin/afterword.vim", r"afterword_filetypes', \[(.*?)\]"),
    ):
        names = re.search(begins, (CLIENTS / path).read_text(encoding="utf-8"), re.DOTALL)
        assert names, path
        languages.update(re.findall(r"[\"'](\w+)[\"']", names[1]))
    emacs = (CLIENTS / "emacs/afterword.el").read_text(encoding="utf-8")
    languages.update(re.findall(r':language-id "(\w+)"', emacs))
    return {NAMES_OF_EDITORS.get(each, each) for each in languages} - {"plaintext"}


def test_every_attached_language_is_tried_here() -> None:
    assert (
        {"fountain", "org", "rst", "restructuredtext", "typst"} <= attached_languages() <= set(CODE)
    )


@pytest.mark.parametrize("language_id", CODE)
def test_code_is_silent_in_every_language(zone_at: ZoneAt, language_id: str) -> None:
    assert zone_at(CODE[language_id], language_id) is not None
