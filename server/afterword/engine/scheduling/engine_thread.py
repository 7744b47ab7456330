"""The one thread that models run on. It works on whatever job the scheduler gives it, step by step.

One thread for all of them: the scheduler can put what is urgent before what is not between two
tokens, and two models never share the processor. (OpenMP, too, keeps a set of threads for each thread
that calls it, and slows all of them down once there are more than processors.)
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future

from afterword.engine.interface import Priority
from afterword.engine.scheduling.job import ControlTask, GenerationJob
from afterword.engine.scheduling.scheduler import Scheduler

CLOSE_TIMEOUT_S = 1.0
"""Seconds that closing waits for the thread. It is a daemon: if a library call holds it longer, the
process ends all the same."""


class EngineThread:
    """Works on jobs until it is closed."""

    def __init__(self) -> None:
        """Prepare the thread; nothing runs before ``start``."""
        self._scheduler = Scheduler()
        self._thread = threading.Thread(target=self._run, name="afterword-engine", daemon=True)
        self._at_end: list[Callable[[], None]] = []

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits for what is being generated; idle work doesn't count."""
        return self._scheduler.is_busy

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def at_end(self, work: Callable[[], None]) -> None:
        """Have ``work`` done by the thread when it ends."""
        self._at_end.append(work)

    def submit(self, job: GenerationJob) -> bool:
        """Queue a generation; return False if the thread was closed."""
        return self._scheduler.add(job)

    def submit_control_task(
        self, work: Callable[[], None], *, urgency: Priority = Priority.GHOST
    ) -> Future[None]:
        """Have ``work``, which raises nothing, done by the thread while no generation has begun.

        What is less urgent waits for it, and nothing waits for it if it is as urgent as idle work.

        Returns:
            A future that is done when the work is; it is cancelled if the thread is closed first.
        """
        control_task = ControlTask(work=work, urgency=urgency)
        if not self._scheduler.add(control_task):
            control_task.refuse()
        return control_task.done

    def close(self) -> None:
        """Cancel everything and end the thread; returns within a second."""
        for unfinished in self._scheduler.close():
            unfinished.refuse()
        if self._thread.is_alive():
            self._thread.join(CLOSE_TIMEOUT_S)

    def _run(self) -> None:
        try:
            while (job := self._scheduler.next_job()) is not None:
                if not job.step():
                    self._scheduler.finish(job)
                    job.on_done()
        finally:
            for work in self._at_end:
                work()
