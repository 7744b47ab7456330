"""Decides which job the engine's thread works on next, again between any two tokens.

The policy:

1. Control tasks and ghost text first, then paragraphs, then idle work; the oldest of equals first.
2. A more urgent generation preempts the running one between two tokens; that is resumed afterwards.
3. A control task preempts nothing, and what comes behind it waits for it: it may unload the model
   that a preempted generation still needs.
4. Idle work that has begun is cancelled when any other job arrives: its next step is its last.
5. A job that is cancelled while it waits is never begun.

So at most one job of each priority has begun, and of those the most urgent one is running.

Knows nothing of threads but that jobs arrive from several, and nothing of models.
"""

import threading

from afterword.engine.interface import Priority
from afterword.engine.scheduling.job import ControlTask, GenerationJob, Job, JobState


class Scheduler:
    """All jobs that are not finished yet, whichever model they are for, and the policy."""

    def __init__(self) -> None:
        """Start without jobs, and open for them."""
        self._jobs: list[Job] = []
        """In the order of their arrival; there are seldom more than five."""
        self._changed = threading.Condition()
        """Guards everything here; notified when a job arrives, or none will any more."""
        self._is_closed = False

    @property
    def is_busy(self) -> bool:
        """Whether a generation that somebody waits for has begun; idle work doesn't count."""
        with self._changed:
            return any(
                isinstance(job, GenerationJob) and job.priority is not Priority.IDLE
                for job in self._begun()
            )

    def add(self, job: Job) -> bool:
        """Add a job, and cancel idle work for it; return False if the scheduler is closed."""
        with self._changed:
            if self._is_closed:
                return False
            for begun in self._begun():
                if begun.priority is Priority.IDLE:
                    begun.cancel()
            self._jobs.append(job)
            self._changed.notify()
            return True

    def next_job(self) -> Job | None:
        """Wait for a job, and return the one whose next step comes now.

        Returns:
            None when the scheduler is closed and every job that had begun has finished.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._is_closed)
            begun = min(self._begun(), key=_urgency, default=None)
            waiting = min(self._in_state(JobState.WAITING), key=_urgency, default=None)
            if begun is None:
                return None if waiting is None else self._begin(waiting)
            if waiting is None or not _may_preempt(waiting, begun):
                begun.state = JobState.RUNNING
                return begun
            begun.state = JobState.PREEMPTED
            return self._begin(waiting)

    def finish(self, job: Job) -> None:
        """Forget a job that has nothing more to do."""
        with self._changed:
            self._jobs.remove(job)

    def close(self) -> list[Job]:
        """Take no more jobs and begin none; return all that were not finished, to be refused.

        Those that have begun are still given out by ``next_job`` until they are finished.
        """
        with self._changed:
            self._is_closed = True
            waiting, begun = self._in_state(JobState.WAITING), self._begun()
            self._jobs = [job for job in self._jobs if job.state is not JobState.WAITING]
            self._changed.notify_all()
            return waiting + begun

    def _begin(self, job: Job) -> Job:
        job.state = JobState.CANCELLED if job.is_cancelled else JobState.RUNNING
        return job

    def _begun(self) -> list[Job]:
        return self._in_state(JobState.RUNNING, JobState.PREEMPTED)

    def _in_state(self, *states: JobState) -> list[Job]:
        return [job for job in self._jobs if job.state in states]


def _urgency(job: Job) -> Priority:
    """Less is more urgent; ``min`` returns the oldest of equals."""
    return job.priority


def _may_preempt(waiting: Job, running: Job) -> bool:
    return waiting.priority < running.priority and not isinstance(waiting, ControlTask)
