# pyright: basic
"""What a voice is worth on text that it has not learned, and whether it knows by heart what it has.

Both are measured over the base's whole vocabulary, by single forwards: where the likeliest token is the
next one of the text, place after place, the model would write the text out word for word.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from afterword.prose.words.word_boundaries import count_words
from afterword.study.tuning.reduced_softmax import log_probabilities
from afterword.study.tuning.tunable_model import TunableModel
from afterword.study.tuning.writer_texts import WriterTexts

COPIED_WORDS = 8
"""The number of words from which a piece counts as copied, as in ``evaluating.runs.verbatim_recall``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOutFigures:
    """How well held-out text is predicted."""

    nats: float
    """The sum over all predicted tokens."""
    tokens: int
    size_bytes: int
    """The bytes that these tokens spell."""
    missing_share: float
    """The mean probability of the tokens that the training's softmax leaves out."""

    @property
    def nats_per_token(self) -> float:
        """The mean loss."""
        return self.nats / self.tokens

    @property
    def bits_per_byte(self) -> float:
        """The mean loss in a unit that doesn't depend on the vocabulary."""
        return self.nats / math.log(2) / self.size_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFigures:
    """How much of the learned text the model continues word for word."""

    tokens: int
    """The number of tokens that were looked at."""
    longest_words: int
    """Words of the longest piece."""
    copied_share: float
    """The share of the tokens in pieces of at least ``COPIED_WORDS`` words."""


@torch.no_grad()
def measure_held_out_text(
    model: TunableModel, texts: WriterTexts, *, rows: Tensor, context_tokens: int, max_tokens: int
) -> HeldOutFigures:
    """Measure the next-token loss on the held-out documents, in windows that don't see each other.

    Args:
        model: the base with or without its voice.
        texts: the texts.
        rows: the tokens that the training's softmax keeps.
        context_tokens: the length of a window.
        max_tokens: about how many tokens are measured: windows at even distances in each document.
    """
    nats, tokens, size_bytes, kept_share = 0.0, 0, 0, 0.0
    total = sum(map(len, texts.held_out.values()))
    for document in texts.held_out.values():
        share = max_tokens * len(document) // max(total, 1)
        for targets in _windows(document, context_tokens, max_tokens=share):
            for log_probability, wanted in _predicted(model, texts.lead, targets):
                nats -= float(log_probability.gather(1, wanted[:, None]).sum())
                kept_share += float(log_probability[:, rows].exp().sum())
                tokens += len(wanted)
                size_bytes += texts.size_bytes_of(wanted)
    return HeldOutFigures(
        nats=nats, tokens=tokens, size_bytes=size_bytes, missing_share=1 - kept_share / tokens
    )


@torch.no_grad()
def measure_copying(
    model: TunableModel, texts: WriterTexts, *, context_tokens: int, max_tokens: int
) -> CopyFigures:
    """Measure how long the model, taking the likeliest token each time, continues the learned text."""
    longest, copied, tokens = 0, 0, 0
    for targets in _windows(texts.learned, context_tokens, max_tokens=max_tokens):
        hits = torch.cat(
            [
                each.argmax(dim=-1) == wanted
                for each, wanted in _predicted(model, texts.lead, targets)
            ]
        )
        # A window after BOS alone predicts its first word by chance; marks between texts are no words.
        for start, end in _runs(hits.tolist()):
            words = count_words(texts.text_of(targets[-len(hits) :][start:end].tolist()))
            longest = max(longest, words)
            copied += (end - start) * (words >= COPIED_WORDS)
        tokens += len(hits)
    return CopyFigures(tokens=tokens, longest_words=longest, copied_share=copied / max(tokens, 1))


def _windows(token_ids: Tensor, context_tokens: int, *, max_tokens: int) -> Iterator[Tensor]:
    """Yield windows at even distances, as many as ``max_tokens`` allow and at least one."""
    every = [each for each in token_ids.split(context_tokens) if len(each) > 1]
    count = min(len(every), max(1, max_tokens // context_tokens))
    for place in range(count):
        yield every[place * len(every) // count]


def _predicted(
    model: TunableModel, lead: int | None, targets: Tensor
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield log probabilities, (positions, vocabulary), and the tokens that came, (positions,).

    Without a leading token the first one of the window is not predicted.
    """
    if lead is None:
        inputs, wanted = targets[:-1], targets[1:]
    else:
        inputs, wanted = torch.cat([torch.tensor([lead]), targets[:-1]]), targets
    states = model.hidden_states(inputs[None])[0]
    start = 0
    for each in log_probabilities(states, model.head):
        yield each, wanted[start : start + len(each)]
        start += len(each)


def _runs(hits: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each run of true values."""
    start = None
    for place, hit in enumerate([*hits, False]):
        if hit and start is None:
            start = place
        elif not hit and start is not None:
            yield start, place
            start = None
