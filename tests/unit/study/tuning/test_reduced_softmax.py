# pyright: basic
import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it

from afterword.study.tuning.reduced_softmax import ReducedSoftmax, likely_rows, log_probabilities

HEAD = torch.randn(50, 8, generator=torch.Generator().manual_seed(1))
STATES = torch.randn(2, 70, 8, generator=torch.Generator().manual_seed(2))
TARGETS = torch.arange(140).reshape(2, 70) % 50


def test_over_all_rows_it_is_the_cross_entropy() -> None:
    whole = ReducedSoftmax(HEAD, torch.arange(50), ignored=[])
    expected = F.cross_entropy((STATES @ HEAD.t()).flatten(0, 1), TARGETS.flatten())
    assert whole.loss(STATES, TARGETS).item() == pytest.approx(expected.item(), rel=1e-5)


def test_what_is_left_out_has_no_probability() -> None:
    rows = torch.tensor([3, 7, 20])
    reduced = ReducedSoftmax(HEAD, rows, ignored=[])
    targets = rows[torch.arange(140) % 3].reshape(2, 70)
    logits = (STATES @ HEAD.t())[..., rows].flatten(0, 1)
    expected = F.cross_entropy(logits, (torch.arange(140) % 3))
    assert reduced.loss(STATES, targets).item() == pytest.approx(expected.item(), rel=1e-5)


def test_marks_between_texts_are_no_targets() -> None:
    targets = TARGETS.clone()
    targets[:, 10:] = 4
    with_marks = ReducedSoftmax(HEAD, torch.arange(50), ignored=[4]).loss(STATES, targets)
    without = ReducedSoftmax(HEAD, torch.arange(50), ignored=[]).loss(
        STATES[:, :10], targets[:, :10]
    )
    # The token 4 is a target of the first row too, and counts for nothing there either.
    kept = targets[:, :10] != 4
    losses = F.cross_entropy(
        (STATES[:, :10] @ HEAD.t())[kept], targets[:, :10][kept], reduction="mean"
    )
    assert with_marks.item() == pytest.approx(losses.item(), rel=1e-5)
    assert with_marks.item() != pytest.approx(without.item(), rel=1e-5)


def test_probabilities_of_the_whole_vocabulary_come_in_chunks() -> None:
    whole = torch.cat(list(log_probabilities(STATES[0], HEAD)))
    assert torch.allclose(whole, F.log_softmax(STATES[0] @ HEAD.t(), dim=-1), atol=1e-5)


def test_rows_of_the_text_are_kept_and_as_many_others_as_matter() -> None:
    head = torch.zeros(50, 8)
    head[:, 0] = torch.linspace(0, -30, 50)  # each token half as likely as the one before it
    states = torch.zeros(5, 8)
    states[:, 0] = 1.0
    rows = likely_rows([states], head, learned=torch.tensor([40, 40, 2]))
    probability = F.softmax(head[:, 0], dim=-1)
    left_out = [token_id for token_id in range(50) if token_id not in rows.tolist()]
    assert {2, 40} <= set(rows.tolist())
    assert probability[left_out].sum() <= 2e-3
    assert len(rows) < 20
    likeliest_left_out = min(left_out)
    assert probability[left_out].sum() + probability[likeliest_left_out - 1] > 2e-3
