"""Counts the tokens and the time of one generation while it runs."""

import time
from dataclasses import dataclass

from afterword.engine.interface import Usage


@dataclass(slots=True)
class UsageCounter:
    """Counts that grow, and two times in seconds of the performance counter."""

    started_s: float
    prompt_tokens: int = 0
    cached_tokens: int = 0
    generated_tokens: int = 0
    forwards: int = 0
    prefilled_s: float = 0.0
    """When the prompt had been read; 0 until then."""

    def usage(self) -> Usage:
        """Return the usage up to now."""
        now_s = time.perf_counter()
        prefilled_s = self.prefilled_s or now_s
        return Usage(
            prompt_tokens=self.prompt_tokens,
            cached_tokens=self.cached_tokens,
            generated_tokens=self.generated_tokens,
            forwards=self.forwards,
            prefill_ms=(prefilled_s - self.started_s) * 1e3,
            decode_ms=(now_s - prefilled_s) * 1e3,
        )
