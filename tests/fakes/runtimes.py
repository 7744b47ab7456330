# pyright: basic
"""Runtimes of models that were never saved, and all that a runtime predicts in one call."""

import torch

from afterword.transformer.kv_cache import Branches, KeyValueCache
from afterword.transformer.loading.scripted_assembly import assemble_float, assemble_int8
from afterword.transformer.precision import Precision
from afterword.transformer.quantisation.int8_recipe import int8_recipe
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.runtime import Runtime
from afterword.transformer.serving_interfaces import Head, TokenRows
from fakes.small_models import weights_of


def runtime_of(model: ReferenceModel, *, precision: Precision = Precision.FLOAT32) -> Runtime:
    """Return a runtime with a copy of a reference model's weights, in torch's kernels."""
    configuration, read = model.configuration, weights_of(model)
    token_rows = rows_of(model.embedding.tokens.detach())
    if precision is Precision.INT8:
        made = int8_recipe(configuration, read, (), None).quantise()
        return assemble_int8(configuration, read, token_rows, made, threads=1)
    return assemble_float(configuration, read, token_rows, precision, threads=1)


def rows_of(embedding: torch.Tensor) -> TokenRows:
    """Return what looks tokens up in an embedding."""
    return lambda token_ids: embedding.float().numpy()[token_ids]


def read_tokens(
    runtime: Runtime, token_ids: torch.Tensor, cache: KeyValueCache, start: int
) -> torch.Tensor:
    """Read tokens at positions ``start`` and after; return the hidden states, (n, width)."""
    return torch.from_numpy(runtime.hidden(token_ids.numpy(), cache, start))


def logits_of(head: Head, hidden: torch.Tensor) -> torch.Tensor:
    """Return what a head predicts after each state, (n, rows)."""
    return torch.from_numpy(head.logits(hidden.numpy()))


def read_branches(runtime: Runtime, token_ids: torch.Tensor, branches: Branches) -> torch.Tensor:
    """Read a token for each branch; return what follows each, (branches, vocabulary)."""
    hidden = runtime.hidden_of_branches(token_ids.numpy(), branches)
    return torch.from_numpy(runtime.head.logits(hidden))


def all_logits(
    runtime: Runtime, token_ids: torch.Tensor, cache: KeyValueCache, start: int
) -> torch.Tensor:
    """Read tokens at positions ``start`` and after; return what follows each, (n, vocabulary)."""
    return logits_of(runtime.head, read_tokens(runtime, token_ids, cache, start))


def last_logits(
    runtime: Runtime, token_ids: torch.Tensor, cache: KeyValueCache, start: int
) -> torch.Tensor:
    """Read tokens as ``all_logits`` does; return what follows the last, (1, vocabulary)."""
    return logits_of(runtime.head, read_tokens(runtime, token_ids, cache, start)[-1:])


def read_in_pieces(runtime: Runtime, tokens: torch.Tensor, sizes: list[int]) -> torch.Tensor:
    """Read tokens in pieces of these sizes; return what follows each, (n, vocabulary)."""
    cache, start, logits = runtime.new_cache(len(tokens)), 0, []
    for size in sizes:
        logits.append(all_logits(runtime, tokens[start : start + size], cache, start))
        start += size
    return torch.cat(logits)


@torch.inference_mode()
def divergence(expected: torch.Tensor, logits: torch.Tensor) -> float:
    """Return the mean Kullback–Leibler divergence of predictions from the expected ones."""
    true, ours = expected.log_softmax(-1), logits.log_softmax(-1)
    return float((true.exp() * (true - ours)).sum(-1).mean())
