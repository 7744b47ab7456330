"""All measurements of ``afterword bench``, in an order in which none disturbs another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from afterword.engine.loading.engine_builder import engine_builder
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.settings import Settings
from afterword.study.benchmarking.bench_report import BenchReport, EngineFigures
from afterword.study.benchmarking.busy_loops import busy_loops
from afterword.study.benchmarking.document_lengths import measure_document_lengths
from afterword.study.benchmarking.engine_speed import (
    EngineSpeed,
    measure_cancel_reading,
    measure_cancel_writing,
    measure_speed,
    prompt_of,
)
from afterword.study.benchmarking.sample_page import OPENING, TO_TYPE
from afterword.study.benchmarking.server_start import ServerStart, measure_start
from afterword.study.benchmarking.typing_replay import Replay, replay, type_through
from afterword.study.benchmarking.typing_trace import type_out
from afterword.writing.ghost_text.completer import Completer
from afterword.writing.passage import Passage

MAIN_PROMPT_TOKENS: Final = 512
"""Tokens of the prompt whose speeds are the headline: about a page, as others measure too."""
WORDS_PER_MINUTE: Final = (40, 90)
"""Words a minute of an ordinary writer and of a fast one."""
_TRACE_SEED: Final = 40
_CANCEL_PROMPT_TOKENS: Final = 900
_FIRST_SERIAL: Final = 1000

ReportStep = Callable[[str], None]
"""Gets the name of the step that begins now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchPlan:
    """How much is measured."""

    prompt_tokens: tuple[int, ...] = (MAIN_PROMPT_TOKENS,)
    speed_runs: int = 5
    """Runs at each prompt length, after one that is not counted."""
    write_tokens: int = 48
    cancels: int = 20
    """Cancelled generations while reading, and as many while writing."""
    through_places: int = 12
    """Suggestions of which every letter is typed."""
    trace_chars: int = len(TO_TYPE)
    """Characters of the sample that are typed at each pace."""
    in_real_time: bool = False
    starts: int = 3
    document_words: tuple[int, ...] = ()
    document_keystrokes: int = 24
    first_serial: int = 0
    """Tells the prompts of one measurement from those of another, which the model may have cached."""

    def beside_busy_loops(self) -> "BenchPlan":
        """Return a shorter plan: where it is slow, fewer runs show it."""
        return replace(
            self,
            prompt_tokens=(MAIN_PROMPT_TOKENS,),
            speed_runs=min(self.speed_runs, 3),
            cancels=min(self.cancels, 10),
            through_places=min(self.through_places, 6),
            trace_chars=min(self.trace_chars, 120),
            first_serial=self.first_serial + 100_000,
        )


QUICK: Final = BenchPlan()
FULL: Final = BenchPlan(
    prompt_tokens=(64, 256, MAIN_PROMPT_TOKENS, 1000, 2000, 4000),
    speed_runs=3,
    trace_chars=120,
    in_real_time=True,
    document_words=(1_000, 10_000, 50_000, 200_000),
)


async def run_suite(
    settings: Settings, plan: BenchPlan, *, loops: int, on_step: ReportStep
) -> BenchReport:
    """Measure the settings' model. ``on_step`` gets the name of each step.

    Measurements beside ``loops`` busy loops, if any, repeat those of the engine. Measurements of whole
    servers come last, when this process has closed the model.

    Raises:
        AfterwordError: the model can't be prepared or loaded, or writes nothing.
    """
    from afterword.engine.loading.cpu import default_threads

    worker = ModelWorker(engine_builder(settings))
    try:
        on_step("loading the model")
        worker.start()
        await worker.wait_until_ready()
        quiet = await _measure_engine(worker, settings, plan, on_step)
        busy = None
        if loops:
            with busy_loops(loops):
                busy = await _measure_engine(
                    worker,
                    settings,
                    plan.beside_busy_loops(),
                    lambda step: on_step(f"{step}, beside {loops} busy loops"),
                )
        threads, model = default_threads(), worker.model_name
    finally:
        worker.close()
    options = {"model": settings.inline_model, "threads": settings.threads}
    starts = await _measure_starts(options, plan, on_step)
    if plan.document_words:
        on_step("typing into long documents")
    return BenchReport(
        model=model,
        threads=threads,
        quiet=quiet,
        busy_loops=loops,
        busy=busy,
        is_real_time=plan.in_real_time,
        starts=starts,
        document_ms=await measure_document_lengths(
            plan.document_words, options=options, words=plan.document_keystrokes
        ),
    )


