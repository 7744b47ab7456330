"""The mapping from GGUF tensor names to Hugging Face ones, and the changes of the weights to undo.

llama.cpp renames the tensors it converts, and alters some: it reorders the rows of Llama's query
and key projections for its own rotary embedding, adds 1 to Gemma's norm weights, and transposes
GPT-2's linear layers. Source: ``convert_hf_to_gguf.py`` in llama.cpp. Knows nothing of quantisation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from afterword.errors import ModelFileError
from afterword.models.gguf.header import GgufHeader, GgufTensor


class Change(StrEnum):
    """A change that llama.cpp made to a tensor, and that must be undone."""

    NONE = "none"
    MINUS_ONE = "minus_one"
    """The file contains w + 1 (Gemma's norms)."""
    UNPERMUTE_QUERY = "unpermute_query"
    """The rows of each head are in the order (pair, half) and should be in (half, pair)."""
    UNPERMUTE_KEY = "unpermute_key"
    """The same order, for the key heads."""
    TRANSPOSE = "transpose"
    """The folder's tensor is the transpose: GPT-2's linear layers are (in, out)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTensor:
    """One tensor to unpack."""

    source: GgufTensor
    name: str
    """The tensor's name in the folder, as in transformers."""
    change: Change

    @classmethod
    def unchanged(cls, source: GgufTensor, *, name: str) -> "PlannedTensor":
        """Plan a tensor that only needs unpacking."""
        return cls(source=source, name=name, change=Change.NONE)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the unpacked tensor."""
        shape = self.source.shape
        return shape[::-1] if self.change is Change.TRANSPOSE else shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The tensor names of one architecture."""

    architecture: str
    """The name of the model class in transformers."""
    model_type: str
    """The ``model_type`` in config.json."""
    whole: Mapping[str, str]
    """Names of the tensors that exist once: in GGUF, and in the folder."""
    layer_prefix: str
    """The part of a name in the folder before the layer's number."""
    layer: Mapping[str, str]
    """Names of each layer's tensors: in GGUF after ``blk.N.``, in the folder after the number."""
    changes: Mapping[str, Change] = field(default_factory=dict[str, Change])
    """The changes to undo, by the GGUF name, without ``blk.N.``."""


_DECODER_WHOLE: Final = {
    "token_embd.weight": "model.embed_tokens.weight",
    "output_norm.weight": "model.norm.weight",
}
_DECODER_LAYER: Final = {
    "attn_norm.weight": "input_layernorm.weight",
    "attn_q.weight": "self_attn.q_proj.weight",
    "attn_k.weight": "self_attn.k_proj.weight",
    "attn_v.weight": "self_attn.v_proj.weight",
    "attn_output.weight": "self_attn.o_proj.weight",
    "ffn_norm.weight": "post_attention_layernorm.weight",
    "ffn_gate.weight": "mlp.gate_proj.weight",
    "ffn_up.weight": "mlp.up_proj.weight",
    "ffn_down.weight": "mlp.down_proj.weight",
}
_HEAD_NORMS: Final = {
    "attn_q_norm.weight": "self_attn.q_norm.weight",
    "attn_k_norm.weight": "self_attn.k_norm.weight",
}
_GEMMA_NORMS: Final = {
    "ffn_norm.weight": "pre_feedforward_layernorm.weight",
    "post_attention_norm.weight": "post_attention_layernorm.weight",
    "post_ffw_norm.weight": "post_feedforward_layernorm.weight",
}
_QWEN2_BIASES: Final = {
    f"attn_{short}.bias": f"self_attn.{short}_proj.bias" for short in ("q", "k", "v")
}
_GPT2_LAYER: Final = {
    f"{gguf_name}.{kind}": f"{folder_name}.{kind}"
    for gguf_name, folder_name in (
        ("attn_norm", "ln_1"),
        ("attn_qkv", "attn.c_attn"),
        ("attn_output", "attn.c_proj"),
        ("ffn_norm", "ln_2"),
        ("ffn_up", "mlp.c_fc"),
        ("ffn_down", "mlp.c_proj"),
    )
    for kind in ("weight", "bias")
}

FAMILIES: Final = {
    "llama": Family(
        architecture="LlamaForCausalLM",
        model_type="llama",
        whole=_DECODER_WHOLE,
        layer_prefix="model.layers.",
        layer=_DECODER_LAYER,
        changes={"attn_q.weight": Change.UNPERMUTE_QUERY, "attn_k.weight": Change.UNPERMUTE_KEY},
    ),
    "qwen2": Family(
        architecture="Qwen2ForCausalLM",
        model_type="qwen2",
        whole=_DECODER_WHOLE,
        layer_prefix="model.layers.",
        layer=_DECODER_LAYER | _QWEN2_BIASES,
    ),
    "qwen3": Family(
        architecture="Qwen3ForCausalLM",
        model_type="qwen3",
        whole=_DECODER_WHOLE,
        layer_prefix="model.layers.",
        layer=_DECODER_LAYER | _HEAD_NORMS,
    ),
    "gemma3": Family(
        architecture="Gemma3ForCausalLM",
        model_type="gemma3_text",
        whole=_DECODER_WHOLE,
        layer_prefix="model.layers.",
        layer=_DECODER_LAYER | _HEAD_NORMS | _GEMMA_NORMS,
        changes=dict.fromkeys(
            ("output_norm.weight", "attn_norm.weight", *_HEAD_NORMS, *_GEMMA_NORMS),
            Change.MINUS_ONE,
        ),
    ),
    "gpt2": Family(
        architecture="GPT2LMHeadModel",
        model_type="gpt2",
        whole={
            "token_embd.weight": "transformer.wte.weight",
            "position_embd.weight": "transformer.wpe.weight",
            "output_norm.weight": "transformer.ln_f.weight",
            "output_norm.bias": "transformer.ln_f.bias",
        },
        layer_prefix="transformer.h.",
        layer=_GPT2_LAYER,
        changes=dict.fromkeys(
            ("attn_qkv.weight", "attn_output.weight", "ffn_up.weight", "ffn_down.weight"),
            Change.TRANSPOSE,
        ),
    ),
}
"""The architectures that are unpacked here, without transformers, by ``general.architecture``."""

OUTPUT_HEAD: Final = "output.weight"
"""The GGUF name of the vocabulary head. It is absent where the head is tied to the embedding."""
ROTARY_FACTORS: Final = "rope_freqs.weight"
"""The GGUF name of Llama 3's rotary scaling, which becomes part of config.json."""


def plan_tensors(header: GgufHeader, family: Family, *, layers: int) -> list[PlannedTensor] | None:
    """Return the file's tensors with their new names; None if the family lacks one of them.

    Raises:
        ModelFileError: tensors that the architecture needs are missing.
    """
    # A wrong count must not make us build a billion names.
    if not 0 < layers <= len(header.tensors):
        raise ModelFileError(
            f"The model file {header.path} is damaged: it claims {layers} layers but holds "
            f"{len(header.tensors)} tensors.",
            next_step="Fetch it again.",
        )
    names = {gguf_name: (folder_name, gguf_name) for gguf_name, folder_name in family.whole.items()}
    for index in range(layers):
        for gguf_name, folder_name in family.layer.items():
            names[f"blk.{index}.{gguf_name}"] = (
                f"{family.layer_prefix}{index}.{folder_name}",
                gguf_name,
            )
    missing = [name for name in names if name not in header.tensors]
    if missing:
        raise ModelFileError(
            f"The model file {header.path} lacks {len(missing)} tensors, {missing[0]} among them.",
            next_step="Fetch it again, or use another file.",
        )
    names[OUTPUT_HEAD] = ("lm_head.weight", OUTPUT_HEAD)
    planned: list[PlannedTensor] = []
    for name, tensor in header.tensors.items():
        if name == ROTARY_FACTORS:
            continue
        if name not in names:
            return None
        folder_name, key = names[name]
        change = family.changes.get(key, Change.NONE)
        planned.append(PlannedTensor(source=tensor, name=folder_name, change=change))
    return planned
