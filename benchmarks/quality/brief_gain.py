"""What a brief gains: bits per byte of what was really written, with and without it.

usage: python benchmarks/quality/brief_gain.py docs/sample/*.md [--lore docs/sample]

Each document has a brief in its head. Its text is predicted piece by piece without a brief, under its
own, and under each other document's: a brief that steers makes its own text more probable, and
another's less. With --lore, also under its own with the entries of the project in that folder.
"""

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from afterword.brief.head.effective_brief import effective_brief
from afterword.brief.project.project import Project
from afterword.brief.project.project_context import NO_PROJECT_CONTEXT, ProjectContext
from afterword.engine.loading.engine_builder import engine_builder
from afterword.settings import Settings
from afterword.settings.brief_fields import Brief
from afterword.study.evaluating.runs.likelihood import Score, local_scorer
from afterword.writing.passage import Passage
from afterword.writing.prompt.prompt_plan import plan_prompt

PIECE_CHARS: Final = 120
BUDGET_TOKENS: Final = 512


@dataclass(slots=True)
class Cost:
    """What predicting a text took."""

    bits: float = 0.0
    size_bytes: int = 0
    first_bits: float = 0.0
    """Bits for the first pieces, before which there is little text."""
    first_bytes: int = 0

    @property
    def per_byte(self) -> float:
        """Bits per byte of all of it."""
        return self.bits / self.size_bytes

    @property
    def first_per_byte(self) -> float:
        """Bits per byte of the first pieces."""
        return self.first_bits / self.first_bytes


def main() -> None:
    """Print a row for each document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--lore", type=Path, help="the project whose lore counts too")
    arguments = parser.parse_args()
    read = {path: effective_brief(path.read_text("utf-8"), Brief()) for path in arguments.paths}
    pieces = {path: piece for path, piece in read.items() if not piece.brief.is_empty}
    score = local_scorer(engine_builder(Settings())(lambda _status: None))
    project = Project()
    project.read_changes(arguments.lore, Settings())
    print(
        "| bits per byte: all of it · its first 360 characters | none | its own | others' | its own, and lore |"
    )
    print("|---|--:|--:|--:|--:|")
    for path, piece in pieces.items():
        text, brief = piece.text, piece.brief
        context = (
            project.context_for(arguments.lore / path.name)
            if arguments.lore
            else NO_PROJECT_CONTEXT
        )
        others = [other.brief for other in pieces.values() if other is not piece]
        costs = (
            [predict(score, text, Brief())],
            [predict(score, text, brief)],
            [predict(score, text, brief) for brief in others],
            [predict(score, text, brief, context)],
        )
        print(f"| {path.stem} | {' | '.join(map(cell, costs))} |")


def predict(
    score: Score, text: str, brief: Brief, project_context: ProjectContext = NO_PROJECT_CONTEXT
) -> Cost:
    """Predict ``text`` piece by piece, each after all that stands before it."""
    cost = Cost()
    settings = Settings().model_copy(update={"brief": brief})
    for start in range(0, len(text), PIECE_CHARS):
        piece = text[start : start + PIECE_CHARS]
        passage = Passage(
            text=text, char_offset=start, project_context=project_context, settings=settings
        )
        plan = plan_prompt(passage, passage.before, budget_tokens=BUDGET_TOKENS)
        bits = -sum(score(plan.healed.prompt, plan.healed.forced_prefix + piece)) / math.log(2)
        cost.bits += bits
        cost.size_bytes += len(piece.encode())
        if start < 3 * PIECE_CHARS:
            cost.first_bits += bits
            cost.first_bytes += len(piece.encode())
    return cost


def cell(costs: Sequence[Cost]) -> str:
    """Return the means of all and of the first pieces."""
    count = max(1, len(costs))
    mean = sum(cost.per_byte for cost in costs) / count
    return f"{mean:.3f} · {sum(cost.first_per_byte for cost in costs) / count:.3f}"


if __name__ == "__main__":
    main()
