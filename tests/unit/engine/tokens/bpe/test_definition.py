# pyright: basic
"""What isn't exactly of Gemma's kind is refused, with the reason."""

from collections.abc import Callable
from typing import Any

import pytest
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from afterword.engine.tokens.bpe.definition import (
    BpeDefinition,
    UnsupportedTokenizer,
    read_bpe_definition,
)
from fakes.gemma_tokenizers import definition_of, gemma_tokenizer

Change = Callable[[dict[str, Any]], object]


def read_changed(change: Change) -> BpeDefinition | UnsupportedTokenizer:
    definition = definition_of(gemma_tokenizer())
    change(definition)
    return read_bpe_definition(definition)


def added(**settings: object) -> Change:
    """Return what adds a token at the end of the vocabulary."""

    def change(definition: dict[str, Any]) -> None:
        vocabulary = definition["model"]["vocab"]
        token = definition["added_tokens"][-1] | {"id": len(vocabulary)} | settings
        vocabulary.setdefault(token["content"], len(vocabulary))
        definition["added_tokens"].append(token)

    return change


REFUSED: dict[str, tuple[Change, str]] = {
    "truncation": (lambda d: d.update(truncation={"max_length": 3}), "truncation"),
    "padding": (lambda d: d.update(padding={"length": 3}), "padding"),
    "no normaliser": (lambda d: d.update(normalizer=None), "normalizer"),
    "normaliser": (lambda d: d.update(normalizer={"type": "NFC"}), "normalizer"),
    "pre-tokeniser": (lambda d: d.update(pre_tokenizer={"type": "Whitespace"}), "pre_tokenizer"),
    "post-processor": (
        lambda d: d.update(post_processor={"type": "BertProcessing", "single": []}),
        "post_processor",
    ),
    "text twice": (lambda d: d["post_processor"]["single"].append(
        {"Sequence": {"id": "A", "type_id": 0}}), "post_processor"),
    "unknown setting": (lambda d: d.update(folding=True), "folding is unknown"),
    "unknown setting of the model": (lambda d: d["model"].update(tries=3), "tries is unknown"),
    "unigram": (lambda d: d["model"].update(type="Unigram"), "type"),
    "dropout": (lambda d: d["model"].update(dropout=0.1), "dropout"),
    "prefix": (lambda d: d["model"].update(continuing_subword_prefix="##"), "continuing"),
    "suffix": (lambda d: d["model"].update(end_of_word_suffix="</w>"), "end_of_word"),
    "no bytes": (lambda d: d["model"].update(byte_fallback=False), "byte_fallback"),
    "whole words": (lambda d: d["model"].update(ignore_merges=True), "ignore_merges"),
    "a byte is missing": (lambda d: d["model"]["vocab"].update(
        {"<byte>": d["model"]["vocab"].pop("<0x41>")}), "byte"),
    "gap": (lambda d: d["model"]["vocab"].update(gap=9_999), "token ids"),
    "id": (lambda d: d["model"]["vocab"].update(gap="9"), "id is no number"),
    "no merges": (lambda d: d["model"].update(merges=[]), "no merges"),
    "merge of three": (lambda d: d["model"]["merges"].append(["a", "b", "c"]), "a merge"),
    "merge of strangers": (lambda d: d["model"]["merges"].append(["a", "Ж"]), "a merge"),
    "merge of a number": (lambda d: d["model"]["merges"].append(["a", 1]), "a merge"),
    "merge twice": (lambda d: d["model"]["merges"].append(["t", "h"]), "twice"),
    "merge of bytes": (
        lambda d: (
            d["model"]["vocab"].update({"<0x41><0x42>": len(d["model"]["vocab"])}),
            d["model"]["merges"].append(["<0x41>", "<0x42>"]),
        ),
        "bytes merge",
    ),
    "single word": (added(content="<w>", single_word=True), "letter by letter"),
    "strips": (added(content="<w>", lstrip=True), "letter by letter"),
    "normalised": (added(content="<w>", normalized=True), "letter by letter"),
    "added twice": (added(content="<b>", id=12), "<b>"),
    "another id": (added(content="<w>", id=1), "another id"),
    "empty": (added(content=""), "''"),
    "a special one hides one": (added(content="<b><w>", special=True), "overlap"),
    "a special one begins another": (added(content="x<", special=True), "overlap"),
    "table": (lambda d: d.update(model=[]), "the model"),
    "list": (lambda d: d.update(added_tokens={}), "added tokens"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "reason"), REFUSED.values(), ids=REFUSED)
def test_another_kind_is_refused_with_the_reason(change: Change, reason: str) -> None:
    definition = read_changed(change)
    assert isinstance(definition, UnsupportedTokenizer)
    assert reason in definition.reason


def test_byte_level_tokenizers_are_refused() -> None:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({letter: index for index, letter in enumerate(alphabet)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    assert isinstance(read_bpe_definition(definition_of(tokenizer)), UnsupportedTokenizer)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d.update(pre_tokenizer=None), id="no pre-tokeniser"),
        pytest.param(lambda d: d.update(post_processor=None), id="no post-processor"),
        pytest.param(lambda d: d["model"].update(unk_token=None), id="no unknown token"),
        pytest.param(lambda d: d["model"].pop("ignore_merges"), id="an older file"),
        pytest.param(added(content="<w>", special=True), id="another special token"),
    ],
)
def test_what_changes_no_token_is_accepted(change: Change) -> None:
    assert isinstance(read_changed(change), BpeDefinition)


def test_merges_of_the_older_form_are_the_same() -> None:
    def join(definition: dict[str, Any]) -> None:
        merges = [" ".join(merge) for merge in definition["model"]["merges"]]
        definition["model"]["merges"] = ["#version: 0.2", *merges]

    older, newer = read_changed(join), read_changed(lambda _: None)
    assert isinstance(older, BpeDefinition)
    assert isinstance(newer, BpeDefinition)
    assert older.merges.tolist() == newer.merges.tolist()