async def _measure_engine(
    worker: ModelWorker, settings: Settings, plan: BenchPlan, on_step: ReportStep
) -> EngineFigures:
    on_step("reading and writing")
    speeds = await _measure_speeds(worker, plan)
    completer = Completer(worker)
    replays = await _replay_all(completer, settings, plan, on_step)
    on_step("typing what is shown")
    through_ms = await _type_through_all(completer, settings, plan)
    on_step("cancelling")
    reading_ms, writing_ms = await _cancel_all(worker, plan)
    return EngineFigures(
        speeds=speeds,
        main_prompt_tokens=MAIN_PROMPT_TOKENS,
        replays=replays,
        typed_through_ms=through_ms,
        cancel_reading_ms=reading_ms,
        cancel_writing_ms=writing_ms,
    )


async def _measure_speeds(worker: ModelWorker, plan: BenchPlan) -> dict[int, list[EngineSpeed]]:
    serial = _FIRST_SERIAL + plan.first_serial
    speeds = {tokens: list[EngineSpeed]() for tokens in plan.prompt_tokens}
    for run in range(plan.speed_runs + 1):
        for tokens in plan.prompt_tokens:
            serial += 1
            prompt = prompt_of(tokens, serial=serial)
            speed = await measure_speed(worker, prompt, write_tokens=plan.write_tokens)
            if run:  # the first run of each length sets up kernels and memory
                speeds[tokens].append(speed)
    return speeds


async def _replay_all(
    completer: Completer, settings: Settings, plan: BenchPlan, on_step: ReportStep
) -> dict[int, Replay]:
    replays = dict[int, Replay]()
    typed = TO_TYPE[: plan.trace_chars]
    for pace in WORDS_PER_MINUTE:
        on_step(f"typing {pace} words a minute")
        edits = type_out(typed, at=len(OPENING), words_per_minute=pace, seed=_TRACE_SEED)
        start = _passage(OPENING, uri=f"trace-{pace}", settings=settings)
        replays[pace] = await replay(completer, start, edits, in_real_time=plan.in_real_time)
        completer.forget(start.uri)
    return replays


async def _type_through_all(
    completer: Completer, settings: Settings, plan: BenchPlan
) -> list[float]:
    took_ms = list[float]()
    written = TO_TYPE.split()
    for place in range(plan.through_places):
        text = f"{OPENING} {' '.join(written[: place * 4])}".rstrip()
        passage = _passage(text, uri=f"through-{place}", settings=settings)
        took_ms += await type_through(completer, passage)
        completer.forget(passage.uri)
    return took_ms


def _passage(text: str, *, uri: str, settings: Settings) -> Passage:
    """Return a Markdown document with the cursor at its end."""
    return Passage(
        text=text, char_offset=len(text), language_id="markdown", uri=uri, settings=settings
    )


async def _cancel_all(worker: ModelWorker, plan: BenchPlan) -> tuple[list[float], list[float]]:
    reading_ms, writing_ms = list[float](), list[float]()
    for seed in range(plan.cancels):
        prompt = prompt_of(_CANCEL_PROMPT_TOKENS, serial=plan.first_serial + seed)
        reading_ms.append(await measure_cancel_reading(worker, prompt, seed=seed))
    for seed in range(plan.cancels):
        writing_ms.append(await measure_cancel_writing(worker, OPENING, seed=seed))
    return reading_ms, writing_ms


async def _measure_starts(
    options: Mapping[str, Any], plan: BenchPlan, on_step: ReportStep
) -> list[ServerStart]:
    starts = list[ServerStart]()
    for run in range(plan.starts):
        on_step(f"starting a server, {run + 1} of {plan.starts}")
        starts.append(await measure_start(options=options))
    return starts
