# pyright: basic
"""The reference model learns, and its parts are what their papers say."""

from dataclasses import replace

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it

from afterword.transformer.reference.model_configuration import Rotary
from afterword.transformer.reference.reference_model import (
    ReferenceModel,
    causal_mask,
    rotate_halves,
)
from afterword.transformer.reference.rotary_angles import rotary_angles
from fakes.small_models import PLAIN, build_model


def test_learns_a_short_text_by_heart() -> None:
    torch.manual_seed(1)
    model = ReferenceModel(replace(PLAIN, dropout=0.05)).train()
    text = torch.randint(97, (2, 17))
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses: list[float] = []
    for _ in range(60):
        logits = model(text[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), text[:, 1:].flatten())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert 4.3 < losses[0] < 4.9  # ln 97 = 4.57: at first it knows nothing
    assert losses[-1] < 0.5


def test_every_parameter_gets_a_gradient() -> None:
    model = build_model(replace(PLAIN, tied_head=False)).train()
    model(torch.arange(10)[None]).logsumexp(-1).sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())


def test_dropout_acts_in_training_only() -> None:
    model = build_model(replace(PLAIN, dropout=0.5))
    tokens = torch.arange(8)[None]
    assert torch.equal(model(tokens), model(tokens))
    model.train()
    assert not torch.equal(model(tokens), model(tokens))


def test_a_later_token_changes_nothing_before_it() -> None:
    model = build_model(PLAIN)
    tokens = torch.arange(10)[None]
    changed = tokens.clone()
    changed[0, 6] = 50
    before, after = model(tokens)[0], model(changed)[0]
    torch.testing.assert_close(before[:6], after[:6])
    assert (before[6:] - after[6:]).abs().amax(-1).min() > 1e-3


def test_a_window_holds_the_token_itself_and_those_just_before() -> None:
    seen = causal_mask(3, 5, 2)
    assert seen.int().tolist() == [[0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1]]


def test_a_product_depends_on_the_distance_only() -> None:
    query, key = torch.randn(1, 16), torch.randn(1, 16)
    angles = torch.from_numpy(rotary_angles(Rotary(), 16, 50))

    def product(query_at: int, key_at: int) -> torch.Tensor:
        turned_query = rotate_halves(query, angles[query_at : query_at + 1])
        return (turned_query * rotate_halves(key, angles[key_at : key_at + 1])).sum()

    torch.testing.assert_close(product(9, 2), product(40, 33), atol=1e-4, rtol=1e-4)
    assert not torch.isclose(product(9, 2), product(9, 3), atol=1e-3)
