"""Interpolated Kneser-Ney: sums, a case by hand, and a slow second implementation."""

from collections import Counter

import numpy as np
import pytest

from afterword.study.training.ngram_model import NgramModel

A, B, C, D = range(4)
TEXT = (A, B, A, C, A, B)


def after(context: list[int], *, order: int, text: tuple[int, ...] = TEXT) -> list[float]:
    """Return p of each of four tokens after a context."""
    model = NgramModel(text, vocabulary_size=4, order=order)
    return [float(model.probabilities([*context, token])[-1]) for token in range(4)]


def test_by_hand() -> None:
    # Before a stand b and c, before b and c only a: 2, 1, 1 of 4; D = 2 / (2 + 2).
    shorter = [(2 - 0.5) / 4, (1 - 0.5) / 4, (1 - 0.5) / 4, 0]
    shorter = [each + 0.5 * 3 / 4 / 4 for each in shorter]
    # After a: b twice, c once. Of all pairs three occur once and one twice: D = 3 / (3 + 2).
    counts = [0, (2 - 0.6) / 3, (1 - 0.6) / 3, 0]
    expected = [count + 0.6 * 2 / 3 * rest for count, rest in zip(counts, shorter, strict=True)]
    assert after([A], order=2) == pytest.approx(expected)


def test_a_context_that_never_occurred_is_shortened() -> None:
    assert after([B, D], order=3) == pytest.approx(after([D], order=2)) == after([D, D], order=2)


@pytest.mark.parametrize("order", [1, 2, 3, 5])
@pytest.mark.parametrize(
    "context", [[A], [D], [B, A], [C, A, B], [A, B, A, C], [D, A, B, A, C], [D, D, D, D]], ids=str
)
def test_probabilities_sum_to_one_and_none_is_zero(order: int, context: list[int]) -> None:
    shares = after(context, order=order)
    assert sum(shares) == pytest.approx(1, abs=1e-12)
    assert min(shares) > 0


@pytest.mark.parametrize("text", [(A,) * 9, (A, B) * 9, (A, B, C, D)], ids=str)
def test_texts_without_rare_phrases_leave_something_for_others(text: tuple[int, ...]) -> None:
    shares = after([A, B], order=3, text=text)
    assert sum(shares) == pytest.approx(1, abs=1e-12)
    assert min(shares) > 0


def slowly(text: list[int], context: list[int], token: int, *, order: int, size: int) -> float:
    """Return the same probability by the formulas, with a Counter for each length."""
    counts = [Counter(zip(*(text[i:] for i in range(n)), strict=False)) for n in range(order + 1)]
    for length in range(1, order):
        counts[length] = Counter(gram[1:] for gram in counts[length + 1])

    def p(history: tuple[int, ...]) -> float:
        if len(history) >= order:
            return p(history[1:])
        found = {
            gram[-1]: count
            for gram, count in counts[len(history) + 1].items()
            if gram[:-1] == history
        }
        shorter = p(history[1:]) if history else 1 / size
        if not found:
            return shorter
        each = list(counts[len(history) + 1].values())
        ones, twos = each.count(1), each.count(2)
        discount = ones / (ones + 2 * twos) if ones and twos else 0.5
        own = max(found.get(token, 0) - discount, 0) + discount * len(found) * shorter
        return own / sum(found.values())

    return p(tuple(context))


def test_agrees_with_a_slow_implementation() -> None:
    rng = np.random.default_rng(5)
    text = (rng.pareto(1.0, size=600) * 2).astype(int).clip(max=19).tolist()
    asked = [*text[50:100], *rng.choice(20, size=70).tolist()]
    found = NgramModel(text, vocabulary_size=20, order=4).probabilities(asked)
    expected = [
        slowly(text, asked[:place], asked[place], order=4, size=20) for place in range(1, 120)
    ]
    assert found == pytest.approx(expected)


def test_learns_what_repeats() -> None:
    text = [0, 1, 2, 3, 4, 5, 6] * 30
    shares = NgramModel(text, vocabulary_size=10).probabilities([0, 1, 2, 3, 4, 5, 6])
    assert shares[3:].min() > 0.98  # of four tokens; shorter contexts leave more for others
