"""Jobs that wait for the engine's thread: the most urgent first, then the oldest."""

import heapq
import itertools
import threading

from afterword.engine.interface import Priority
from afterword.engine.scheduling.job import ControlTask, GenerationJob


class JobQueue:
    """A priority queue that can be closed, and looked into for something more urgent."""

    def __init__(self) -> None:
        """Start empty and open."""
        self._heap: list[tuple[Priority, int, GenerationJob | ControlTask]] = []
        self._arrivals = itertools.count()
        self._changed = threading.Condition()
        self._is_closed = False

    def put(self, job: GenerationJob | ControlTask) -> bool:
        """Add a job, from any thread; False if the queue is closed."""
        with self._changed:
            if self._is_closed:
                return False
            heapq.heappush(self._heap, (job.priority, next(self._arrivals), job))
            self._changed.notify()
            return True

    def take(self) -> GenerationJob | ControlTask | None:
        """Wait for the most urgent job; None once the queue is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._heap or self._is_closed)
            return None if self._is_closed else heapq.heappop(self._heap)[2]

    def take_before(self, priority: Priority) -> GenerationJob | None:
        """Return a job that is more urgent than ``priority``, if one waits and no errand before it."""
        with self._changed:
            if self._is_closed or not self._heap or self._heap[0][0] >= priority:
                return None
            first = self._heap[0][2]
            if isinstance(first, ControlTask):
                return None  # it may take away the model of what is running
            heapq.heappop(self._heap)
            return first

    def close(self) -> list[GenerationJob | ControlTask]:
        """Let ``take`` return None from now on; return the jobs that still waited."""
        with self._changed:
            self._is_closed = True
            waiting = [job for _, _, job in sorted(self._heap, key=lambda entry: entry[:2])]
            self._heap.clear()
            self._changed.notify_all()
            return waiting
