"""Grapheme clusters and their width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.characters.graphemes import count_graphemes, display_width, split_graphemes

FAMILY = "👩\u200d👩\u200d👧\u200d👦"


@pytest.mark.parametrize(
    ("text", "graphemes"),
    [
        pytest.param("", [], id="empty"),
        pytest.param("ab", ["a", "b"], id="letters"),
        pytest.param("e\u0301a", ["e\u0301", "a"], id="combining mark"),
        pytest.param(f"x{FAMILY}y", ["x", FAMILY, "y"], id="joined emoji"),
        pytest.param("👍🏽!", ["👍🏽", "!"], id="skin tone"),
        pytest.param("🇮🇸🇳🇴", ["🇮🇸", "🇳🇴"], id="flags"),
        pytest.param("❤\ufe0f", ["❤\ufe0f"], id="variation selector"),
        pytest.param("कि", ["कि"], id="Devanagari vowel sign"),
        pytest.param("한글", ["한", "글"], id="Hangul"),
        pytest.param("שָׁ", ["שָׁ"], id="Hebrew points"),
    ],
)
def test_splits_where_a_reader_would(text: str, graphemes: list[str]) -> None:
    assert split_graphemes(text) == graphemes
    assert count_graphemes(text) == len(graphemes)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        pytest.param("", 0, id="empty"),
        pytest.param("harbour", 7, id="ASCII"),
        pytest.param("café", 4, id="accent"),
        pytest.param("cafe\u0301", 4, id="combining accent"),
        pytest.param("港口", 4, id="Chinese"),
        pytest.param("「港」", 6, id="full-width marks"),
        pytest.param("ｶﾅ", 2, id="half-width Katakana"),
        pytest.param(FAMILY, 2, id="joined emoji"),
        pytest.param("a\tb\n", 2, id="control characters"),
        pytest.param("港\t口", 4, id="control characters between wide ones"),
        pytest.param("שלום", 4, id="Hebrew"),
    ],
)
def test_width_is_what_a_terminal_draws(text: str, width: int) -> None:
    assert display_width(text) == width


@given(st.text())
def test_graphemes_join_back_to_the_text(text: str) -> None:
    graphemes = split_graphemes(text)
    assert "".join(graphemes) == text
    assert "" not in graphemes
    assert count_graphemes(text) == len(graphemes)


@given(st.text())
def test_width_is_never_negative_nor_over_two_a_code_point(text: str) -> None:
    assert 0 <= display_width(text) <= 2 * len(text)
