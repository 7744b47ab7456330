"""The writer's own break from ghost text: for some minutes nothing comes unasked."""

import math
import time
from collections.abc import Callable
from typing import Final

LONGEST_MINUTES: Final = 24 * 60
"""Longer than that is what switching off is for."""


class Pause:
    """On until its time is over, or it is ended. Text that is asked for still comes."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        """Begin without one; ``clock_s`` tells the time in seconds."""
        self._clock_s = clock_s
        self._ends_s = -math.inf

    @property
    def is_on(self) -> bool:
        """Whether it lasts."""
        return self._clock_s() < self._ends_s

    @property
    def left_s(self) -> float:
        """How long it lasts yet; 0 if it is over."""
        return max(0.0, self._ends_s - self._clock_s())

    def begin(self, minutes: float) -> None:
        """Pause from now for so long; 0 ends a pause."""
        self._ends_s = self._clock_s() + 60 * min(minutes, LONGEST_MINUTES)
