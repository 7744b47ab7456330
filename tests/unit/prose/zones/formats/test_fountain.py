"""Where Afterword stays silent in Fountain. ‸ is the cursor."""

from collections.abc import Callable

import pytest

from afterword.prose.zones.zone_kinds import QuietZone

ZoneAt = Callable[[str, str], QuietZone | None]


@pytest.mark.parametrize(
    ("marked", "zone"),
    [
        pytest.param("Title: The F‸", QuietZone.FRONT_MATTER, id="title page being typed"),
        pytest.param(
            "Title:\n    _The ferry_\nAuthor: Mi‸\n\n", QuietZone.FRONT_MATTER, id="title page"
        ),
        pytest.param("title: x\nDraft date: 1‸", QuietZone.FRONT_MATTER, id="small letters"),
        pytest.param("Producer:\n  Mira Oa‸", QuietZone.FRONT_MATTER, id="key of one's own"),
        pytest.param("It rains.\n\nINT. QUAY - NI‸", QuietZone.SCENE_HEADING, id="scene heading"),
        pytest.param(
            "It rains.\n\next. the qu‸", QuietZone.SCENE_HEADING, id="small scene heading"
        ),
        pytest.param("INT./EXT. CAR - ‸", QuietZone.SCENE_HEADING, id="in and out"),
        pytest.param("I/E CAR - D‸", QuietZone.SCENE_HEADING, id="in and out, short"),
        pytest.param("It rains.\n\n.THE QU‸", QuietZone.SCENE_HEADING, id="forced scene heading"),
        pytest.param("It rains.\n\nSMASH CUT TO:‸", QuietZone.SCENE_HEADING, id="transition"),
        pytest.param("It rains.\n\nCUT T‸", QuietZone.SCENE_HEADING, id="transition being typed"),
        pytest.param("It rains.\n\n> FADE OU‸", QuietZone.SCENE_HEADING, id="forced transition"),
        pytest.param("It rains. [[ask Mira ‸", QuietZone.COMMENT, id="note"),
        pytest.param("It rains. [[ask\nMira ‸]]", QuietZone.COMMENT, id="note of two lines"),
        pytest.param("/*\nold\n\nIt was ‸", QuietZone.COMMENT, id="boneyard"),
        pytest.param("It rains.\n\n===‸", QuietZone.RULE, id="page break"),
        pytest.param("She types https://a.exam‸", QuietZone.ADDRESS, id="URL"),
    ],
)
def test_stays_silent(zone_at: ZoneAt, marked: str, zone: QuietZone) -> None:
    assert zone_at(marked, "fountain") == zone


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("‸", id="empty document"),
        pytest.param("It rains on the ‸", id="action"),
        pytest.param("FADE IN:\n\nIt rains ‸", id="after a transition"),
        pytest.param("Title: x\n\nIt rains ‸", id="after the title page"),
        pytest.param("Note: it rains ‸", id="colon at the start of the document"),
        pytest.param("It rains: the ‸", id="colon in the first line"),
        pytest.param("MIRA\nI never ‸", id="dialogue"),
        pytest.param("MIRA (V.O.)\n(quietly)\nI never ‸", id="dialogue with a parenthetical"),
        pytest.param("MIRA\n(qui‸", id="parenthetical"),
        pytest.param("MIRA\nCUT IT ‸", id="shouted dialogue"),
        pytest.param("INT. QUAY - NIGHT\n\nIt rains ‸", id="after a scene heading"),
        pytest.param("# Act ‸", id="section"),
        pytest.param("= Mira finds the ‸", id="synopsis"),
        pytest.param("~The sea, the ‸", id="lyrics"),
        pytest.param("> THE ‸ <", id="centred text"),
        pytest.param("It rains.\n\n...and then ‸", id="dots at the start"),
        pytest.param("It rains. [[old]] Mira ‸", id="after a note"),
        pytest.param("It rains. [[old\n\nMira ‸", id="paragraph after an open note"),
        pytest.param("/* old */\n\nIt rains ‸", id="after a boneyard"),
        pytest.param("Internal doubts and ‸", id="word that begins as a scene heading"),
        pytest.param("Est is a suffix of ‸", id="the same, with a space"),
        pytest.param("She is *very ‸", id="emphasis"),
    ],
)
def test_speaks_in_prose(zone_at: ZoneAt, marked: str) -> None:
    assert zone_at(marked, "fountain") is None
