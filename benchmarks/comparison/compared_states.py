"""Both contenders in each state of the machine: quiet, beside busy loops, beside a second server."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comparison_plan import ComparisonPlan
from contenders.contender import Contender
from contenders.llama_server import running_llama_server
from rounds import LLAMA, OURS, Readings, take_turns
from typing_rounds import TypedInTurn, type_in_turn

from afterword.study.benchmarking.background.background_load import BackgroundLoad, running_load
from afterword.study.benchmarking.bench_plan import MAIN_PROMPT_TOKENS

QUIET = BackgroundLoad()
_QUIET_LIMIT_S = 600.0
"""Seconds for all words on a quiet machine: none is given up there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedState:
    """What both needed in one state of the machine."""

    load: BackgroundLoad
    """What ran beside them; nothing is quiet."""
    readings: Readings
    """At the main prompt length."""
    typed: TypedInTurn


def read_quietly(contenders: Mapping[str, Contender], plan: ComparisonPlan) -> dict[int, Readings]:
    """Return the readings by the prompt's length in tokens, about."""
    lengths = {MAIN_PROMPT_TOKENS: (plan.rounds, plan.warm_ups)}  # first: it warms up for all
    lengths |= dict.fromkeys(plan.other_tokens, (plan.other_rounds, 0))
    taken = {
        tokens: take_turns(
            contenders, tokens=tokens, rounds=rounds, warm_ups=warm_ups, write=plan.write_tokens
        )
        for tokens, (rounds, warm_ups) in lengths.items()
    }
    return dict(sorted(taken.items()))


def read_beside(
    contenders: Mapping[str, Contender],
    loads: Sequence[BackgroundLoad],
    plan: ComparisonPlan,
    *,
    options: Mapping[str, object],
) -> list[Readings]:
    """Let ours and llama.cpp take turns beside each load; the first round of each is not counted."""
    readings = list[Readings]()
    for index, load in enumerate(loads):
        with running_load(load, options=options):
            readings.append(
                take_turns(
                    {name: contenders[name] for name in (OURS, LLAMA)},
                    tokens=MAIN_PROMPT_TOKENS,
                    rounds=plan.loaded_rounds,
                    warm_ups=1,
                    write=plan.write_tokens,
                    limit_s=plan.reading_limit_s,
                    first_serial=10_000 * (index + 1),
                )
            )
    return readings


def type_beside(
    load: BackgroundLoad,
    plan: ComparisonPlan,
    *,
    llama_python: Path,
    gguf: Path,
    options: Mapping[str, Any],
) -> tuple[TypedInTurn, float]:
    """Return the times of typed words, and llama.cpp's server's peak memory in 10⁶ bytes.

    Each call starts a new server of either kind before ``load``: one that was given up in another state
    may still be at work.
    """
    is_quiet = load == QUIET
    with running_llama_server(llama_python, gguf, threads=options["threads"]) as llama:
        typed = asyncio.run(
            type_in_turn(
                llama,
                options=options,
                words=plan.words if is_quiet else plan.loaded_words,
                load=load,
                limit_s=_QUIET_LIMIT_S if is_quiet else plan.typing_limit_s,
            )
        )
        return typed, llama.peak_memory_mb()
