"""All measurements of ``afterword bench``, in an order in which none disturbs another."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from afterword.engine.loading.engine_builder import engine_builder
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.settings import Settings
from afterword.study.benchmarking.background.background_load import BackgroundLoad, running_load
from afterword.study.benchmarking.background.load_record import LoadWatch
from afterword.study.benchmarking.background.processors import processor_name, usable_processors
from afterword.study.benchmarking.bench_plan import MAIN_PROMPT_TOKENS, BenchPlan
from afterword.study.benchmarking.document_lengths import measure_document_lengths
from afterword.study.benchmarking.engine_speed import (
    EngineSpeed,
    measure_cancel_reading,
    measure_cancel_writing,
    measure_speed,
    prompt_of,
)
from afterword.study.benchmarking.report.bench_report import BenchReport, FiguresBeside
from afterword.study.benchmarking.report.engine_figures import EngineFigures
from afterword.study.benchmarking.sample_page import OPENING, TO_TYPE
from afterword.study.benchmarking.server_start import ServerStart, measure_start
from afterword.study.benchmarking.typing_replay import Replay, replay, type_through
from afterword.study.benchmarking.typing_trace import type_out
from afterword.writing.ghost_text.completer import Completer
from afterword.writing.passage import Passage

WORDS_PER_MINUTE: Final = (40, 90)
"""Words a minute of an ordinary writer and of a fast one."""
_TRACE_SEED: Final = 40
_CANCEL_PROMPT_TOKENS: Final = 900
_FIRST_SERIAL: Final = 1000

ReportStep = Callable[[str], None]
"""Gets the name of the step that begins now."""


async def run_suite(
    settings: Settings,
    plan: BenchPlan,
    *,
    loads: Sequence[BackgroundLoad],
    watch: LoadWatch,
    on_step: ReportStep,
) -> BenchReport:
    """Measure the settings' model. ``on_step`` gets the name of each step.

    Beside each of the ``loads``, one after another, the measurements of the engine are repeated. Those
    of whole servers come last, when this process has closed the model. ``watch`` has watched the
    machine since before anything was done.

    Raises:
        AfterwordError: the model can't be prepared or loaded, or writes nothing.
    """
    from afterword.engine.loading.cpu import default_threads

    options = {
        "model": settings.inline_model,
        "voice": settings.voice,
        "threads": settings.threads,
    }
    worker = ModelWorker(engine_builder(settings))
    try:
        on_step("loading the model")
        worker.start()
        await worker.wait_until_ready()
        quiet = await _measure_engine(worker, settings, plan, on_step)
        beside = list[FiguresBeside]()
        for index, load in enumerate(loads):
            report = _suffixing(on_step, f", beside {load.name}")
            report("starting what runs meanwhile")
            with running_load(load, options=options):
                figures = await _measure_engine(worker, settings, plan.beside_load(index), report)
            beside.append(FiguresBeside(load=load, figures=figures))
        threads, model = settings.threads or default_threads(), worker.model_name
    finally:
        worker.close()
    starts = await _measure_starts(options, plan, on_step)
    if plan.document_words:
        on_step("typing into long documents")
    document_ms = await measure_document_lengths(
        plan.document_words, options=options, words=plan.document_keystrokes
    )
    return BenchReport(
        model=model,
        threads=threads,
        processor=processor_name(),
        processors=usable_processors(),
        load=watch.finish(),
        quiet=quiet,
        beside=beside,
        is_real_time=plan.in_real_time,
        starts=starts,
        document_ms=document_ms,
    )


def _suffixing(on_step: ReportStep, suffix: str) -> ReportStep:
    return lambda step: on_step(step + suffix)


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
