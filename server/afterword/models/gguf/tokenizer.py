# pyright: basic
"""The tokenizer of a GGUF file, built from its metadata. Knows nothing of weights.

Two kinds are built: Gemma's, and byte-level BPE (Llama 3, Qwen, SmolLM2, GPT-2), whose merges are in
the file, and which the tokenizers library has to encode with anyway. Others are built by transformers.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from afterword.models.gguf.gemma_tokenizer import gemma_tokenizer_json
from afterword.models.gguf.header import GgufHeader
from afterword.models.gguf.vocabulary import (
    TokenKind,
    is_byte_level,
    read_special_tokens,
    token_ids,
    token_kinds,
    vocabulary_error,
    vocabulary_strings,
)
from afterword.required_packages import require_packages

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_QWEN2_SPLIT: Final = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_LLAMA3_SPLIT: Final = _QWEN2_SPLIT.replace(r"|\p{N}|", r"|\p{N}{1,3}|")


@dataclass(frozen=True, slots=True, kw_only=True)
class _PreTokenization:
    """The pre-tokenization for one value of ``tokenizer.ggml.pre``."""

    pattern: str | None = None
    """The pattern that splits text before merges apply; None for GPT-2's own."""
    splits_digits: bool = False
    """Whether each digit is a piece of its own."""
    normalises_to_nfc: bool = False
    """Whether characters are brought to Unicode's composed form (NFC) first."""
    prefers_whole_words: bool = False
    """Whether a word that is a token is used without merges."""


_LLAMA3: Final = _PreTokenization(pattern=_LLAMA3_SPLIT, prefers_whole_words=True)
_PRE_TOKENIZATIONS: Final = {
    "gpt-2": _PreTokenization(),
    "smollm": _PreTokenization(splits_digits=True),
    "qwen2": _PreTokenization(pattern=_QWEN2_SPLIT, normalises_to_nfc=True),
    "llama-bpe": _LLAMA3,
    "llama3": _LLAMA3,
    "llama-v3": _LLAMA3,
}
_GEMMA: Final = ("gemma", "gemma2", "gemma3")


def build_tokenizer(header: GgufHeader) -> str | None:
    """Return the content of the file's ``tokenizer.json``; None if its kind is not built here.

    Raises:
        ModelFileError: the vocabulary is missing or damaged.
        EngineUnavailableError: its kind needs the tokenizers library, which is not installed.
    """
    model = header.metadata.get("tokenizer.ggml.model")
    pre_tokenization = _PRE_TOKENIZATIONS.get(
        str(header.metadata.get("tokenizer.ggml.pre", "gpt-2"))
    )
    if model == "llama" and header.architecture in _GEMMA:
        return gemma_tokenizer_json(header)
    if is_byte_level(header) and pre_tokenization is not None:
        require_packages(
            ("tokenizers",),
            f"Texts for {header.path.name} are encoded by a library",
            extra="local",
        )
        tokenizer = _byte_level(header, pre_tokenization)
        _add_special_tokens(tokenizer, header)
        return tokenizer.to_str()
    return None


def _byte_level(header: GgufHeader, pre_tokenization: _PreTokenization) -> "Tokenizer":
    from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers
    from tokenizers.models import BPE

    tokens = vocabulary_strings(header, "tokens")
    merges: list[tuple[str, str]] = []
    for merge in vocabulary_strings(header, "merges"):
        left, _, right = merge.partition(" ")
        merges.append((left, right))
    try:
        model = BPE(
            vocab=token_ids(header, tokens),
            merges=merges,
            ignore_merges=pre_tokenization.prefers_whole_words,
        )
    except Exception as error:  # the library raises plain Exception for merges of unknown tokens
        raise vocabulary_error(header, f"has merges that don't fit its tokens ({error})") from error
    tokenizer = Tokenizer(model)
    steps: list[pre_tokenizers.PreTokenizer] = []
    if pre_tokenization.splits_digits:
        steps.append(pre_tokenizers.Digits(individual_digits=True))
    if pre_tokenization.pattern is not None:
        steps.append(pre_tokenizers.Split(Regex(pre_tokenization.pattern), "isolated"))
    steps.append(
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=pre_tokenization.pattern is None)
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(steps)
    if pre_tokenization.normalises_to_nfc:
        tokenizer.normalizer = normalizers.NFC()
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def _add_special_tokens(tokenizer: "Tokenizer", header: GgufHeader) -> None:
    from tokenizers import AddedToken
    from tokenizers.processors import TemplateProcessing

    tokens = vocabulary_strings(header, "tokens")
    kinds = token_kinds(header, len(tokens))
    special: list[AddedToken] = []
    whole: list[AddedToken] = []
    for index, token in enumerate(tokens):
        is_special = kinds[index] == TokenKind.CONTROL
        if not token or not (is_special or kinds[index] == TokenKind.USER_DEFINED):
            continue
        if tokenizer.token_to_id(token) is not None:
            added = AddedToken(token, normalized=False, special=is_special)
            (special if is_special else whole).append(added)
    tokenizer.add_special_tokens(special)
    tokenizer.add_tokens(whole)
    facts = read_special_tokens(header)
    if facts.prepends_bos and facts.bos_token_id is not None:
        bos = tokens[facts.bos_token_id]
        tokenizer.post_processor = TemplateProcessing(
            single=[bos, "$A"],
            pair=[bos, "$A", f"{bos}:1", "$B:1"],
            special_tokens=[(bos, facts.bos_token_id)],
        )
