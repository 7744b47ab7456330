# pyright: basic
"""The compiled head: whole, in part, and in the order of likely tokens."""

import numpy as np
import pytest
import torch

from afterword.errors import ModelFileError
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.runtime import Runtime
from fakes.compiled_models import WIDE_CONFIGURATIONS, compiled_runtime, needs_compiled_code
from fakes.runtimes import logits_of
from fakes.small_models import build_model

pytestmark = [needs_compiled_code, pytest.mark.timeout(300)]

STATES = [1, 2, 3, 4, 8, 9, 130]


@pytest.fixture(scope="module")
def model() -> ReferenceModel:
    return build_model(WIDE_CONFIGURATIONS["query-key-value-bias-and-own-head"])


@pytest.fixture(scope="module")
def runtime(model: ReferenceModel) -> Runtime:
    return compiled_runtime(model)


def draw_states(count: int) -> torch.Tensor:
    return torch.randn(count, 48, generator=torch.Generator().manual_seed(count))


@pytest.mark.parametrize("count", STATES)
def test_rounds_states_so_finely_that_it_is_all_but_linear(runtime: Runtime, count: int) -> None:
    first, second = draw_states(count), draw_states(count + 1000)[:count]
    apart = logits_of(runtime.head, first) + logits_of(runtime.head, second)
    together = logits_of(runtime.head, first + second)
    assert together.shape == (count, 97)
    assert (apart - together).abs().max() < 1e-3 * together.std()


@pytest.mark.parametrize("count", STATES)
def test_a_part_gives_the_wholes_logits(runtime: Runtime, count: int) -> None:
    states, some = draw_states(count), np.array([3, 50, 96])
    part = logits_of(runtime.pack_head(some), states)
    whole = logits_of(runtime.head, states)
    torch.testing.assert_close(part, whole[:, some], atol=1e-5, rtol=1e-5)


def test_large_states_do_not_coarsen_the_others(runtime: Runtime) -> None:
    states = torch.randn(3, 48, generator=torch.Generator().manual_seed(1))
    alone = logits_of(runtime.head, states[2:])
    states[0] *= 1e4
    torch.testing.assert_close(logits_of(runtime.head, states)[2:], alone, atol=0, rtol=0)


def test_a_part_answers_in_ascending_order_of_tokens(runtime: Runtime) -> None:
    head = runtime.pack_head(np.array([50, 3, 50]))
    assert head.token_ids is not None
    assert head.token_ids.tolist() == [3, 50]


@pytest.mark.parametrize("likely", [[-1, 3], [3, 3]], ids=["before-the-first", "twice"])
def test_rows_for_columns_that_there_are_not_are_refused(
    model: ReferenceModel, likely: list[int]
) -> None:
    with pytest.raises(ModelFileError, match="order"):
        compiled_runtime(model, likely_token_ids=np.array(likely))
