"""How many threads the next job gets, by how long the last ones took.

More threads than the machine has free processors can cost more than they gain: a system that shares
its time by groups of processes gives each of two threads less than one alone. What is best depends on
what else runs, so it is tried. Knows nothing of threads or models.
"""

from collections.abc import Hashable

SIMILAR_POSITIONS = 256
"""The number of positions within which a token takes about as long, though it sees more keys."""
_TRIAL_JOBS, _SHORTEST_TRIAL_JOBS = 12, 4
"""The number of jobs that another number of threads is tried for, and the number after which it is
given up if it is much slower."""
_FIRST_PAUSE_JOBS, _LONGEST_PAUSE_JOBS = 24, 768
"""The number of jobs between two trials; it doubles with each one that gains nothing."""
_WORTHWHILE, _MUCH_SLOWER = 0.95, 1.15
"""The share of the usual time that jobs must take in a trial to go on like that, and the share from
which it is given up."""
_HOPELESS = 1.5
"""The share from which a trial is given up after any number of jobs. Half of the threads take twice as
long where arithmetic rules, as in reading a prompt, whose jobs are long too."""
_LONGEST = 10.0
"""The largest share of its usual time that one job counts for."""
_MEMORY = 16
"""The number of jobs that the usual time is taken over."""
_CHANGED = 1.3
"""How many times as long as usual, or as short, jobs take on average when something else has begun to
run, or has ended: then another number is tried soon."""
_RECENT_JOBS = 6
"""The number of jobs that this average is taken over."""
_MAX_KINDS = 512
"""The number of kinds of jobs whose usual time is remembered."""


class ThreadCountChooser:
    """Chooses between 1 and ``most`` threads."""

    def __init__(self, most: int) -> None:
        """Start with all threads."""
        self._most = most
        self.threads = most
        """The number of threads of the next job."""
        self._chosen = most
        self._usual_s: dict[Hashable, float] = {}
        """The time in seconds of each kind of job with the chosen number."""
        self._until_trial = self._pause = _FIRST_PAUSE_JOBS
        self._recent = 1.0
        """The share of their usual time that the last jobs took."""
        self._trial: list[float] = []
        """The shares of their usual time that the jobs of a trial took."""
        self._next_is_fewer = True

    def record(self, kind: Hashable, duration_s: float) -> None:
        """Record how long a job took with ``threads``.

        Args:
            kind: equal for jobs that take equally long on a quiet machine.
            duration_s: its time in seconds.
        """
        if self._most == 1:
            return
        if self.threads == self._chosen:
            self._learn(kind, duration_s)
            self._until_trial -= 1
            if self._until_trial <= 0:
                self.threads = self._neighbour()
        else:
            self._trial.append(self._share_of_usual(kind, duration_s))
            self._judge()

    def _learn(self, kind: Hashable, duration_s: float) -> None:
        if len(self._usual_s) >= _MAX_KINDS:
            self._usual_s.clear()
        share = self._share_of_usual(kind, duration_s)
        usual_s = self._usual_s.get(kind, duration_s)
        self._usual_s[kind] = usual_s + (duration_s - usual_s) / _MEMORY
        self._recent += (share - self._recent) / _RECENT_JOBS
        if not 1 / _CHANGED < self._recent < _CHANGED:
            self._recent, self._pause = 1.0, _FIRST_PAUSE_JOBS
            self._until_trial = min(self._until_trial, _RECENT_JOBS)

    def _share_of_usual(self, kind: Hashable, duration_s: float) -> float:
        """Return what share of its kind's usual time a job took; 1 where none is known."""
        usual_s = self._usual_s.get(kind, 0.0)
        return min(_LONGEST, duration_s / usual_s) if usual_s > 0 else 1.0

    def _neighbour(self) -> int:
        """Return the number to try: in turn half of it and twice as many.

        One thread less of many would seldom gain enough to be seen.
        """
        fewer, more = self._chosen // 2, min(2 * self._chosen, self._most)
        is_fewer = self._chosen == self._most or (self._next_is_fewer and fewer >= 1)
        self._next_is_fewer = not is_fewer
        return fewer if is_fewer else more

    def _judge(self) -> None:
        """End the trial, if it is clear what it shows."""
        jobs, share = len(self._trial), sum(self._trial) / len(self._trial)
        limit = _MUCH_SLOWER if jobs >= _SHORTEST_TRIAL_JOBS else _HOPELESS
        is_much_slower = share > limit
        if jobs < _TRIAL_JOBS and not is_much_slower:
            return
        self._trial.clear()
        if share < _WORTHWHILE:
            self._next_is_fewer = self.threads < self._chosen  # what has gained may gain more
            self._chosen, self._pause = self.threads, _FIRST_PAUSE_JOBS
            self._usual_s.clear()
        else:
            self.threads = self._chosen
            self._pause = min(2 * self._pause, _LONGEST_PAUSE_JOBS)
        self._until_trial = self._pause
