"""A contender answers in a process of its own, or is ended when it takes too long."""

import sys
from collections.abc import Iterator

import pytest
from contenders.contender import Contender

SCRIPT = """
import json, sys, time
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    if "slow" in line:
        time.sleep(600)
    figures = {"prompt_tokens": 1, "prefill_s": 1.0, "written_tokens": 1, "forwards": 1, "decode_s": 1.0}
    print(json.dumps({**figures, "prompt_tokens": len(json.loads(line)["prompt"])}), flush=True)
"""


@pytest.fixture
def contender() -> Iterator[Contender]:
    made = Contender((sys.executable, "-c", SCRIPT))
    yield made
    made.end()


def test_it_answers_what_it_is_asked(contender: Contender) -> None:
    assert contender.measure("abc", write_tokens=1).prompt_tokens == 3
    assert contender.measure("abcd", write_tokens=1, limit_s=60.0).prompt_tokens == 4


def test_one_that_takes_too_long_is_ended_and_starts_anew_when_asked(contender: Contender) -> None:
    with pytest.raises(TimeoutError):
        contender.measure("slow", write_tokens=1, limit_s=0.05)
    assert contender.measure("abc", write_tokens=1).prompt_tokens == 3


def test_one_that_has_ended_by_itself_is_an_error() -> None:
    with pytest.raises(SystemExit, match="has ended"):
        Contender((sys.executable, "-c", "pass"))
