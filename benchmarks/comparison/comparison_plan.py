"""How much the comparison measures: for the docs, or as little as shows that it works."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonPlan:
    """Numbers of rounds and words, and limits of time."""

    rounds: int = 7
    """Rounds at the main prompt length on the quiet machine."""
    warm_ups: int = 2
    """Rounds before them that are not counted; they serve all lengths."""
    other_tokens: tuple[int, ...] = (64, 256, 1000, 2000, 4000)
    other_rounds: int = 3
    write_tokens: int = 48
    words: int = 60
    """Words that are typed on the quiet machine."""
    loaded_rounds: int = 3
    """Rounds beside each background load, after one that is not counted."""
    loaded_words: int = 30
    reading_limit_s: float = 90.0
    """Seconds for all rounds of a contender beside a load: who needs more is given up."""
    typing_limit_s: float = 60.0
    """Seconds for all words in llama.cpp's server beside a load."""
    bench_options: tuple[str, ...] = ("--full", "--busy", "--second-server")
    larger_tokens: int = 256
    larger_rounds: int = 5


THOROUGH: Final = ComparisonPlan()
QUICK: Final = ComparisonPlan(
    rounds=1,
    warm_ups=1,
    other_tokens=(),
    write_tokens=12,
    words=4,
    loaded_rounds=1,
    loaded_words=3,
    reading_limit_s=30.0,
    typing_limit_s=20.0,
    bench_options=("--busy", "--second-server"),
    larger_rounds=1,
)
