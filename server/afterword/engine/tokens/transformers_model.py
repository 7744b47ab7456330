# pyright: basic
"""A ``TokenModel`` for any causal model that transformers can load, run through its cache API.

It computes on the processor or on a GPU. Token ids go there and logits come back; the weights and the
cached state stay there.
"""

import copy
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModelForCausalLM, DynamicCache, PreTrainedModel
from transformers.pytorch_utils import Conv1D
from transformers.utils import logging as transformers_logging

from afterword.engine.tokens.token_model import MAX_SEQUENCE_TOKENS, PREFILL_CHUNK_TOKENS
from afterword.transformer.adapter_file import AdapterFile
from afterword.transformer.precision import Precision

GPU_CHUNK_TOKENS = 256
"""Tokens of the prompt that a GPU reads at once. It waits for the processor to start its operations, and
they are as many for one token as for hundreds."""


class TransformersModel:
    """A ``TokenModel`` over a transformers model class."""

    def __init__(
        self,
        folder: Path,
        *,
        device: str = "cpu",
        precision: Precision = Precision.BFLOAT16,
        adapter: AdapterFile | None = None,
    ) -> None:
        """Load from ``folder``: only safetensors, and no code that comes with the model.

        Args:
            folder: holds the model in Hugging Face's layout.
            device: torch's name of what is to compute it.
            precision: the element type of the weights there; int8 is none that transformers knows.
            adapter: what is merged into the weights.

        Raises:
            ModelFileError: the adapter is damaged, or of another model.
        """
        transformers_logging.disable_progress_bar()  # we report progress ourselves
        self.model: PreTrainedModel = AutoModelForCausalLM.from_pretrained(
            folder,
            dtype=getattr(torch, precision.value),
            attn_implementation="eager",  # one query at a time: SDPA's CPU kernel is slower
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
        ).eval()
        if adapter is not None:
            _merge(self.model, adapter)
        self.model.to(device)  # pyright: ignore[reportArgumentType] - its decorator loses the type
        self.device = device
        """torch's name of what computes it."""
        self.prefill_chunk_tokens = PREFILL_CHUNK_TOKENS if device == "cpu" else GPU_CHUNK_TOKENS
        config = self.model.config.get_text_config()
        longest = getattr(config, "max_position_embeddings", None) or MAX_SEQUENCE_TOKENS
        self.max_tokens = min(longest, MAX_SEQUENCE_TOKENS)
        self.vocabulary_size = int(config.vocab_size)
        self.precision = f"{precision} on transformers"
        """The number format of the weights, and a hint that this runtime is the slower one."""

    def new_sequence(self) -> "TransformersSequence":
        """Return an empty sequence."""
        return TransformersSequence(self.model)

    def predict(self, states: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return ``states``: transformers' model classes turn them into logits themselves."""
        return states

    def shortlist_head(self, token_ids: Sequence[int]) -> None:
        """Return None: the states are logits over the whole vocabulary already."""
        del token_ids


class TransformersSequence:
    """A ``TokenSequence`` over a ``DynamicCache``."""

    def __init__(self, model: PreTrainedModel) -> None:
        """Start empty."""
        self._model = model
        # Without the model's config every layer keeps all tokens: the cache of a sliding-window layer
        # can't be cropped. The mask still hides the tokens outside the window.
        self._cache = DynamicCache()

    @property
    def length(self) -> int:
        """How many tokens the cached state covers."""
        return self._cache.get_seq_length()

    @property
    def size_bytes(self) -> int:
        """How much memory the cached state takes."""
        names = ("keys", "values")
        tensors = [getattr(layer, name, None) for layer in self._cache.layers for name in names]
        return sum(each.nbytes for each in tensors if each is not None)

    @torch.inference_mode()
    def read(self, token_ids: Sequence[int], *, keep_last: int = 1) -> NDArray[np.float32]:
        """Append tokens; return the logits after the last ones: (keep_last, vocabulary)."""
        output = self._model(
            input_ids=torch.tensor([list(token_ids)]).to(self._model.device),
            past_key_values=self._cache,
            use_cache=True,
            logits_to_keep=keep_last,
        )
        return output.logits[0].float().cpu().numpy()

    def crop(self, length: int) -> None:
        """Forget all tokens after the first ``length``."""
        if (surplus := self.length - length) > 0:
            self._cache.crop(-surplus)  # transformers counts what is removed, not what stays

    def branch(self, count: int, *, max_tokens: int) -> "TransformersBranches":
        """Return ``count`` branches; each gets a copy of the cached state."""
        del max_tokens  # the cache grows as it is used
        cache = copy.deepcopy(self._cache)
        cache.batch_repeat_interleave(count)
        return TransformersBranches(self._model, cache)


class TransformersBranches:
    """``TokenBranches`` over a cache with one row for each branch."""

    def __init__(self, model: PreTrainedModel, cache: DynamicCache) -> None:
        """Take over ``cache``."""
        self._model = model
        self._cache = cache

    @torch.inference_mode()
    def read(self, token_ids: Sequence[int]) -> NDArray[np.float32]:
        """Append one token to each branch; return the logits after them: (branches, vocabulary)."""
        output = self._model(
            input_ids=torch.tensor(token_ids).unsqueeze(1).to(self._model.device),
            past_key_values=self._cache,
            use_cache=True,
        )
        return output.logits[:, -1].float().cpu().numpy()

    def keep(self, branches: Sequence[int]) -> None:
        """Drop all branches but these, and put them in this order."""
        self._cache.batch_select_indices(torch.tensor(branches).to(self._model.device))


@torch.no_grad()
def _merge(model: PreTrainedModel, adapter: AdapterFile) -> None:
    """Add an adapter to the weights of a model, which are rounded once, after the sum.

    Raises:
        ModelFileError: the adapter is damaged, or of another model.
    """
    parameters = dict(model.named_parameters())
    for name in sorted(adapter.weights):
        weight, shape = parameters.get(name), adapter.shape_of(name)
        if weight is None:
            raise adapter.fault(f"the model has no {name} that one could add to")
        # GPT-2 stores its linear weights as (in, out).
        is_transposed = isinstance(model.get_submodule(name.rpartition(".")[0]), Conv1D)
        if tuple(weight.shape) != (shape[::-1] if is_transposed else shape):
            raise adapter.fault(f"its {name} is for a model of other sizes")
        addend = torch.from_numpy(adapter.addend(name))
        weight.copy_(weight.float() + (addend.T if is_transposed else addend))
