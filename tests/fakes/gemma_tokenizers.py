# pyright: basic
"""Small tokenizers of Gemma's kind, of the library, from lists of tokens and merges."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors

from afterword.engine.tokens.library_encoder import LibraryEncoder
from afterword.models.gguf.gemma_tokenizer import derive_merges

SPECIAL = ("<pad>", "<eos>", "<bos>", "<unk>", "<mask>")
ORDINARY = ("\n", "\n\n", "\n\n\n", "\t", "<table>", "</table>", "<b>")
BYTES = tuple(f"<0x{byte:02X}>" for byte in range(256))
LEARNED = (
    *"▁abcdeghilnorstw<>/0x1A.,'\"é雪落在山上的一是。",
    *(
        "th",
        "he",
        "the",
        "▁t",
        "▁the",
        "in",
        "ing",
        "en",
        "er",
        "re",
        "st",
        "▁s",
        "▁st",
        "one",
        "tone",
    ),
    *("▁▁", "▁▁▁", "▁▁▁▁", "▁a", "▁w", "as", "aa", "aaa", "aaaa", "lo", "llo", "hello", "ll"),
    *(
        "的一",
        "一是",
        "山上",
        "在山",
        "雪落",
        "在山上",
        ">▁",
        "</",
        "0x",
        "0x0",
        "x0",
        "..",
        "...",
        "ée",
    ),
)


def gemma_tokenizer(
    learned: Sequence[str] = LEARNED,
    merges: Sequence[tuple[str, str]] | None = None,
    *,
    ordinary: Iterable[str] = ORDINARY,
    special: Iterable[str] = SPECIAL,
) -> Tokenizer:
    """Return a tokenizer; without ``merges`` it has those that the learned tokens imply."""
    tokens = list(dict.fromkeys([*special, *ordinary, *BYTES, *learned]))
    tokenizer = Tokenizer(
        models.BPE(
            {token: index for index, token in enumerate(tokens)},
            list(derive_merges(learned) if merges is None else merges),
            unk_token=SPECIAL[3],
            fuse_unk=True,
            byte_fallback=True,
        )
    )
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=["<bos>", "$A"], special_tokens=[("<bos>", tokens.index("<bos>"))]
    )
    tokenizer.add_special_tokens([AddedToken(text, normalized=False) for text in special])
    tokenizer.add_tokens([AddedToken(text, normalized=False, special=False) for text in ordinary])
    return tokenizer


def definition_of(tokenizer: Tokenizer) -> dict[str, Any]:
    """Return the content of the tokenizer's file."""
    return json.loads(tokenizer.to_str())


def save_tokenizer(folder: Path, tokenizer: Tokenizer) -> None:
    (folder / "tokenizer.json").write_text(tokenizer.to_str(), encoding="utf-8")


def reference_encoder(tokenizer: Tokenizer) -> LibraryEncoder:
    """Return an encoder by the library over a copy of ``tokenizer``."""
    return LibraryEncoder(Tokenizer.from_str(tokenizer.to_str()))
