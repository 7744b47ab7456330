"""Where Afterword stays silent in Norg. ‸ is the cursor."""

from collections.abc import Callable

import pytest

from afterword.prose.zones.zone_kinds import QuietZone

ZoneAt = Callable[[str, str], QuietZone | None]


@pytest.mark.parametrize(
    ("marked", "zone"),
    [
        pytest.param("* One\n@code lua\nlocal x ‸", QuietZone.CODE_BLOCK, id="code"),
        pytest.param("@document.meta\ntitle: the ‸\n@end", QuietZone.CODE_BLOCK, id="meta-data"),
        pytest.param("  @math\nx = ‸", QuietZone.CODE_BLOCK, id="indented tag"),
        pytest.param("#na‸", QuietZone.METADATA, id="carried tag"),
        pytest.param("call `open‸", QuietZone.INLINE_CODE, id="code in a line"),
        pytest.param("It was %ask Mira ‸%", QuietZone.COMMENT, id="comment"),
        pytest.param("see {:quay:* The ‸", QuietZone.LINK_TARGET, id="link"),
        pytest.param("so $x + ‸", QuietZone.MATH, id="math"),
        pytest.param("It was.\n___‸", QuietZone.RULE, id="rule"),
    ],
)
def test_stays_silent(zone_at: ZoneAt, marked: str, zone: QuietZone) -> None:
    assert zone_at(marked, "norg") == zone


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("* The ‸", id="heading"),
        pytest.param("- It was ‸", id="list item"),
        pytest.param("> It was ‸", id="quotation"),
        pytest.param("@code\nx\n@end\nIt was ‸", id="after code"),
        pytest.param("It was /very ‸", id="emphasis"),
        pytest.param("{* Quay}[the ‸]", id="link text"),
        pytest.param("50 % of ‸", id="per cent"),
        pytest.param("mail a@b.example, and ‸", id="after an address"),
    ],
)
def test_speaks_in_prose(zone_at: ZoneAt, marked: str) -> None:
    assert zone_at(marked, "norg") is None
