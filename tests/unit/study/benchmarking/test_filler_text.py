"""Filler of the length that was asked for, and prompts that no cache can know."""

import pytest

from afterword.study.benchmarking.engine_speed import prompt_of
from afterword.study.benchmarking.filler_text import write_document, write_filler


@pytest.mark.parametrize("words", [1, 100, 5_000])
def test_filler_is_as_long_as_asked_and_hardly_longer(words: int) -> None:
    assert words <= len(write_filler(words, seed=1).split()) < words + 150


def test_document_has_its_length_and_its_cursor_behind_the_near_text() -> None:
    text, char_offset = write_document(3_000, near="She knocked.", seed=1)
    assert 3_000 <= len(text.split()) < 3_300
    assert text[:char_offset].endswith("\n\nShe knocked.")
    assert abs(char_offset / len(text) - 0.5) < 0.1


def test_filler_seldom_repeats_a_sentence() -> None:
    sentences = write_filler(1_000, seed=1).replace("\n\n", " ").split(". ")
    assert len(set(sentences)) > 0.95 * len(sentences)


@pytest.mark.parametrize("tokens", [64, 512, 2000])
def test_prompts_share_no_beginning(tokens: int) -> None:
    first, second = prompt_of(tokens, serial=1041), prompt_of(tokens, serial=1042)
    assert first.split()[0] != second.split()[0]
    assert len(first.split()) == pytest.approx(len(second.split()), rel=0.02)


def test_the_same_serial_is_the_same_prompt_for_every_contender() -> None:
    assert prompt_of(900, serial=7) == prompt_of(900, serial=7)
