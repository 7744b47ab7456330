"""What far context is worth: bits per byte of what was really written, with it and without.

usage: python benchmarks/far_context.py NOVEL.txt … [--places 8] [--tokens 512 1024] [--seed 1]
       python benchmarks/far_context.py tests/prose

A novel in one file is written out as a project of numbered chapters, in a temporary folder; a folder is
taken for such a project. In each, chapters are drawn, and in each chapter what stands right behind its
heading, 800 characters (Chinese: 300) later, and somewhere in its second half is predicted: without
far context, reading on from the file before, and with sentences of earlier chapters in an eighth or a
quarter of the budget. On a machine that has other work to do, --threads 1 is the quickest.
"""

import argparse
import math
import random
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from afterword.brief.project import Project
from afterword.brief.reading_order import natural_key
from afterword.engine.building import engine_builder
from afterword.prose.chapter_starts import ChapterStarts
from afterword.prose.languages import is_by_character, language_of
from afterword.prose.wrapping import unwrap
from afterword.settings import Settings
from afterword.settings.fields import ChapterSettings
from afterword.study.evaluating.likelihood import Score, local_scorer
from afterword.writing.background import background_of
from afterword.writing.passage import Passage
from afterword.writing.prompting import plan_prompt

PLACES: Final = ("at its start", "a page later", "second half")
EARLIER_CHAPTERS: Final = 2
"""So many stand before each chapter that is drawn, at least."""
WAYS: Final = {
    "nothing": (False, 0.0),
    "reading on": (True, 0.0),
    "and 1/8": (True, 1 / 8),
    "and 1/4": (True, 1 / 4),
}
"""Whether the file before is read on from, and the share of earlier chapters' sentences."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a chapter."""

    name: str
    path: Path
    text: str
    """The chapter up to there."""
    truth: str


def main() -> None:
    """Print a row for each novel, place and budget."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--places", type=int, default=8, help="chapters of each novel")
    parser.add_argument("--tokens", nargs="+", type=int, default=[512, 1024])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0)
    arguments = parser.parse_args()
    score = local_scorer(engine_builder(Settings(threads=arguments.threads))(lambda _status: None))
    print(f"| tokens | place | {' | '.join(WAYS)} | chapters |")
    print(f"|--:|---|{'--:|' * (len(WAYS) + 1)}")
    found: dict[tuple[int, str], list[list[float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for number, path in enumerate(arguments.paths):
            root = path if path.is_dir() else write_chapters(path, Path(folder) / str(number))
            draw = random.Random(f"{arguments.seed} {path.stem}")
            chapters = chapters_of(root)[EARLIER_CHAPTERS:]
            chosen = draw.sample(chapters, min(arguments.places, len(chapters)))
            for place in (place for chapter in chosen for place in places_in(chapter, draw)):
                for tokens in arguments.tokens:
                    found[tokens, place.name].append(measure(score, place, root, tokens))
            print(f"read {path.stem}: {len(chosen)} of {len(chapters)} chapters", flush=True)
    for (tokens, name), rows in sorted(found.items()):
        print(f"| {tokens} | {name} | {' | '.join(cells(rows))} | {len(rows)} |")


def write_chapters(novel: Path, folder: Path) -> Path:
    """Write a novel's chapters as numbered files."""
    folder.mkdir()
    text = novel.read_text(encoding="utf-8")
    starts = ChapterStarts()
    chapters, start = starts.earlier(f"{text}\n", most=10_000)
    for number, chapter in enumerate((*chapters, text[start:]), start=1):
        (folder / f"{number:03}.md").write_text(unwrap(chapter), encoding="utf-8")
    return folder


def chapters_of(root: Path) -> list[Path]:
    """Return a project's chapters in order."""
    return sorted((path for path in root.iterdir()), key=lambda path: natural_key(path.name))


def places_in(path: Path, draw: random.Random) -> Iterator[Place]:
    """Yield the places of one chapter."""
    text = path.read_text(encoding="utf-8")
    is_wide = is_by_character(language_of(text))
    start = text.find("\n") + 1
    later = start + (300 if is_wide else 800)
    truth_chars = 80 if is_wide else 240
    middle = int(len(text) * draw.uniform(0.5, 0.9))
    for name, offset in zip(PLACES, (start, later, middle), strict=True):
        before = text[:offset].rstrip()
        yield Place(name, path, before, text[len(before) : len(before) + truth_chars])


def measure(score: Score, place: Place, root: Path, tokens: int) -> list[float]:
    """Return bits per byte in each way."""
    found = list[float]()
    for read_on, share in WAYS.values():
        settings = Settings(chapters=ChapterSettings(read_on=read_on))
        project = Project()
        project.look(root, settings)
        project.look_around(place.path, settings)
        page = project.page_for(place.path)
        passage = Passage(text=place.text, char_offset=len(place.text), page=page)
        background = background_of(passage, settings, far_share=share)
        plan = plan_prompt(place.text, budget_tokens=tokens, background=background)
        bits = -sum(score(plan.healed.prompt, plan.healed.forced + place.truth)) / math.log(2)
        found.append(bits / len(place.truth.encode()))
    return found


def cells(rows: Sequence[Sequence[float]]) -> Iterator[str]:
    """Yield bits per byte without, then for each way the mean change in percent, with its error."""
    yield f"{statistics.mean(row[0] for row in rows):.3f}"
    for way in range(1, len(WAYS)):
        changes = [100 * (row[way] / row[0] - 1) for row in rows]
        error = statistics.stdev(changes) / math.sqrt(len(changes)) if len(changes) > 1 else 0.0
        yield f"{statistics.mean(changes):+.1f} ± {error:.1f} %"


if __name__ == "__main__":
    main()
