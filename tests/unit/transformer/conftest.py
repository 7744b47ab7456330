"""Fixtures of the small models."""

from collections.abc import Callable

import pytest
import torch

from afterword.transformer.reference.reference_model import ReferenceModel
from fakes.small_models import CONFIGURATIONS, PLAIN, build_model


@pytest.fixture(params=CONFIGURATIONS.values(), ids=list(CONFIGURATIONS))
def small_model(request: pytest.FixtureRequest) -> ReferenceModel:
    """One model of each kind."""
    return build_model(request.param)


@pytest.fixture
def plain_model() -> ReferenceModel:
    """A small Llama."""
    return build_model(PLAIN)


@pytest.fixture
def draw_tokens() -> Callable[[int], torch.Tensor]:
    """Draw token ids, the same ones in every run."""
    generator = torch.Generator().manual_seed(11)
    return lambda count: torch.randint(97, (count,), generator=generator)
