"""Measurements in rounds, in which contenders take turns: what slows the machine slows all of them."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from contenders.contender import Contender

from afterword.study.benchmarking.engine_speed import EngineSpeed, prompt_of
from afterword.study.benchmarking.percentiles import median_ratio

OURS, LLAMA, EAGER = "Afterword", "llama.cpp", "transformers"
_FIRST_SERIAL = 5000

decode_ms = attrgetter("decode_ms_per_forward")
prefill = attrgetter("prefill_tokens_per_s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What each contender needed, in the order of the rounds."""

    taken: Mapping[str, list[EngineSpeed]]
    rounds: int
    """How many rounds there were to be."""
    given_up_s: Mapping[str, float] = field(default_factory=dict[str, float])
    """Seconds after which those were given up who had not done all rounds, warm-ups included."""

    def median(self, contender: str, figure: Callable[[EngineSpeed], float]) -> float | None:
        """Return the median of one figure over the rounds; None if there was none in time."""
        taken = self.taken[contender]
        return statistics.median(map(figure, taken)) if taken else None

    def ratio(
        self, contender: str, other: str, figure: Callable[[EngineSpeed], float]
    ) -> float | None:
        """Return the median of the ratios of the rounds that both did; None if there was none."""
        pairs = list(zip(self.taken[contender], self.taken[other], strict=False))
        if not pairs:
            return None
        return median_ratio([figure(one) for one, _ in pairs], [figure(two) for _, two in pairs])


def take_turns(
    contenders: Mapping[str, Contender],
    *,
    tokens: int,
    rounds: int,
    warm_ups: int,
    write: int,
    limit_s: float | None = None,
    first_serial: int = 0,
) -> Readings:
    """Let all of them read the same prompts, each new, and write the same number of tokens.

    Whoever needs more than ``limit_s`` for all rounds together is given up. ``first_serial`` keeps the
    prompts of several calls apart.
    """
    taken = {name: list[EngineSpeed]() for name in contenders}
    left_s = dict.fromkeys(contenders, limit_s)
    given_up_s = dict[str, float]()
    for turn in range(-warm_ups, rounds):
        prompt = prompt_of(tokens, serial=_FIRST_SERIAL + first_serial + tokens + turn)
        for name, contender in contenders.items():
            if name in given_up_s:
                continue
            try:
                reading = contender.measure(prompt, write_tokens=write, limit_s=left_s[name])
            except TimeoutError:
                given_up_s[name] = limit_s or 0.0
                continue
            if (left := left_s[name]) is not None:
                left_s[name] = max(0.0, left - reading.prefill_s - reading.decode_s)
            if turn >= 0:
                taken[name].append(reading)
    return Readings(taken=taken, rounds=rounds, given_up_s=given_up_s)
