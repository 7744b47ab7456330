"""What runs beside a measurement, started and ended with it: on no writer's machine is Afterword alone."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Final

from afterword.study.benchmarking.background.busy_loops import busy_loops
from afterword.study.benchmarking.background.second_server import second_server


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundLoad:
    """Programs of ours that want the processors too."""

    busy_loops: int = 0
    """Processes that compute for ever, each with one thread."""
    has_second_server: bool = False
    """A server like the one that is measured, in which somebody types all the time."""

    @property
    def name(self) -> str:
        """Return what it is, to stand behind "beside"."""
        loops = f"{self.busy_loops} busy loop{'s' if self.busy_loops > 1 else ''}"
        parts = [loops] * bool(self.busy_loops) + ["a second server"] * self.has_second_server
        return " and ".join(parts) or "nothing"


SECOND_SERVER: Final = BackgroundLoad(has_second_server=True)


def loops_for(processors: int) -> list[BackgroundLoad]:
    """Return busy loops on half of the processors, then on all; half of one is none."""
    return distinct_loops((processors // 2, processors))


def distinct_loops(counts: Sequence[int]) -> list[BackgroundLoad]:
    """Return a load for each number of busy loops, in order; none for 0, which is quiet."""
    return [BackgroundLoad(busy_loops=count) for count in dict.fromkeys(counts) if count]


@contextmanager
def running_load(load: BackgroundLoad, *, options: Mapping[str, Any]) -> Generator[None]:
    """Run ``load`` until the block is left; a second server has ``options`` as its settings.

    Raises:
        EngineNotReadyError: the second server does not start, or ended meanwhile.
    """
    with ExitStack() as stack:
        if load.has_second_server:  # before the loops: it starts faster
            stack.enter_context(second_server(options))
        stack.enter_context(busy_loops(load.busy_loops))
        yield
