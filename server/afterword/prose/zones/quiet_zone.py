"""The quiet zone at a place in a document, if any: there Afterword makes no suggestion.

It is determined at every keystroke, so only the text near the cursor is read. The whole document is
searched for the marks of blocks alone, by substring search.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import regex

from afterword.prose.characters.markup_languages import (
    ASCIIDOC_IDS,
    LATEX_IDS,
    MARKDOWN_IDS,
    ORG_IDS,
    RESTRUCTUREDTEXT_IDS,
    TYPST_IDS,
)
from afterword.prose.zones.addresses import is_in_address
from afterword.prose.zones.formats.asciidoc import asciidoc_zone
from afterword.prose.zones.formats.fountain import fountain_zone
from afterword.prose.zones.formats.latex import latex_zone
from afterword.prose.zones.formats.markdown import markdown_zone
from afterword.prose.zones.formats.norg import norg_zone
from afterword.prose.zones.formats.org import org_zone
from afterword.prose.zones.formats.restructuredtext import restructuredtext_zone
from afterword.prose.zones.formats.typst import typst_zone
from afterword.prose.zones.front_matter import is_in_closed_front_matter
from afterword.prose.zones.zone_kinds import QuietZone

_Format = Callable[[str, str], QuietZone | None]

_FORMATS: Final[Mapping[str, _Format]] = {
    **dict.fromkeys(MARKDOWN_IDS, markdown_zone),
    "mdx": partial(markdown_zone, is_mdx=True),
    **dict.fromkeys(LATEX_IDS, latex_zone),
    **dict.fromkeys(ORG_IDS, org_zone),
    "norg": norg_zone,
    **dict.fromkeys(TYPST_IDS, typst_zone),
    **dict.fromkeys(ASCIIDOC_IDS, asciidoc_zone),
    **dict.fromkeys(RESTRUCTUREDTEXT_IDS, restructuredtext_zone),
    "fountain": fountain_zone,
}
"""The formats that have zones of their own, by LSP language id."""
_SLASH_EMPHASIS: Final = ORG_IDS | {"norg"}
"""The language ids in which a slash before a word begins emphasis, as it begins a path elsewhere."""
_EMPHASISED_WORD: Final = regex.compile(r"(?<![^\s\-(\[{'\"“‘«—–])/\p{L}[\p{L}\p{M}\-'’]*\Z")


def quiet_zone(before: str, after: str, language_id: str) -> QuietZone | None:
    """Return the quiet zone that the place between ``before`` and ``after`` is in, if any.

    Args:
        before: the document up to the cursor.
        after: the document from the cursor on.
        language_id: the LSP language id. In languages without zones of their own, only YAML front
            matter and addresses (URLs, e-mail, paths) are quiet.
    """
    format_zone = _FORMATS.get(language_id)
    zone = format_zone(before, after) if format_zone else None
    if (
        zone is None
        and language_id not in MARKDOWN_IDS
        and is_in_closed_front_matter(before, after)
    ):
        zone = QuietZone.FRONT_MATTER  # a brief may stand in any document
    if zone is None and is_in_address(before) and not _is_emphasised(before, language_id):
        zone = QuietZone.ADDRESS
    return zone


def _is_emphasised(before: str, language_id: str) -> bool:
    return language_id in _SLASH_EMPHASIS and _EMPHASISED_WORD.search(before[-40:]) is not None
