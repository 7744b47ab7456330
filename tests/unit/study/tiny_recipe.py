"""A recipe so small that a step takes milliseconds."""

from dataclasses import replace

from afterword.study.training.recipes import ModelSize, TrainingRecipe, recipe_for, warm_up_of


def tiny_recipe(*, steps: int, context_tokens: int = 16) -> TrainingRecipe:
    """Return a model of a few thousand parameters, with dropout."""
    return replace(
        recipe_for(ModelSize.TINY, steps=steps),
        vocabulary_size=300,
        width=16,
        feed_forward_width=32,
        layers=2,
        heads=2,
        key_value_heads=1,
        context_tokens=context_tokens,
        batch_windows=4,
        warm_up_steps=warm_up_of(steps),
    )
