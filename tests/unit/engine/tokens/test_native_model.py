# pyright: reportPrivateUsage=false
"""The shortlist of a model of ours: the likely tokens, and those of the page."""

from dataclasses import replace

import numpy as np
import pytest

from afterword.engine.tokens.native_model import NativeModel
from afterword.errors import ModelFileError
from afterword.transformer.runtime import Runtime
from afterword.transformer.serving_interfaces import Head
from fakes.runtimes import runtime_of
from fakes.small_models import CONFIGURATIONS, build_model

LIKELY = [2, 3, 5, 7, 11]


@pytest.fixture(scope="module")
def plain() -> Runtime:
    return runtime_of(build_model(CONFIGURATIONS["grouped-query"]))


@pytest.fixture(scope="module")
def runtime(plain: Runtime) -> Runtime:
    return Runtime(replace(plain._parts, likely_head=plain.pack_head(np.array(LIKELY))))


def test_a_shortlist_predicts_likely_tokens_and_those_of_the_page_as_the_whole_head_does(
    runtime: Runtime,
) -> None:
    model = NativeModel(runtime)
    states = model.new_sequence().read([1, 4, 9], keep_last=2)
    head = model.shortlist_head([9, 4, 4, 5])
    assert head is not None
    token_ids = head.shortlist.token_ids
    assert sorted(token_ids.tolist()) == sorted({*LIKELY, 4, 9})
    expected = model.predict(states)[:, token_ids]
    assert np.allclose(head.predict(states), expected, atol=1e-5)


def test_a_page_whose_rare_tokens_are_known_gets_the_same_head(runtime: Runtime) -> None:
    model = NativeModel(runtime)
    first = model.shortlist_head([9, 4])
    assert model.shortlist_head([4, 5]) is first
    wider = model.shortlist_head([8])
    assert wider is not None
    assert {4, 8, 9} <= set(wider.shortlist.token_ids.tolist())


def test_where_the_weights_are_gone_likely_tokens_are_predicted_alone(runtime: Runtime) -> None:
    def fail(_token_ids: object) -> Head:
        raise ModelFileError("The weights are missing.", next_step="Prepare the model again.")

    head = NativeModel(Runtime(replace(runtime._parts, pack_head=fail))).shortlist_head([9])
    assert head is not None
    assert head.shortlist.token_ids.tolist() == LIKELY


def test_a_model_without_likely_tokens_has_no_shortlist(plain: Runtime) -> None:
    assert NativeModel(plain).shortlist_head([9]) is None
