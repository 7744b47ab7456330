from itertools import pairwise

import pytest

from afterword.study.training.recipes import (
    ModelSize,
    OptimiserKind,
    learning_rate_at,
    recipe_for,
)


@pytest.mark.parametrize("size", ModelSize)
@pytest.mark.parametrize("steps", [2, 19, 600])
def test_the_learning_rate_rises_to_its_peak_and_falls_to_a_tenth(
    size: ModelSize, steps: int
) -> None:
    recipe = recipe_for(size, steps=steps)
    rates = [learning_rate_at(step, recipe) for step in range(steps + 1)]
    top = recipe.warm_up_steps
    assert all(low < high for low, high in pairwise(rates[:top]))
    assert all(high >= low for high, low in pairwise(rates[top:]))
    assert max(rates) == pytest.approx(recipe.peak_learning_rate)
    assert rates[-1] == pytest.approx(recipe.peak_learning_rate / 10)
    assert min(rates) > 0


@pytest.mark.parametrize("size", ModelSize)
def test_the_model_has_room_for_a_continued_paragraph(size: ModelSize) -> None:
    recipe = recipe_for(size)
    configuration = recipe.model_configuration(vocabulary_size=300)
    # Continuer and healing take about 250 tokens; as much has to be left to read.
    assert configuration.max_positions == recipe.context_tokens >= 500
    assert configuration.dropout == recipe.dropout > 0


def test_small_is_larger_than_tiny() -> None:
    tiny, small = recipe_for(ModelSize.TINY), recipe_for(ModelSize.SMALL)
    assert tiny.width < small.width
    assert tiny.vocabulary_size < small.vocabulary_size


@pytest.mark.parametrize("optimiser", OptimiserKind)
def test_a_described_recipe_holds_plain_values_only(optimiser: OptimiserKind) -> None:
    described = recipe_for(ModelSize.TINY, optimiser=optimiser, contrastive_weight=0.5).describe()
    assert {type(value) for value in described.values()} <= {str, int, float}
    assert (described["optimiser"], described["contrastive_weight"]) == (str(optimiser), 0.5)


def test_plain_gradient_descent_gets_a_higher_rate() -> None:
    sgd, adam, adamw = (
        recipe_for(ModelSize.TINY, optimiser=kind).peak_learning_rate
        for kind in (OptimiserKind.SGD, OptimiserKind.ADAM, OptimiserKind.ADAMW)
    )
    assert adam == adamw < sgd / 10
