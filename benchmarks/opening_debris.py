"""How often takes begin with web debris: labels, list numbers, dates, headlines, greetings, quizzes.

usage: python benchmarks/opening_debris.py write FOLDER NAME [--seed 11]
       python benchmarks/opening_debris.py sheet FOLDER NAME NAME
       python benchmarks/opening_debris.py score FOLDER

``write`` has the model continue forty openings in three takes each, into ``NAME.json`` in a folder
outside the repository. ``sheet`` mixes the takes of two such runs in ``takes.md``, where nothing says
which is which; ``debris.json`` gets the numbers of those that no reader would keep, because they are
no continuation. It also makes a folder of pairs, ``pairs``, for ``afterword judge``. ``score`` counts.
"""

import argparse
import asyncio
import json
import random
import time
from pathlib import Path
from statistics import median
from string import ascii_lowercase
from typing import Final

from debris_openings import OPENINGS

from afterword.cli.command_service import open_service
from afterword.errors import NoUsableTextError
from afterword.prose.characters.language_detection import detect_language
from afterword.settings import SettingsLayer, merge_settings
from afterword.study.judging.pairs_folder import (
    ComparisonPlan,
    ShownOpening,
    append_continuation,
    write_plan,
)
from afterword.writing.paragraph.take_batches import TAKES
from afterword.writing.passage import Passage

MAX_WORDS: Final = 40
SHOWN_CHARS: Final = 500
"""Characters of an opening that a reader is shown."""
VALUES: Final = {"paragraph": {"max_words": MAX_WORDS, "follow_rhythm": False}}


def main() -> None:
    """Write takes, mix them on a sheet, or count the verdicts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("write", "sheet", "score"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seed", type=int, default=11)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    if arguments.what == "write":
        asyncio.run(write(arguments.folder, arguments.names[0], seed=arguments.seed))
    elif arguments.what == "sheet":
        mix(arguments.folder, arguments.names, seed=arguments.seed)
    else:
        print(score(arguments.folder))


async def write(folder: Path, name: str, *, seed: int) -> None:
    """Continue every opening in takes, and keep the texts and the seconds they took."""
    settings, problems = merge_settings([SettingsLayer(source="debris", values=VALUES)])
    if problems:
        raise SystemExit("\n".join(problems))
    takes, seconds = dict[str, list[str]](), list[float]()
    async with open_service(settings) as service:
        for number, (kind, text) in enumerate(OPENINGS):
            passage = Passage(text=text, char_offset=len(text), language_id="markdown")
            started_s = time.perf_counter()
            try:
                written = await service.continuer.continue_in_takes(
                    passage, TAKES, controls={"seed": seed + 100 * number}
                )
            except NoUsableTextError:
                written = []
            seconds.append(time.perf_counter() - started_s)
            takes[f"{kind}-{number}"] = [take.text.strip() for take in written]
            (folder / f"{name}.takes.json").write_text(
                json.dumps(takes, ensure_ascii=False, indent=1), encoding="utf-8"
            )
    offered = {
        opening: "\n\n".join(f"- {text}" for text in texts) for opening, texts in takes.items()
    }
    (folder / f"{name}.json").write_text(json.dumps(offered, ensure_ascii=False), encoding="utf-8")
    print(f"{name}: {sum(map(len, takes.values()))} takes, {median(seconds):.1f} s (median)")


def mix(folder: Path, names: list[str], *, seed: int) -> None:
    """Write the sheets, in an order that says nothing, and their keys."""
    texts = {f"{kind}-{number}": text for number, (kind, text) in enumerate(OPENINGS)}
    takes = [
        (name, opening, take)
        for name in names
        for opening, written in json.loads(
            (folder / f"{name}.takes.json").read_text("utf-8")
        ).items()
        for take in written
    ]
    random.Random(seed).shuffle(takes)
    lines = [
        f"{number}. … {' '.join(texts[opening][-120:].split())} ‸ {' '.join(take.split())}"
        for number, (_, opening, take) in enumerate(takes)
    ]
    (folder / "takes.md").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    (folder / "takes.key.json").write_text(json.dumps([name for name, _, _ in takes]))
    make_pairs(folder, texts, names, seed=seed)


def make_pairs(folder: Path, texts: dict[str, str], names: list[str], *, seed: int) -> None:
    """Make a folder for ``afterword judge``, in which all takes of a run at a place are one text."""
    contestants = dict(zip(ascii_lowercase, names, strict=False))
    openings = [
        ShownOpening(key=opening, language=detect_language(text), text=text[-SHOWN_CHARS:])
        for opening, text in texts.items()
    ]
    pairs = folder / "pairs"
    write_plan(pairs, ComparisonPlan(contestants=contestants, openings=tuple(openings), seed=seed))
    for letter, name in contestants.items():
        offered = json.loads((folder / f"{name}.json").read_text("utf-8"))
        for opening, text in offered.items():
            append_continuation(pairs, opening=opening, contestant=letter, text=text)


def score(folder: Path) -> str:
    """Return a table: the share of each run's takes that are debris."""
    runs = json.loads((folder / "takes.key.json").read_text("utf-8"))
    debris = set[int](json.loads((folder / "debris.json").read_text("utf-8")))
    lines = ["| run | takes | debris | share |", "|---|--:|--:|--:|"]
    for run in sorted(set(runs)):
        numbers = [number for number, name in enumerate(runs) if name == run]
        bad = len(debris.intersection(numbers))
        lines.append(f"| {run} | {len(numbers)} | {bad} | {bad / len(numbers):.3f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
