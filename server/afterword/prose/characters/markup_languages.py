"""The LSP language ids of markup languages that have several ids or dialects."""

from typing import Final

MARKDOWN_IDS: Final = frozenset({
    "markdown", "quarto", "rmd", "rmarkdown", "mdx", "pandoc", "vimwiki", "gfm", "multimarkdown",
})  # fmt: skip
"""The ids of Markdown and its dialects."""
LATEX_IDS: Final = frozenset({"latex", "tex", "plaintex", "latex-expl3", "context"})
ORG_IDS: Final = frozenset({"org", "org-mode", "orgmode"})
TYPST_IDS: Final = frozenset({"typst", "typ"})
ASCIIDOC_IDS: Final = frozenset({"asciidoc", "adoc", "asciidoctor"})
RESTRUCTUREDTEXT_IDS: Final = frozenset({"restructuredtext", "rst", "rest"})
