"""Folders of pairs of our own, for the tests."""

from pathlib import Path

from afterword.study.judging.pairs_folder import (
    ComparisonPlan,
    ShownOpening,
    append_continuation,
    write_plan,
)


def make_folder(
    folder: Path, *, count: int = 4, contestants: str = "ab", languages: tuple[str, ...] = ("en",)
) -> Path:
    """Return a folder in which each contestant has written ``by LETTER at NUMBER``."""
    openings = tuple(
        ShownOpening(
            key=str(number),
            language=languages[number % len(languages)],
            text=f"The ferry left, the {number}th. ",
        )
        for number in range(1, count + 1)
    )
    names = {letter: f"paragraph.min_p=0.{number}" for number, letter in enumerate(contestants)}
    write_plan(folder, ComparisonPlan(contestants=names, openings=openings, seed=3))
    for opening in openings:
        for letter in contestants:
            text = f"It was written by {letter} at {opening.key}."
            append_continuation(folder, opening=opening.key, contestant=letter, text=text)
    return folder
