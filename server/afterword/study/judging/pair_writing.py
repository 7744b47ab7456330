"""Writes one contestant's continuations into a comparison's folder. Goes on where it was interrupted."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from afterword.errors import NoUsableTextError
from afterword.settings import Settings
from afterword.study.judging.openings import Opening
from afterword.study.judging.pairs_folder import (
    ShownOpening,
    append_continuation,
    read_continuations,
)
from afterword.writing.paragraph.continuer import Continuer


def shown_openings(openings: Sequence[Opening]) -> tuple[ShownOpening, ...]:
    """Return the openings as readers see them, with numbers as keys."""
    digits = len(str(len(openings)))
    return tuple(
        ShownOpening(
            key=f"{number:0{digits}}",
            language=opening.writing.language,
            text=opening.shown,
            source=f"{opening.writing.key}:{opening.char_offset}:{opening.place}",
        )
        for number, opening in enumerate(openings, start=1)
    )


def unwritten_openings(folder: Path, contestant: str, keys: Sequence[str]) -> set[str]:
    """Return the keys of the openings that have no continuation by this contestant yet."""
    written, _ = read_continuations(folder)
    return {key for key in keys if (key, contestant) not in written}


async def write_continuations(
    continuer: Continuer,
    settings: Settings,
    openings: Sequence[Opening],
    *,
    folder: Path,
    contestant: str,
    seed: int,
    on_progress: Callable[[int, int], None],
) -> None:
    """Continue every opening that has no continuation yet, with a seed of its own.

    The seed is the same for all contestants, so that equal settings write equal texts.

    Raises:
        DocumentError: the folder can't be written.
        EngineError: the model failed; what was written before is kept.
    """
    keys = [shown.key for shown in shown_openings(openings)]
    missing = unwritten_openings(folder, contestant, keys)
    for number, (key, opening) in enumerate(zip(keys, openings, strict=True)):
        on_progress(number, len(openings))
        if key not in missing:
            continue
        passage = replace(opening.passage, settings=settings)
        try:
            taken = await continuer.continue_paragraph(passage, controls={"seed": seed + number})
            text = taken.text.strip()
        except NoUsableTextError:
            text = ""
        append_continuation(folder, opening=key, contestant=contestant, text=text)
