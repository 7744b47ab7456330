"""Figures as ``afterword bench`` takes them, small enough to check by hand."""

from dataclasses import replace
from typing import Any

from afterword.study.benchmarking.background.background_load import SECOND_SERVER, BackgroundLoad
from afterword.study.benchmarking.background.load_record import LoadRecord
from afterword.study.benchmarking.engine_speed import EngineSpeed
from afterword.study.benchmarking.report.bench_report import BenchReport, FiguresBeside
from afterword.study.benchmarking.report.engine_figures import EngineFigures
from afterword.study.benchmarking.server_start import ServerStart
from afterword.study.benchmarking.typing_replay import Replay


def speed(*, prefill_s: float = 0.5, forwards: int = 20, decode_s: float = 0.4) -> EngineSpeed:
    return EngineSpeed(
        prompt_tokens=500,
        prefill_s=prefill_s,
        written_tokens=40,
        forwards=forwards,
        decode_s=decode_s,
    )


QUIET = EngineFigures(
    speeds={64: [speed(prefill_s=9.0)], 512: [speed(), speed(prefill_s=0.25)]},
    main_prompt_tokens=512,
    replays={
        40: Replay(ghost_ms=[100.0, 200.0], typed_through_ms=[1.0], silent=3, overtaken=4),
        90: Replay(ghost_ms=[300.0]),
    },
    typed_through_ms=[0.5, 0.7],
    cancel_reading_ms=[10.0],
    cancel_writing_ms=[20.0],
)
BESIDE_LOOPS = EngineFigures(
    speeds={512: [speed(prefill_s=5.0, forwards=2)]},
    main_prompt_tokens=512,
    replays={40: Replay(overtaken=9)},
    typed_through_ms=[0.5, 9.0],
    cancel_reading_ms=[100.0],
    cancel_writing_ms=[500.0],
)
LOAD = LoadRecord(load_before=0.1, load_after=1.9, other_processors=0.02)
START = ServerStart(initialize_s=1.0, ready_s=2.0, first_ghost_s=2.5, peak_rss_mb=700.4)


def bench_report(**changes: Any) -> BenchReport:
    report = BenchReport(
        model="scripted",
        threads=2,
        processor="Abacus 9000",
        processors=2,
        load=LOAD,
        quiet=QUIET,
        beside=[
            FiguresBeside(load=BackgroundLoad(busy_loops=2), figures=BESIDE_LOOPS),
            FiguresBeside(load=SECOND_SERVER, figures=QUIET),
        ],
        is_real_time=False,
        starts=[START, replace(START, first_ghost_s=3.5, peak_rss_mb=None)],
        document_ms={1_000: [100.0], 200_000: [110.0]},
    )
    return replace(report, **changes)
