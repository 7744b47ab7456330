"""Everything that one run of the comparison measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compared_states import ComparedState
from rounds import Readings

from afterword.study.benchmarking.background.load_record import LoadRecord
from afterword.study.benchmarking.server_start import ServerStart


@dataclass(frozen=True, slots=True, kw_only=True)
class LargerModel:
    """The readings of the 1.5B model, in our engine and in llama.cpp."""

    readings: Readings
    peak_rss_mb: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The figures, and what they were taken on."""

    model: str
    threads: int
    processors: int
    """Processors that the run might use: so many busy loops leave none free."""
    by_tokens: Mapping[int, Readings]
    """Readings on the quiet machine, by the prompt's length in tokens."""
    states: Sequence[ComparedState]
    """The quiet machine first, then one beside each background load."""
    llama_rss_mb: float
    first_start: ServerStart
    """The first-ever start, with an empty cache."""
    bench: Mapping[str, Any]
    """What ``afterword bench --json`` printed."""
    larger: LargerModel | None
    commands: Sequence[str]
    machine: Sequence[str]
    load: LoadRecord
    minutes: float

    @property
    def quiet(self) -> ComparedState:
        """Return what both needed on the quiet machine."""
        return self.states[0]
