"""The figures of continued paragraphs, and the likelihood of texts."""

import math
from importlib.util import find_spec

import pytest

from afterword.study.evaluating.measures.reference_scores import corpus_bleu, mean_rouge_l
from afterword.study.evaluating.measures.text_quality import (
    copied,
    distinct,
    quality_tokens,
    repeated,
)
from afterword.study.evaluating.runs.likelihood import (
    choose_passages,
    describe_predicted,
    predict_passage,
)
from unit.study.evaluating.writings import CHINESE, ENGLISH, writing_of


def test_tokens_are_words_or_characters_of_any_script() -> None:
    assert quality_tokens("The ferry's gone. 渡船") == ["the", "ferry's", "gone", "渡", "船"]


def test_distinct_counts_different_runs_of_words() -> None:
    assert distinct(["the boat and the boat"], 1) == (3, 5)
    assert distinct(["the boat and the boat"], 2) == (3, 4)


def test_repetition_counts_runs_that_stood_before() -> None:
    assert repeated("one two three four five") == (0, 2)
    assert repeated("on and on and on and on") == (2, 4)


def test_copied_runs_are_found_in_the_context() -> None:
    run = " ".join(ENGLISH.split()[:10])
    assert copied(f"Later {run}", ENGLISH) == (10, 11)
    assert copied("Later the ferry left the quay", ENGLISH)[0] == 0


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["English", "Chinese"])
def test_bits_are_told_by_byte_and_by_character(text: str) -> None:
    passages = choose_passages([writing_of(text)], count=2, seed=1)

    def one_bit_a_character(_context: str, passage: str) -> list[float]:
        return [-math.log(2)] * len(passage)

    predicted = [predict_passage(one_bit_a_character, passage) for passage in passages]
    figures = describe_predicted(predicted)["all"]
    assert figures["bits_per_character"]["value"] == pytest.approx(1)
    bytes_per_character = 1 if text is ENGLISH else 3
    assert figures["bits_per_byte"]["value"] == pytest.approx(1 / bytes_per_character, abs=1e-4)


def test_the_space_before_a_passage_is_predicted_with_it() -> None:
    contexts = list[tuple[str, str]]()

    def remember(context: str, passage: str) -> list[float]:
        contexts.append((context, passage))
        return [-1.0]

    for passage in choose_passages([writing_of(ENGLISH)], count=3, seed=5):
        predict_passage(remember, passage)
    assert contexts
    for context, passage in contexts:
        assert not context.endswith(" ")
        assert context + passage in ENGLISH


@pytest.mark.skipif(not find_spec("sacrebleu"), reason="needs the extra `evaluate`")
def test_the_same_text_scores_highest_in_both_scripts() -> None:
    for text, language in ((ENGLISH, "en"), (CHINESE, "zh")):
        assert corpus_bleu([text], [text], language=language) == pytest.approx(100)
        assert mean_rouge_l([text], [text]) == pytest.approx(1)
        assert corpus_bleu(["12 34"], [text], language=language) < 5
        assert mean_rouge_l(["12 34"], [text]) == 0
