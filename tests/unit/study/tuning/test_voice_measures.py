# pyright: basic
import math
from typing import Any

import pytest
import torch

from afterword.engine.tokens.vocabulary import Vocabulary, tabulate
from afterword.study.tuning.voice_measures import measure_copying, measure_held_out_text
from afterword.study.tuning.writer_texts import WriterTexts

WORDS = [
    b"",
    *(
        f" {word}".encode()
        for word in ["one", "two", "three", "four", "five", "six", "seven", "eight"]
    ),
]
SIZE = len(WORDS) + 1
UP = [*range(1, 9)] * 4
"""Tokens of which each is followed by the next one, and the last by the first."""


class CountsUp:
    """Predicts the token after each one, round and round, with logit 2 against 0; after 0 comes 1."""

    head = torch.eye(SIZE)

    def hidden_states(self, token_ids: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.one_hot(token_ids % 8 + 1, SIZE).float() * 2


COUNTS_UP: Any = CountsUp()
RIGHT = math.log(math.e**2 + SIZE - 1) - 2


def texts(*, learned: list[int], held_out: list[int], lead: int | None = 0) -> WriterTexts:
    return WriterTexts(
        learned=torch.tensor(learned),
        held_out={"one": torch.tensor(held_out)},
        separator=0,
        lead=lead,
        vocabulary=Vocabulary(tabulate([*WORDS, b"!"], special_ids=[0])),
    )


@pytest.mark.parametrize(("lead", "predicted"), [(0, 32), (None, 32 - 4)])
def test_every_token_is_predicted_over_the_whole_vocabulary(
    lead: int | None, predicted: int
) -> None:
    figures = measure_held_out_text(
        COUNTS_UP,
        texts(learned=UP, held_out=UP, lead=lead),
        rows=torch.arange(SIZE),
        context_tokens=8,
        max_tokens=1000,
    )
    assert figures.tokens == predicted
    assert figures.nats_per_token == pytest.approx(RIGHT, rel=1e-5)
    assert figures.missing_share == pytest.approx(0, abs=1e-5)
    not_predicted = 0 if lead == 0 else 4 * len(WORDS[1])  # each window begins with " one"
    assert figures.size_bytes == sum(len(WORDS[each]) for each in UP) - not_predicted
    assert figures.bits_per_byte == pytest.approx(figures.nats / math.log(2) / figures.size_bytes)


def test_what_the_softmax_leaves_out_is_measured() -> None:
    figures = measure_held_out_text(
        COUNTS_UP,
        texts(learned=UP, held_out=UP),
        rows=torch.arange(SIZE - 1),
        context_tokens=8,
        max_tokens=1000,
    )
    assert figures.missing_share == pytest.approx(math.exp(-RIGHT) / math.e**2, rel=1e-4)


def test_long_texts_are_sampled_at_even_distances() -> None:
    figures = measure_held_out_text(
        COUNTS_UP,
        texts(learned=UP, held_out=UP * 100),
        rows=torch.arange(SIZE),
        context_tokens=8,
        max_tokens=80,
    )
    assert figures.tokens == 80


def test_a_text_that_the_model_writes_by_itself_is_copied_from_end_to_end() -> None:
    figures = measure_copying(
        COUNTS_UP, texts(learned=UP, held_out=UP), context_tokens=16, max_tokens=1000
    )
    assert (figures.tokens, figures.longest_words, figures.copied_share) == (32, 16, 1.0)


def test_pieces_of_a_few_words_are_no_copies() -> None:
    learned = [1, 2, 3, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6, 7, 1]
    figures = measure_copying(
        COUNTS_UP, texts(learned=learned, held_out=UP), context_tokens=16, max_tokens=1000
    )
    assert figures.longest_words == 6  # two to seven: each is what comes after the one before
    assert figures.copied_share == 0.0


def test_the_share_counts_the_tokens_of_long_pieces() -> None:
    learned = [*UP[:10], 5, 5, 5, 5]
    figures = measure_copying(
        COUNTS_UP, texts(learned=learned, held_out=UP), context_tokens=14, max_tokens=1000
    )
    assert figures.longest_words == 10
    assert figures.copied_share == pytest.approx(10 / 14)
