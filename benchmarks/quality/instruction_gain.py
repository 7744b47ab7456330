"""What instructing a model gains or costs: bits per byte of what was really written, both ways.

usage: python benchmarks/quality/instruction_gain.py MODEL docs/sample/*.md [--places 4]

At some places of each document the next characters are predicted, with the document's own brief: once
as a base model is asked, behind a title page; once through the model's chat template, its answer begun
with the text; once so with the answer begun only with the last paragraph, and the rest instructed.
"""

import argparse
import math
from dataclasses import replace
from pathlib import Path
from typing import Final

from afterword.brief.head.effective_brief import effective_brief
from afterword.engine.instructions.instructed_engine import InstructedEngine
from afterword.engine.interface import GenerationRequest, Instruction
from afterword.engine.loading.engine_builder import engine_builder
from afterword.settings import Settings
from afterword.settings.brief_fields import Brief
from afterword.study.evaluating.runs.likelihood import local_scorer
from afterword.writing.paragraph.continuation_plan import plan_continuation
from afterword.writing.paragraph.instructed_prompt import instruction_for
from afterword.writing.passage import Passage
from afterword.writing.task import REST_OF_PARAGRAPH

PIECE_CHARS: Final = 160
BUDGET_TOKENS: Final = 512
WAYS: Final = ("plain", "instructed", "last paragraph only")


def main() -> None:
    """Print a row for each document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--places", type=int, default=4)
    arguments = parser.parse_args()
    settings = Settings().with_one_model(arguments.model)
    engine = engine_builder(settings)(lambda _status: None)
    if not isinstance(engine, InstructedEngine):
        raise SystemExit(f"{arguments.model} does not follow instructions")
    score = local_scorer(engine)
    print(f"| bits per byte | {' | '.join(WAYS)} |\n|---|--:|--:|--:|")
    for path in arguments.paths:
        in_force = effective_brief(path.read_text(encoding="utf-8"), Brief())
        if in_force.brief.is_empty:
            continue
        bits: dict[str, float] = dict.fromkeys(WAYS, 0.0)
        size_bytes, text = 0, in_force.text
        for place in range(1, arguments.places + 1):
            start = len(text) * place // (arguments.places + 1)
            piece = text[start : start + PIECE_CHARS]
            size_bytes += len(piece.encode())
            for way, prompt, forced_prefix in prompts(engine, text[:start], in_force.brief):
                bits[way] -= sum(score(prompt, forced_prefix + piece)) / math.log(2)
        cells = (f"{bits[way] / size_bytes:.3f}" for way in WAYS)
        print(f"| {path.stem} | {' | '.join(cells)} |", flush=True)


def prompts(engine: InstructedEngine, before: str, brief: Brief) -> list[tuple[str, str, str]]:
    """Return each way to ask, with its prompt and what is spelled anew behind it."""
    paragraph = Settings().paragraph.model_copy(update={"context_tokens": BUDGET_TOKENS})
    settings = Settings().model_copy(update={"brief": brief, "paragraph": paragraph})
    passage = Passage(text=before, char_offset=len(before), settings=settings)
    plan = plan_continuation(passage, REST_OF_PARAGRAPH, {})
    forced_prefix = plan.request.forced_prefix
    instruction, answer = instruction_for(plan), plan.prompt.answer.prompt
    earlier, _, last = answer.rpartition("\n\n")
    task = f"{instruction.task}\n\n{earlier}"

    def spelled(instruction: Instruction, answer: str) -> str:
        request = GenerationRequest(prompt=answer, instruction=instruction, max_tokens=1)
        return engine.spelled_out(request).prompt

    return [
        (WAYS[0], plan.request.prompt, forced_prefix),
        (WAYS[1], spelled(instruction, answer), forced_prefix),
        (WAYS[2], spelled(replace(instruction, task=task), last), forced_prefix),
    ]


if __name__ == "__main__":
    main()
