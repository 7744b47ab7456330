"""Contenders take turns; who takes too long is given up, and its ratios are of the rounds it did."""

import pytest
from contenders.contender import Contender
from rounds import LLAMA, OURS, Readings, decode_ms, prefill, take_turns

from afterword.study.benchmarking.engine_speed import EngineSpeed
from fakes.bench_figures import speed


class TimedContender(Contender):
    """Answers as if it had taken so many seconds to read and as many to write."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.prompts = list[str]()
        self.limits_s = list[float | None]()

    def measure(
        self, prompt: str, *, write_tokens: int, limit_s: float | None = None
    ) -> EngineSpeed:
        self.prompts.append(prompt)
        self.limits_s.append(limit_s)
        if limit_s is not None and 2 * self.seconds > limit_s:
            raise TimeoutError
        return speed(prefill_s=self.seconds, decode_s=self.seconds, forwards=write_tokens)


def turns(
    ours: TimedContender, theirs: TimedContender, *, limit_s: float | None, serial: int = 0
) -> Readings:
    return take_turns(
        {OURS: ours, LLAMA: theirs},
        tokens=64,
        rounds=3,
        warm_ups=1,
        write=10,
        limit_s=limit_s,
        first_serial=serial,
    )


def test_all_read_the_same_prompts_each_a_new_one() -> None:
    ours, theirs = TimedContender(1.0), TimedContender(2.0)
    readings = turns(ours, theirs, limit_s=None)
    turns(ours, theirs, limit_s=None, serial=1000)
    assert ours.prompts == theirs.prompts
    assert len(set(ours.prompts)) == 8
    assert [len(taken) for taken in readings.taken.values()] == [3, 3]
    assert readings.given_up_s == {}


def test_a_ratio_is_of_ours_to_theirs() -> None:
    readings = turns(TimedContender(1.0), TimedContender(2.0), limit_s=None)
    assert readings.ratio(OURS, LLAMA, decode_ms) == 0.5
    assert readings.ratio(OURS, LLAMA, prefill) == 2.0


def test_who_needs_more_than_the_limit_for_all_rounds_is_given_up_and_the_other_goes_on() -> None:
    ours, theirs = TimedContender(1.0), TimedContender(10.0)
    readings = turns(ours, theirs, limit_s=50.0)
    # 20 s for the warm-up and for one round; of the next one only 10 s are left.
    assert theirs.limits_s == [50.0, 30.0, 10.0]
    assert readings.given_up_s == {LLAMA: 50.0}
    assert [len(taken) for taken in readings.taken.values()] == [3, 1]
    assert readings.ratio(OURS, LLAMA, decode_ms) == pytest.approx(0.1)


def test_who_did_no_round_in_time_has_no_figure_and_no_ratio() -> None:
    readings = turns(TimedContender(1.0), TimedContender(100.0), limit_s=50.0)
    assert readings.median(LLAMA, decode_ms) is None
    assert readings.median(OURS, decode_ms) == 100.0
    assert readings.ratio(OURS, LLAMA, decode_ms) is None
