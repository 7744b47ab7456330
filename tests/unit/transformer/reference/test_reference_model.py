# pyright: basic
"""The reference model learns, and its parts are what their papers say."""

from dataclasses import replace

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it

from afterword.transformer.reference.attention import visible
from afterword.transformer.reference.normalisation import rms_norm, rms_norm_by_length
from afterword.transformer.reference.reference_model import Transformer
from fakes.small_models import PLAIN, build_model


def test_learns_a_short_text_by_heart() -> None:
    torch.manual_seed(1)
    model = Transformer(replace(PLAIN, dropout=0.05)).train()
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
    seen = visible(3, 5, 2)
    assert seen.int().tolist() == [[0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1]]


def test_the_short_form_of_the_norm_equals_the_long_one() -> None:
    hidden, weight = torch.randn(4, 32) * 0.01, torch.randn(32)
    epsilon = 1e-4  # as large as the mean square, so that it matters
    short = rms_norm_by_length(hidden, weight * 32**0.5, torch.tensor((32 * epsilon) ** 0.5))
    torch.testing.assert_close(short, rms_norm(hidden, weight, epsilon))
