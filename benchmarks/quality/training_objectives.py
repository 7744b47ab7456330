# pyright: basic
"""What objectives and optimisers make of the same text in the same number of steps.

usage: python benchmarks/quality/training_objectives.py NOVEL.txt [--steps 1000] [--only NAME ...]

A model of the size tiny is trained from the same first weights for each row, as `afterword train`
trains it. On held-out text: bits per byte; the expected calibration error of the likeliest next
token's probability, which the gate of ghost text goes by; and of continuations, greedy ones and
ones drawn at temperature 0.8, how many run in circles, and distinct-2.
"""

import argparse
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import torch
from tokenizers import Tokenizer
from torch import Tensor

from afterword.prose.fit.visible_faults import circles_within
from afterword.study.evaluating.measures.text_quality import distinct
from afterword.study.training.corpora import read_corpus
from afterword.study.training.corpus_split import split_corpus
from afterword.study.training.held_out_loss import (
    bits_per_byte,
    measure_guessing,
    measure_held_out,
)
from afterword.study.training.learned_vocabulary import encode_document, train_tokenizer
from afterword.study.training.learner import new_model
from afterword.study.training.recipes import ModelSize, OptimiserKind, TrainingRecipe, recipe_for
from afterword.study.training.trainer import Trainer
from afterword.study.training.window_order import WindowOrder
from afterword.transformer.reference.reference_model import ReferenceModel

VARIANTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "adamw": {},
    "adam": {"optimiser": OptimiserKind.ADAM},
    "sgd": {"optimiser": OptimiserKind.SGD},
    "contrastive": {"contrastive_weight": 1.0},
    "embedding": {"embedding_weight": 1.0},
}
PLACES: Final = 24
"""Places of the held-out text that are continued."""
CONTEXT_TOKENS: Final = 64
WRITTEN_TOKENS: Final = 80
TEMPERATURE: Final = 0.8
BINS: Final = 15
"""Bins of confidence, equally wide."""


def trained(recipe: TrainingRecipe, learned: Tensor, vocabulary_size: int) -> ReferenceModel:
    """Train a model for all steps of a recipe."""
    trainer = Trainer(
        recipe,
        WindowOrder(learned, recipe),
        partial(new_model, recipe, vocabulary_size=vocabulary_size),
    )
    while not trainer.is_finished:
        trainer.advance()
    return trainer.model.eval()


@torch.inference_mode()
def calibration_error(model: ReferenceModel, token_ids: Tensor, context_tokens: int) -> float:
    """Return the expected calibration error (Guo et al. 2017) of the likeliest next token."""
    confidences, hits = [], []
    for start in range(0, len(token_ids) - 1, context_tokens):
        window = token_ids[start : start + context_tokens + 1]
        confidence, likeliest = torch.softmax(model(window[None, :-1])[0], dim=-1).max(dim=-1)
        confidences.append(confidence)
        hits.append((likeliest == window[1:]).float())
    confidence, hit = torch.cat(confidences), torch.cat(hits)
    bins = (confidence * BINS).long().clamp(max=BINS - 1)
    sums = torch.zeros(BINS).index_add_(0, bins, confidence - hit)
    return float(sums.abs().sum() / len(hit))


@torch.inference_mode()
def continuations(model: ReferenceModel, held_out: Tensor, *, temperature: float) -> Tensor:
    """Return what the model writes at places that are evenly spread, (PLACES, WRITTEN_TOKENS)."""
    generator = torch.Generator().manual_seed(0)
    starts = torch.linspace(0, len(held_out) - CONTEXT_TOKENS, PLACES).long()
    texts = torch.stack([held_out[start : start + CONTEXT_TOKENS] for start in starts.tolist()])
    for _ in range(WRITTEN_TOKENS):
        logits = model.logits(model.hidden_states(texts)[:, -1])
        logits[:, 0] = -torch.inf  # the end of the text
        if temperature:
            shares = torch.softmax(logits / temperature, dim=-1)
            following = torch.multinomial(shares, 1, generator=generator)
        else:
            following = logits.argmax(dim=-1, keepdim=True)
        texts = torch.cat([texts, following], dim=1)
    return texts[:, CONTEXT_TOKENS:]


def quality(model: ReferenceModel, tokenizer: Tokenizer, held_out: Tensor) -> str:
    """Return the share of circles and distinct-2 of greedy and of drawn continuations, as cells."""
    cells = []
    for temperature in (0.0, TEMPERATURE):
        written = continuations(model, held_out, temperature=temperature)
        texts = [tokenizer.decode(row) for row in written.tolist()]
        kinds, total = distinct(texts, 2)
        circles = sum(map(circles_within, texts)) / len(texts)
        cells.append(f"{circles:.2f} | {kinds / max(total, 1):.2f}")
    return " | ".join(cells)


def main() -> None:
    """Train one model after the other, and print a row of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("novel", type=Path)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--only", nargs="+", choices=VARIANTS, default=list(VARIANTS))
    arguments = parser.parse_args()
    split = split_corpus(read_corpus([arguments.novel]))
    size = recipe_for(ModelSize.TINY).vocabulary_size
    tokenizer = train_tokenizer((each.text for each in split.learned), vocabulary_size=size)
    vocabulary_size = tokenizer.get_vocab_size()
    learned, held_out = (
        torch.tensor([i for each in part for i in encode_document(tokenizer, each.text)])
        for part in (split.learned, split.held_out)
    )
    size_bytes = sum(each.size_bytes for each in split.held_out)
    guessing = measure_guessing(
        learned.tolist(), [held_out.tolist()], vocabulary_size=vocabulary_size
    )
    by_ngrams = bits_per_byte(guessing.by_ngrams, tokens=len(held_out) - 1, size_bytes=size_bytes)
    print(f"{len(learned)} tokens to learn from, {len(held_out)} held out; n-grams {by_ngrams:.3f}")
    print(
        "| | bits per byte | ECE | greedy: circles | distinct-2 | drawn: circles | distinct-2 | s |"
    )
    for name in arguments.only:
        recipe = recipe_for(ModelSize.TINY, steps=arguments.steps, **VARIANTS[name])
        started_s = time.process_time()
        model = trained(recipe, learned, vocabulary_size)
        worked_s = time.process_time() - started_s
        (loss,) = measure_held_out(model, {"all": held_out}, context_tokens=recipe.context_tokens)
        bits = bits_per_byte(loss.nats_per_token, tokens=loss.tokens, size_bytes=size_bytes)
        error = calibration_error(model, held_out, recipe.context_tokens)
        rest = quality(model, tokenizer, held_out)
        print(f"| {name} | {bits:.3f} | {error:.3f} | {rest} | {worked_s:.0f} |", flush=True)


if __name__ == "__main__":
    main()
