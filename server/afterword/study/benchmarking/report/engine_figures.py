"""The figures of one process with the model: reading, writing, typing, cancelling, as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from afterword.study.benchmarking.engine_speed import EngineSpeed
from afterword.study.benchmarking.percentiles import describe
from afterword.study.benchmarking.typing_replay import Replay


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFigures:
    """The measurements of one process with the model: reading, writing, typing, cancelling."""

    speeds: Mapping[int, list[EngineSpeed]]
    """The speeds by the prompt's length in tokens, about."""
    main_prompt_tokens: int
    """The prompt length in tokens whose speeds are the headline."""
    replays: Mapping[int, Replay]
    """The typing replays by words a minute."""
    typed_through_ms: list[float]
    cancel_reading_ms: list[float]
    cancel_writing_ms: list[float]

    def headline(self) -> dict[str, Any]:
        """Return the figures that matter most, as JSON."""
        main = self.speeds[self.main_prompt_tokens]
        ghost_ms = [ms for replay in self.replays.values() for ms in replay.ghost_ms]
        return {
            "prefill_tokens_per_s": round(median(speed.prefill_tokens_per_s for speed in main), 1),
            "decode_ms_per_token": round(median(speed.decode_ms_per_forward for speed in main), 2),
            "ghost_ms": _describe(ghost_ms, 50, 95),
            "typed_through_ms": _describe(self.typed_through_ms, 50, 99),
            "cancel_ms": describe([*self.cancel_reading_ms, *self.cancel_writing_ms], 50, 95),
        }

    def details(self) -> dict[str, Any]:
        """Return what the headline is made of, as JSON."""
        return {
            "by_prompt_tokens": {
                str(tokens): _describe_speeds(speeds) for tokens, speeds in self.speeds.items()
            },
            "by_words_per_minute": {
                str(pace): _describe_replay(replay) for pace, replay in self.replays.items()
            },
            "cancel_reading_ms": describe(self.cancel_reading_ms, 50, 95),
            "cancel_writing_ms": describe(self.cancel_writing_ms, 50, 95),
        }


def _describe(values: Sequence[float], *percents: int) -> dict[str, float] | None:
    return describe(values, *percents) if values else None


def _describe_speeds(speeds: list[EngineSpeed]) -> dict[str, float]:
    return {
        "prompt_tokens": speeds[0].prompt_tokens,
        "prefill_tokens_per_s": round(median(speed.prefill_tokens_per_s for speed in speeds), 1),
        "decode_ms_per_forward": round(median(speed.decode_ms_per_forward for speed in speeds), 2),
        "decode_ms_per_token": round(median(speed.decode_ms_per_token for speed in speeds), 2),
        "written_tokens": speeds[0].written_tokens,
        "count": len(speeds),
    }


def _describe_replay(replay: Replay) -> dict[str, Any]:
    return {
        "keystrokes": replay.keystrokes,
        "silent": replay.silent,
        "overtaken": replay.overtaken,
        "ghost_ms": _describe(replay.ghost_ms, 50, 95),
        "typed_through": len(replay.typed_through_ms),
    }
