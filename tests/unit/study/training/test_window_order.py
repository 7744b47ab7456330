# pyright: basic
import pytest
import torch

from afterword.errors import DocumentError
from afterword.study.training.window_order import WindowOrder
from unit.study.tiny_recipe import tiny_recipe

RECIPE = tiny_recipe(steps=1)
TOKENS = torch.arange(16 * 9)


def starts(order: WindowOrder, steps: range) -> list[int]:
    return [int(row[0]) for step in steps for row in order.batch(step)[0]]


def test_each_token_is_to_predict_the_next() -> None:
    inputs, targets = WindowOrder(TOKENS, RECIPE).batch(3)
    assert inputs.shape == targets.shape == (4, 16)
    assert torch.equal(inputs + 1, targets)


def test_an_epoch_reads_every_window_once() -> None:
    order = WindowOrder(TOKENS, RECIPE)
    assert order.windows_per_epoch == 8
    first, second = starts(order, range(2)), starts(order, range(2, 4))
    for epoch in (first, second):
        assert sorted(epoch) == list(range(min(epoch), min(epoch) + 8 * 16, 16))
    assert first != second
    assert min(first) != min(second)  # cut at other places


def test_what_a_step_reads_depends_on_nothing_before_it() -> None:
    in_order, alone = WindowOrder(TOKENS, RECIPE), WindowOrder(TOKENS, RECIPE)
    read = [in_order.batch(step)[0] for step in range(20)]
    for step in (13, 2, 19):
        assert torch.equal(alone.batch(step)[0], read[step])


@pytest.mark.parametrize("tokens", [0, 1, 16, 47])
def test_a_text_that_is_too_short_says_how_much_is_needed(tokens: int) -> None:
    with pytest.raises(DocumentError, match="at least 48"):
        WindowOrder(torch.arange(tokens), RECIPE)


def test_the_shortest_text_that_is_enough_can_be_read() -> None:
    order = WindowOrder(torch.arange(48), RECIPE)
    assert all(order.batch(step)[1].shape == (4, 16) for step in range(50))
