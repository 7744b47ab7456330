"""Where in a document Afterword stays silent. Asked at every keystroke, so it reads only near text.

The whole document is searched for fences and comments alone, by plain substring search.
"""

from typing import Final

from afterword.prose.zones.addresses import is_in_address
from afterword.prose.zones.latex import latex_zone
from afterword.prose.zones.markdown import markdown_zone
from afterword.prose.zones.yaml_head import is_in_closed_head
from afterword.prose.zones.zone_kinds import QuietZone

__all__ = ["QuietZone", "quiet_zone"]

_MARKDOWN: Final = frozenset({"markdown", "quarto", "rmd", "rmarkdown", "mdx", "pandoc", "vimwiki"})
_LATEX: Final = frozenset({"latex", "tex", "plaintex", "latex-expl3", "context"})


def quiet_zone(before: str, after: str, language_id: str) -> QuietZone | None:
    """Return the quiet zone that the place between ``before`` and ``after`` is in, if any.

    Args:
        before: the document up to the cursor.
        after: the document from the cursor on.
        language_id: the LSP language id. Markdown and LaTeX have zones of their own; in all others
            only a YAML head and addresses (URLs, e-mail addresses, paths) are quiet.
    """
    zone = None
    if language_id in _MARKDOWN:
        zone = markdown_zone(before, after)
    elif language_id in _LATEX:
        zone = latex_zone(before, after)
    if zone is None and language_id not in _MARKDOWN and is_in_closed_head(before, after):
        zone = QuietZone.FRONT_MATTER  # a brief may stand in any document
    if zone is None and is_in_address(before):
        zone = QuietZone.ADDRESS
    return zone
