# pyright: basic
import math
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import torch

from afterword.errors import ModelError
from afterword.study.training.learner import new_model
from afterword.study.training.recipes import OptimiserKind
from afterword.study.training.trainer import Trainer
from afterword.study.training.window_order import WindowOrder
from unit.study.tiny_recipe import tiny_recipe

pytestmark = pytest.mark.usefixtures("one_thread")
TOKENS = torch.arange(500) % 7


def begin(steps: int = 10, **changes: Any) -> Trainer:
    recipe = replace(tiny_recipe(steps=steps), **changes)
    return Trainer(
        recipe, WindowOrder(TOKENS, recipe), partial(new_model, recipe, vocabulary_size=10)
    )


def take(trainer: Trainer, steps: int) -> list[float]:
    return [trainer.advance() for _ in range(steps)]


def test_ten_steps_are_five_and_then_five_bit_by_bit() -> None:
    whole = begin()
    losses = take(whole, 10)

    first = begin()
    losses_of_first = take(first, 5)
    state = first.state()
    torch.manual_seed(99)  # what others draw changes nothing
    second = begin()
    take(second, 1)  # nor does what it did before it was restored
    second.restore(state)
    losses_of_second = take(second, 5)

    assert losses_of_first + losses_of_second == losses
    assert second.step == 10
    for name, tensor in whole.model.state_dict().items():
        assert torch.equal(tensor, second.model.state_dict()[name]), name
    ours, theirs = whole.state()["optimiser"]["state"], second.state()["optimiser"]["state"]
    assert all(torch.equal(ours[i][key], theirs[i][key]) for i in ours for key in ours[i])


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"contrastive_weight": 1.0}, id="contrastive"),
        pytest.param({"embedding_weight": 1.0}, id="embedding"),
        pytest.param({"optimiser": OptimiserKind.ADAM}, id="adam"),
        pytest.param({"optimiser": OptimiserKind.SGD, "peak_learning_rate": 0.5}, id="sgd"),
    ],
)
def test_other_objectives_and_optimisers_learn_otherwise_and_can_be_restored(
    changes: dict[str, Any],
) -> None:
    plain, whole, first, second = begin(), *(begin(**changes) for _ in range(3))
    losses = take(whole, 10)
    # The first loss is the next-token loss of the same first weights, whatever is descended.
    assert losses[0] == pytest.approx(take(plain, 10)[0])
    assert losses[-1] < losses[0]
    assert not torch.equal(whole.model.embedding.tokens, plain.model.embedding.tokens)
    losses_of_first = take(first, 5)
    second.restore(first.state())
    assert losses_of_first + take(second, 5) == losses


def test_contrast_pushes_states_apart() -> None:
    def similarity(trainer: Trainer) -> float:
        take(trainer, 10)
        with torch.no_grad():
            states = trainer.model.eval().hidden_states(TOKENS[None, :32])[0]
        return torch.cosine_similarity(states[:, None], states[None], dim=-1).mean().item()

    assert similarity(begin(contrastive_weight=5.0)) < similarity(begin()) - 0.1


def test_dropout_is_on_and_its_state_is_part_of_what_is_restored() -> None:
    first = begin()
    take(first, 2)
    state = first.state()
    again = begin()
    again.restore({**state, "random_state": begin().state()["random_state"]})
    assert take(again, 1) != take(first, 1)


def test_training_draws_from_no_shared_generator() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    take(begin(), 2)
    assert torch.equal(torch.rand(3), expected)


def test_learns_what_repeats() -> None:
    trainer = begin(steps=120)
    losses = take(trainer, 120)
    assert losses[0] == pytest.approx(math.log(10), abs=0.2)
    assert losses[-1] < math.log(7) / 2  # seven tokens, one always after the other
    assert trainer.is_finished


def test_keeps_the_weights_that_were_best_on_held_out_text() -> None:
    trainer = begin()
    for held_out in (3.0, 1.0, 2.0):
        trainer.advance()
        trainer.record(held_out)
        if held_out == 1.0:
            best = {name: each.clone() for name, each in trainer.model.state_dict().items()}
    assert trainer.best_held_out == 1.0
    assert all(torch.equal(best[name], trainer.best_weights[name]) for name in best)
    assert [point.step for point in trainer.points] == [1, 2, 3]


def test_a_loss_that_is_no_number_ends_it_before_the_weights_are_spoiled() -> None:
    trainer = begin()
    with torch.no_grad():
        trainer.model.embedding.tokens[0, 0] = math.nan
    with pytest.raises(ModelError, match="went astray at step 1") as caught:
        trainer.advance()
    assert "--resume" in caught.value.next_step
    assert trainer.step == 0
