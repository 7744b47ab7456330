"""Builds another engine on a thread of its own, beside the one that serves, and then has it take over."""

import asyncio
import threading
from collections.abc import Callable

from afterword.engine.interface import BuildEngine, Engine


class EngineSwitch:
    """Builds one engine at a time; of several that are wanted meanwhile, only the latest."""

    def __init__(
        self,
        *,
        build: Callable[[BuildEngine], Engine | None],
        take_over: Callable[[Engine], None],
    ) -> None:
        """Start nothing yet.

        Args:
            build: returns what a builder builds; None if there is nothing to take over. Raises nothing.
            take_over: serves with that engine from now on.
        """
        self._build = build
        self._take_over = take_over
        self._lock = threading.Lock()
        self._wanted: BuildEngine | None = None
        """What is to be built next; None if nothing is."""
        self._ended = threading.Event()
        """Set while nothing is being built."""
        self._ended.set()

    def begin(self, build_engine: BuildEngine) -> None:
        """Build an engine and have it take over; returns at once."""
        with self._lock:
            self._wanted = build_engine
            if not self._ended.is_set():
                return  # the thread builds it next
            self._ended.clear()
        # It ends when all is built, and OpenMP frees its threads then; a fetch doesn't keep the process.
        threading.Thread(target=self._run, name="afterword-switching", daemon=True).start()

    async def wait(self) -> None:
        """Return when what was wanted last serves, or could not be built."""
        if not self._ended.is_set():
            await asyncio.to_thread(self._ended.wait)

    def _run(self) -> None:
        while True:
            with self._lock:
                wanted, self._wanted = self._wanted, None
                if wanted is None:
                    self._ended.set()
                    return
            engine = self._build(wanted)
            if engine is None:
                continue
            if self._wanted is None:
                self._take_over(engine)
            else:
                engine.close()
