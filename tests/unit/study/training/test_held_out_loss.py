# pyright: basic
import math

import pytest
import torch
from torch import nn

from afterword.study.training.held_out_loss import (
    DocumentLoss,
    bits_per_byte,
    mean_loss,
    measure_guessing,
    measure_held_out,
)
from afterword.study.training.ngram_model import NgramModel


class CountsUp(nn.Module):
    """Predicts that each token is one more than the one before, with logit 2 against 0."""

    def forward(self, token_ids: torch.Tensor) -> torch.Tensor:
        return nn.functional.one_hot((token_ids + 1) % 10, 10).float() * 2


RIGHT = math.log(math.e**2 + 9) - 2
WRONG = math.log(math.e**2 + 9)


@pytest.mark.parametrize("context_tokens", [2, 3, 5, 100])
def test_every_token_but_the_first_is_predicted_once(context_tokens: int) -> None:
    documents = {"up": torch.arange(8), "still": torch.zeros(5, dtype=torch.long)}
    up, still = measure_held_out(CountsUp(), documents, context_tokens=context_tokens)
    assert (up.name, up.tokens) == ("up", 7)
    assert (still.name, still.tokens) == ("still", 4)
    assert up.nats_per_token == pytest.approx(RIGHT, rel=1e-5)
    assert still.nats_per_token == pytest.approx(WRONG, rel=1e-5)
    assert mean_loss([up, still]) == pytest.approx((7 * RIGHT + 4 * WRONG) / 11, rel=1e-5)


def test_reads_no_more_than_it_may() -> None:
    documents = {"up": torch.arange(9)}
    (loss,) = measure_held_out(CountsUp(), documents, context_tokens=2, max_windows=3)
    assert loss.tokens == 6


@pytest.mark.parametrize("is_training", [True, False])
def test_the_model_is_left_as_it_was(is_training: bool) -> None:
    model = CountsUp().train(is_training)
    measure_held_out(model, {"up": torch.arange(9)}, context_tokens=4)
    assert model.training is is_training


def test_guessing_knows_how_frequent_tokens_are() -> None:
    guessing = measure_guessing([0, 1, 1, 1, 1, 1], [[0, 1], [0, 2]], vocabulary_size=3)
    assert guessing.uniform == pytest.approx(math.log(3))
    assert guessing.by_frequency == pytest.approx(-(math.log(6 / 9) + math.log(1 / 9)) / 2)


def test_guessing_by_ngrams_knows_what_follows() -> None:
    learned = [0, 1, 2, 3] * 20
    guessing = measure_guessing(learned, [[0, 1, 2, 3], [2, 3, 0]], vocabulary_size=4)
    shares = NgramModel(learned, vocabulary_size=4)
    likelihood = [*shares.probabilities([0, 1, 2, 3]), *shares.probabilities([2, 3, 0])]
    assert guessing.by_ngrams == pytest.approx(-sum(map(math.log, likelihood)) / 5)
    assert guessing.by_ngrams < guessing.by_frequency / 2


def test_bits_per_byte_do_not_depend_on_the_tokens() -> None:
    nats = 12.0  # of the same text, in tokens of two bytes and of four
    by_two, by_four = (
        bits_per_byte(nats / tokens, tokens=tokens, size_bytes=8) for tokens in (4, 2)
    )
    assert by_two == pytest.approx(by_four) == pytest.approx(12 / 8 / math.log(2))


def test_long_documents_count_for_more() -> None:
    losses = [
        DocumentLoss(name="a", nats_per_token=1.0, tokens=3),
        DocumentLoss(name="b", nats_per_token=5.0, tokens=1),
    ]
    assert mean_loss(losses) == 2.0
