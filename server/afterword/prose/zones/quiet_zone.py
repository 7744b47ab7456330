"""The quiet zone at a place in a document, if any: there Afterword makes no suggestion.

It is determined at every keystroke, so only the text near the cursor is read. The whole document is
searched for fences and comments alone, by substring search.
"""

from typing import Final

from afterword.prose.zones.addresses import is_in_address
from afterword.prose.zones.front_matter import is_in_closed_front_matter
from afterword.prose.zones.latex import latex_zone
from afterword.prose.zones.markdown import markdown_zone
from afterword.prose.zones.zone_kinds import QuietZone

_MARKDOWN: Final = frozenset({"markdown", "quarto", "rmd", "rmarkdown", "mdx", "pandoc", "vimwiki"})
_LATEX: Final = frozenset({"latex", "tex", "plaintex", "latex-expl3", "context"})


def quiet_zone(before: str, after: str, language_id: str) -> QuietZone | None:
    """Return the quiet zone that the place between ``before`` and ``after`` is in, if any.

    Args:
        before: the document up to the cursor.
        after: the document from the cursor on.
        language_id: the LSP language id. Markdown and LaTeX have zones of their own; in all other
            languages only YAML front matter and addresses (URLs, e-mail, paths) are quiet.
    """
    zone = None
    if language_id in _MARKDOWN:
        zone = markdown_zone(before, after)
    elif language_id in _LATEX:
        zone = latex_zone(before, after)
    if zone is None and language_id not in _MARKDOWN and is_in_closed_front_matter(before, after):
        zone = QuietZone.FRONT_MATTER  # a brief may stand in any document
    if zone is None and is_in_address(before):
        zone = QuietZone.ADDRESS
    return zone
