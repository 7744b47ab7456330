"""Several takes of one paragraph differ, whether or not a seed makes them repeatable."""

import pytest

from afterword.cli.continuing import seed_of_take
from afterword.settings import Settings


def settings(seed: int | None) -> Settings:
    return Settings.model_validate({"paragraph": {"seed": seed}})


@pytest.mark.parametrize(
    ("asked", "configured"),
    [
        pytest.param(7, None, id="asked"),
        pytest.param(None, 7, id="configured"),
        pytest.param(7, 99, id="asked before configured"),
    ],
)
def test_each_take_has_a_seed_of_its_own(asked: int | None, configured: int | None) -> None:
    seeds = [seed_of_take(take, asked=asked, settings=settings(configured)) for take in range(3)]
    assert seeds[0] == 7
    assert len(set(seeds)) == 3


def test_without_a_seed_each_take_is_drawn_freely() -> None:
    assert seed_of_take(2, asked=None, settings=settings(None)) is None
