"""A blind comparison: the same paragraphs continued by two models, judged without knowing by which.

usage: python benchmarks/blind_comparison.py write FOLDER TEXT... [--models A B] [--count 40] [--seed 7]
       python benchmarks/blind_comparison.py score FOLDER

``write`` cuts each text at a sentence's end, has both models go on, and puts into the folder, which
belongs outside the repository: ``sheet.md`` to read, ``verdicts.json`` to fill in with "A", "B" or
"equal" for each pair, and ``key.json``, which is not to be looked at before. What is there already is
kept, so that an interrupted run goes on. ``score`` counts.
"""

import argparse
import asyncio
import json
import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from afterword.cli.command_service import open_service
from afterword.errors import NoUsableTextError
from afterword.prose.characters.language_detection import detect_language
from afterword.prose.structure.sentences import sentence_ends
from afterword.settings import SettingsLayer, merge_settings
from afterword.writing.passage import Passage

CONTEXT_CHARS: Final = 900
SHOWN_CHARS: Final = 500
MODELS: Final = ("gemma3-270m", "qwen2.5-coder-1.5b")
VERDICTS: Final = ("A", "B", "equal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A text up to the place where both models go on."""

    name: str
    text: str


def main() -> None:
    """Write the pairs, or count the verdicts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("write", "score"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--models", nargs=2, default=MODELS)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--max-words", type=int, default=60)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    if arguments.what == "score":
        print(score(arguments.folder))
        return
    arguments.folder.mkdir(parents=True, exist_ok=True)
    openings = choose_openings(arguments.texts, count=arguments.count, seed=arguments.seed)
    for model in arguments.models:
        asyncio.run(write_all(arguments, openings, model))
    make_sheet(arguments.folder, openings, arguments.models, seed=arguments.seed)


def choose_openings(paths: Sequence[Path], *, count: int, seed: int) -> list[Opening]:
    """Cut texts at sentence ends, each text once before any is used twice."""
    chance = random.Random(seed)
    found = list[Opening]()
    for index in range(count):
        path = paths[index % len(paths)]
        text = path.read_text(encoding="utf-8").strip()
        ends = [end for end in sentence_ends(text) if end >= len(text) // 3] or [len(text)]
        end = chance.choice(ends)
        start = text.find("\n", end - CONTEXT_CHARS) + 1 if end > CONTEXT_CHARS else 0
        kept = text[start:end] if start < end else text[end - CONTEXT_CHARS : end]
        found.append(Opening(name=f"{path.stem}-{index}", text=kept))
    return found


async def write_all(arguments: argparse.Namespace, openings: Sequence[Opening], model: str) -> None:
    """Have one model continue every opening; each is kept as soon as it is there."""
    file = arguments.folder / f"{model}.json"
    written: dict[str, str] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    values = {
        "threads": arguments.threads,
        "paragraph": {"max_words": arguments.max_words, "follow_rhythm": False},
    }
    settings, problems = merge_settings([SettingsLayer(source="pairs", values=values)])
    if problems:
        raise SystemExit("\n".join(problems))
    async with open_service(settings.with_one_model(model)) as service:
        for number, opening in enumerate(openings):
            if opening.name in written:
                continue
            passage = Passage(text=opening.text, char_offset=len(opening.text))
            try:
                seed = arguments.seed + number
                taken = await service.continuer.continue_paragraph(passage, controls={"seed": seed})
                written[opening.name] = taken.text.strip()
            except NoUsableTextError:
                written[opening.name] = ""
            file.write_text(json.dumps(written, ensure_ascii=False, indent=1), encoding="utf-8")
            print(model, number + 1, "of", len(openings), flush=True)


def make_sheet(
    folder: Path, openings: Sequence[Opening], models: Sequence[str], *, seed: int
) -> None:
    """Write the sheet, a form for the verdicts, and the key, in an order that says nothing."""
    texts = {model: json.loads((folder / f"{model}.json").read_text("utf-8")) for model in models}
    chance = random.Random(seed + 1)
    order = list(openings)
    chance.shuffle(order)
    lines, key = ["# Which goes on better?"], dict[str, Any]()
    for number, opening in enumerate(order, start=1):
        sides = list(models)
        chance.shuffle(sides)
        key[str(number)] = {
            **dict(zip("AB", sides, strict=True)),
            "language": detect_language(opening.text),
        }
        lines += [f"## {number}", f"… {opening.text[-SHOWN_CHARS:]}"]
        lines += [
            f"**{side}:** {texts[model][opening.name] or '(nothing)'}"
            for side, model in zip("AB", sides, strict=True)
        ]
    (folder / "sheet.md").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    (folder / "key.json").write_text(json.dumps(key, indent=1), encoding="utf-8")
    form = folder / "verdicts.json"
    if not form.exists():
        form.write_text(json.dumps(dict.fromkeys(key, ""), indent=1), encoding="utf-8")


def score(folder: Path) -> str:
    """Return a table: how often each model was better, by language, and how likely that is by chance."""
    key = json.loads((folder / "key.json").read_text("utf-8"))
    verdicts = json.loads((folder / "verdicts.json").read_text("utf-8"))
    missing = [number for number in key if verdicts.get(number) not in VERDICTS]
    if missing:
        raise SystemExit(f"without a verdict of {', '.join(VERDICTS)}: {', '.join(missing)}")
    models = sorted({key["1"]["A"], key["1"]["B"]})
    lines = [f"| | {' | '.join(models)} | equal | p |", "|---|--:|--:|--:|--:|"]
    for language in sorted({entry["language"] for entry in key.values()} | {"all"}):
        wins = Counter[str](
            entry.get(verdicts[number], "equal")
            for number, entry in key.items()
            if language in ("all", entry["language"])
        )
        ahead, behind = wins[models[0]], wins[models[1]]
        cells = f"{ahead} | {behind} | {wins['equal']} | {by_chance(ahead, behind):.3f}"
        lines.append(f"| {language} | {cells} |")
    return "\n".join(lines)


def by_chance(wins: int, losses: int) -> float:
    """Return how likely so uneven a count is if neither is better (sign test, two-sided)."""
    count = wins + losses
    tail = sum(math.comb(count, many) for many in range(max(wins, losses), count + 1))
    return min(1.0, 2 * tail / 2**count) if count else 1.0


if __name__ == "__main__":
    main()
