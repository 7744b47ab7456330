"""The writer's pause from ghost text for some minutes."""

import math
import time
from collections.abc import Callable
from typing import Final

LONGEST_MINUTES: Final = 24 * 60
"""Minutes of a pause at most; for longer there is the setting."""


class Pause:
    """A pause with an end. Suggestions that are requested by hand are still shown."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        """Begin without a pause; ``clock_s`` returns the time in seconds."""
        self._clock_s = clock_s
        self._ends_s = -math.inf

    @property
    def is_on(self) -> bool:
        """Whether it is on now."""
        return self._clock_s() < self._ends_s

    @property
    def left_s(self) -> float:
        """Seconds until it ends; 0 if it is over."""
        return max(0.0, self._ends_s - self._clock_s())

    def begin(self, minutes: float) -> None:
        """Pause for ``minutes`` from now; 0 ends a pause."""
        self._ends_s = self._clock_s() + 60 * min(minutes, LONGEST_MINUTES)
