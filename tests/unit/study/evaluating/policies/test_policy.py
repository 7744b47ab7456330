"""The three policies over a scripted engine, and what a sweep over thresholds shows."""

from collections.abc import AsyncIterator, Sequence

import pytest

from afterword.engine.interface import Piece
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.settings import Settings
from afterword.settings.fields import InlineSettings
from afterword.study.evaluating.policies.baseline_policies import (
    NAIVE_TOKENS,
    NaivePolicy,
    ProbePolicy,
    cut,
    split_stem,
)
from afterword.study.evaluating.policies.served_policy import ServedPolicy
from afterword.writing.passage import Passage
from fakes.scripted_engine import ScriptedEngine

SURE_THEN_NOT = (0.95, 0.97, 0.4, 0.4)


class Bench:
    """A worker over one scripted engine, started once."""

    def __init__(self) -> None:
        self.engine = ScriptedEngine("")
        self._workers: list[ModelWorker] = []

    async def worker(self, text: str, probabilities: Sequence[float] = ()) -> ModelWorker:
        self.engine = ScriptedEngine(text, probabilities=probabilities)
        worker = ModelWorker(self.engine.build)
        self._workers.append(worker)
        worker.start()
        await worker.wait_until_ready()
        return worker

    def close(self) -> None:
        for worker in self._workers:
            worker.close()


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    made = Bench()
    yield made
    made.close()


def page(text: str) -> Passage:
    return Passage(text=text, char_offset=len(text), uri="page")


async def test_ours_shows_what_the_completer_shows(bench: Bench) -> None:
    policy = ServedPolicy(await bench.worker("shut and locked.", SURE_THEN_NOT), Settings())
    offer = await policy.offer(page("The gate was "))
    assert offer.text == "shut and"
    assert offer.confidence == pytest.approx(0.9215)
    assert not offer.is_reused


async def test_typing_into_a_suggestion_is_told_from_a_new_one(bench: Bench) -> None:
    policy = ServedPolicy(await bench.worker("shut and locked.", SURE_THEN_NOT), Settings())
    await policy.offer(page("The gate was "))
    offer = await policy.offer(page("The gate was shu"))
    assert (offer.text, offer.is_reused) == ("t and", True)


async def test_a_place_without_suggestion_shows_nothing(bench: Bench) -> None:
    policy = ServedPolicy(await bench.worker("shut", [0.1]), Settings())
    offer = await policy.offer(page("The gate was "))
    assert offer.text == ""


async def test_a_sweep_asks_the_gate_at_every_threshold_but_the_model_once(bench: Bench) -> None:
    policy = ServedPolicy(await bench.worker("shut and locked", SURE_THEN_NOT), Settings())
    shown = await policy.sweep(page("The gate was "), [0.0, 0.5, 1.2, 1.35])
    assert shown == ["shut and locked", "shut and", "shut and", ""]
    assert len(bench.engine.requests) == 1


async def test_a_sweep_of_another_place_asks_the_model_again(bench: Bench) -> None:
    policy = ServedPolicy(await bench.worker("shut", [0.5]), Settings())
    for text in ("The gate was ", "The door was "):
        assert await policy.sweep(page(text), [0.4, 0.7]) == ["shut", ""]
    assert len(bench.engine.requests) == 2


async def test_a_sweep_agrees_with_what_is_served(bench: Bench) -> None:
    settings = Settings(inline=InlineSettings(confidence=0.4))
    policy = ServedPolicy(await bench.worker("shut and locked", SURE_THEN_NOT), settings)
    place = page("The gate was ")
    swept = await policy.sweep(place, [0.4])
    assert swept == [(await policy.offer(place)).text]


async def test_naive_shows_everything_and_heals_nothing(bench: Bench) -> None:
    policy = NaivePolicy(await bench.worker("ow " * 20, [0.01]), context_tokens=512)
    offer = await policy.offer(page("The wind"))
    assert offer.text.split() == ["ow"] * NAIVE_TOKENS
    assert bench.engine.requests[0].prompt == "The wind"
    assert bench.engine.requests[0].forced_prefix == ""
    assert bench.engine.requests[0].stop == ("\n",)


async def test_naive_is_ranked_by_probability_without_asking_again(bench: Bench) -> None:
    policy = NaivePolicy(await bench.worker("shut and", [0.5, 0.5]), context_tokens=512)
    place = page("The gate was ")
    await policy.offer(place)
    assert await policy.sweep(place, [0.2, 0.3, 0.6]) == ["shut and", "shut", ""]
    assert len(bench.engine.requests) == 1


async def test_the_probe_heals_to_the_word_start_and_cuts_by_joint_probability(
    bench: Bench,
) -> None:
    policy = ProbePolicy(await bench.worker("dow was shut", [0.9, 0.6, 0.5]), context_tokens=512)
    offer = await policy.offer(page("The win"))
    assert offer.text == "dow was"
    assert offer.confidence == pytest.approx(0.54)
    assert bench.engine.requests[0].forced_prefix == " win"
    assert bench.engine.requests[0].min_probability == pytest.approx(0.4)
    assert bench.engine.requests[0].stop == ("\n",)


@pytest.mark.parametrize(
    ("before", "split"),
    [
        pytest.param("The win", ("The", " win"), id="mid-word"),
        pytest.param("The ", ("The", " "), id="behind a space"),
        pytest.param("The end.", ("The end.", ""), id="behind a mark"),
        pytest.param("关上了门", ("关上了门", ""), id="Chinese"),
        pytest.param("", ("", ""), id="nothing yet"),
    ],
)
def test_the_probe_backs_up_to_the_space(before: str, split: tuple[str, str]) -> None:
    assert split_stem(before) == split


def test_the_probe_shows_whole_words_only() -> None:
    pieces = [
        Piece(text="win", log_probability=0.0, word_end_probability=0.1),
        Piece(text="dow", log_probability=0.0, word_end_probability=0.9),
        Piece(text=" un", log_probability=0.0, word_end_probability=0.2),
    ]
    assert cut(pieces, threshold=0.5) == "window"
