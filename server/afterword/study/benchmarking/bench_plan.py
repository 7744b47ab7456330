"""How much ``afterword bench`` measures: quickly, in full, and beside other programs."""

from dataclasses import dataclass, replace
from typing import Final

from afterword.study.benchmarking.sample_page import TO_TYPE

MAIN_PROMPT_TOKENS: Final = 512
"""Tokens of the prompt whose speeds are the headline: about a page, as others measure too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchPlan:
    """How much is measured."""

    prompt_tokens: tuple[int, ...] = (MAIN_PROMPT_TOKENS,)
    speed_runs: int = 5
    """Runs at each prompt length, after one that is not counted."""
    write_tokens: int = 48
    cancels: int = 20
    """Cancelled generations while reading, and as many while writing."""
    through_places: int = 12
    """Suggestions of which every letter is typed."""
    trace_chars: int = len(TO_TYPE)
    """Characters of the sample that are typed at each pace."""
    in_real_time: bool = False
    starts: int = 3
    document_words: tuple[int, ...] = ()
    document_keystrokes: int = 24
    first_serial: int = 0
    """Tells the prompts of one measurement from those of another, which the model may have cached."""

    def beside_load(self, index: int) -> "BenchPlan":
        """Return a shorter plan for the load with this index: where it is slow, fewer runs show it."""
        return replace(
            self,
            prompt_tokens=(MAIN_PROMPT_TOKENS,),
            speed_runs=min(self.speed_runs, 3),
            cancels=min(self.cancels, 10),
            through_places=min(self.through_places, 6),
            trace_chars=min(self.trace_chars, 120),
            first_serial=self.first_serial + 100_000 * (index + 1),
        )


QUICK: Final = BenchPlan()
FULL: Final = BenchPlan(
    prompt_tokens=(64, 256, MAIN_PROMPT_TOKENS, 1000, 2000, 4000),
    speed_runs=3,
    trace_chars=120,
    in_real_time=True,
    document_words=(1_000, 10_000, 50_000, 200_000),
)
