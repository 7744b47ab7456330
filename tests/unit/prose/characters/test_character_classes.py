"""Kinds of characters, over all of Unicode where a rule can be checked there."""

import sys

import pytest
import regex

from afterword.prose.characters.character_classes import (
    is_cjk,
    is_cjk_punctuation,
    is_spaceless,
    is_word_char,
)

SCRIPTS_WITHOUT_SPACES = regex.compile(
    r"(?V1)[[\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
    r"\p{Tibetan}\p{Javanese}\p{Balinese}\p{Tai_Le}\p{New_Tai_Lue}\p{Tai_Tham}\p{Tai_Viet}]"
    r"&&[\p{L}\p{M}\p{N}]]"
)
SHARED = regex.compile(r"[\p{Common}\p{Inherited}\p{Unassigned}]")


def test_spaceless_agrees_with_the_script_property_of_every_character() -> None:
    chars = (chr(code) for code in range(sys.maxunicode + 1))
    wrong = [
        f"U+{ord(char):04X}"
        for char in chars
        if is_spaceless(char) != bool(SCRIPTS_WITHOUT_SPACES.match(char)) and not SHARED.match(char)
    ]
    assert wrong == []


@pytest.mark.parametrize("char", [*"中々〇あカーゟㄅｱﾞ", "𠮷", *"กไກកကༀ๒"])
def test_letters_of_scripts_without_spaces_are_spaceless(char: str) -> None:
    assert is_spaceless(char)


@pytest.mark.parametrize(
    "char", [*"aéñßžЖعאहก한"[:-2], "한", *"5٣", "，", "。", "「", " ", "🙂", "-", ""]
)
def test_others_are_not_spaceless(char: str) -> None:
    assert not is_spaceless(char)


@pytest.mark.parametrize("char", ["中", "あ", "カ", "ー", "𠮷", "ﾞ"])
def test_a_line_may_break_after_chinese_and_japanese_letters(char: str) -> None:
    assert is_cjk(char)


@pytest.mark.parametrize("char", ["ก", "한", "a", "。", "、", "　", ""])
def test_thai_korean_and_punctuation_are_not_cjk_letters(char: str) -> None:
    assert not is_cjk(char)


@pytest.mark.parametrize("char", [*"。，、；：？！「」『』（）《》【】・〜～｡"])
def test_full_width_marks_are_cjk_punctuation(char: str) -> None:
    assert is_cjk_punctuation(char)
    assert not is_word_char(char)


@pytest.mark.parametrize("char", [*"“”‘’…—.,!?\"'", "中", "々", "Ａ", "１", "　", ""])
def test_shared_marks_and_letters_are_not_cjk_punctuation(char: str) -> None:
    assert not is_cjk_punctuation(char)


@pytest.mark.parametrize("char", [*"aÅßЖعאहก中あ7٣½", "\u0301", "\u093f"])
def test_letters_marks_and_digits_of_any_script_are_word_characters(char: str) -> None:
    assert is_word_char(char)


@pytest.mark.parametrize("char", [*" \n'’-_*.。🙂", "\ufe0f", "\u20e3", "\u200d", "\U000e0100", ""])
def test_spaces_marks_and_parts_of_emoji_are_not_word_characters(char: str) -> None:
    assert not is_word_char(char)
