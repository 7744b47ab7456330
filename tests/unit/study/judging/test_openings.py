"""Openings are drawn by seed, inside paragraphs and at their ends."""

from afterword.study.judging.openings import SHOWN_CHARS, Opening, OpeningPlace, choose_openings
from unit.study.evaluating.writings import CHINESE, ENGLISH, writing_of

PAGES = [
    writing_of(f"{ENGLISH}\n\n{ENGLISH.replace('ferry', 'boat')}", sha256="1" * 64),
    writing_of(f"{CHINESE}\n\n{CHINESE.replace('渡船', '小船')}", sha256="2" * 64),
]


def keys(openings: list[Opening]) -> list[tuple[str, int]]:
    return [(opening.writing.key, opening.char_offset) for opening in openings]


def test_the_same_seed_gives_the_same_openings() -> None:
    chosen = choose_openings(PAGES, count=6, seed=3)
    assert keys(chosen) == keys(choose_openings(PAGES, count=6, seed=3))
    assert keys(chosen) != keys(choose_openings(PAGES, count=6, seed=4))
    assert len(set(keys(chosen))) == 6


def test_half_of_them_end_a_paragraph_and_half_stand_inside() -> None:
    chosen = choose_openings(PAGES, count=6, seed=3)
    ends = [each for each in chosen if each.place is OpeningPlace.PARAGRAPH_END]
    assert len(ends) == 3
    for opening in chosen:
        rest = opening.writing.document.text[opening.char_offset :]
        assert (rest[:1].strip() == "") is (opening in ends)
        assert opening.passage.after == ""


def test_short_texts_give_as_many_as_there_are() -> None:
    chosen = choose_openings([writing_of(ENGLISH)], count=40, seed=1)
    assert 2 <= len(chosen) < 40


def test_a_reader_is_shown_the_end_of_the_text_from_the_start_of_a_line() -> None:
    writing = writing_of(f"{ENGLISH}\n\n{ENGLISH}\n\n{ENGLISH}")
    end = len(writing.document.text)
    opening = Opening(writing=writing, char_offset=end, place=OpeningPlace.PARAGRAPH_END)
    assert opening.shown.startswith("The ferry")
    assert opening.shown.endswith("either of them before.")
    assert len(opening.shown) <= SHOWN_CHARS


def test_a_single_long_line_is_shown_from_inside() -> None:
    writing = writing_of(ENGLISH * 4)
    opening = Opening(
        writing=writing, char_offset=len(ENGLISH) * 4, place=OpeningPlace.PARAGRAPH_END
    )
    assert opening.shown.startswith("… ")
