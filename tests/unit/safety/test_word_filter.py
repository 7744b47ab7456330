"""The words that are blocked at each level, and those that the writer uses. ``‸`` is the cursor."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from afterword.safety import installed_lists
from afterword.safety.blocked_span import BlockedSpan, BlockReason
from afterword.safety.installed_lists import InstalledLists
from afterword.safety.word_filter import WordFilter
from afterword.settings import SafetyLevel

FilterAt = Callable[[SafetyLevel], WordFilter]
ENGLISH = "It was the end of the day and he was in the house with his dog. "


def found(word_filter: WordFilter, case: str) -> str | None:
    """Return the part of the suggestion that is blocked; ``case`` is before‸suggestion‸after."""
    before, text, after = (*case.split("‸"), "")[:3]
    blocked = word_filter.first_blocked(text, before=before, after=after)
    return None if blocked is None else text[blocked.start : blocked.end]


@pytest.mark.parametrize(
    ("case", "part"),
    [
        pytest.param("He said ‸a floop, twice", "floop", id="a word"),
        pytest.param("He said ‸FLOOP", "FLOOP", id="capitals"),
        pytest.param("He said ‸ｆｌｏｏｐ", "ｆｌｏｏｐ", id="wide letters"),
        pytest.param("He said ‸fl0op", "fl0op", id="a digit for a letter"),
        pytest.param("He said ‸bl@rg", "bl@rg", id="a sign for a letter"),
        pytest.param("He said ‸bisk1t", "bisk1t", id="the list itself is masked"),
        pytest.param("He said ‸two floops and", "floops", id="a plural"),
        pytest.param("He said ‸flooping", "flooping", id="a form"),
        pytest.param("a ‸floop’s end", "floop", id="a possessive"),
        pytest.param("a ‸floop-like thing", "floop", id="before a hyphen"),
        pytest.param("“‸floop!”", "floop", id="among quotes"),
        pytest.param("a flo‸op in it", "op", id="the writer began it"),
        pytest.param("a ‸flo‸op in it", "flo", id="it goes on behind the cursor"),
        pytest.param("first ‸blarg then floop", "blarg", id="the first of two"),
    ],
)
def test_blocks_a_whole_word(filter_at: FilterAt, case: str, part: str) -> None:
    assert found(filter_at(SafetyLevel.MILD), case) == part


@pytest.mark.parametrize(
    "case",
    [
        pytest.param("a ‸floopy hat", id="another word that begins so"),
        pytest.param("a ‸snafloop", id="another word that ends so"),
        pytest.param("a sna‸floop", id="the end of the writer's word"),
        pytest.param("a ‸floop‸ery", id="it goes on to another word behind the cursor"),
        pytest.param("a ‸fl‸ute", id="a fragment"),
        pytest.param("the 100 ‸p00l", id="digits"),
        pytest.param("a floop ‸is here", id="the writer's whole word"),
        pytest.param("a floop‸, is it", id="the writer's whole word, at the cursor"),
        pytest.param("a ‸cat‸ floop", id="the writer's word after the cursor"),
        pytest.param("an ‸ox", id="an entry of two letters"),
        pytest.param("with a ‸hoe", id="an entry of an innocent sense"),
        pytest.param("", id="no text"),
    ],
)
def test_shows_what_only_resembles_an_entry(filter_at: FilterAt, case: str) -> None:
    assert found(filter_at(SafetyLevel.STRICT), case or "a ‸") is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        pytest.param("zib there", "zib", id="three letters"),
        pytest.param("a gribble grab", "gribble grab", id="a phrase"),
        pytest.param("a gribble-grab", "gribble-grab", id="a hyphened phrase"),
        pytest.param("Wink, wink", None, id="a comma inside"),
        pytest.param("a gribble", None, id="half a phrase"),
    ],
)
def test_strict_alone_blocks_short_words_and_phrases(
    filter_at: FilterAt, text: str, part: str | None
) -> None:
    assert found(filter_at(SafetyLevel.MILD), f"He had ‸{text}") is None
    assert found(filter_at(SafetyLevel.STRICT), f"He had ‸{text}") == part


def test_blocks_a_phrase_that_the_writer_began(filter_at: FilterAt) -> None:
    assert found(filter_at(SafetyLevel.STRICT), "a gribble ‸grab bag") == "grab"


def test_off_blocks_nothing(filter_at: FilterAt) -> None:
    assert found(filter_at(SafetyLevel.OFF), "a ‸floop") is None
    assert filter_at(SafetyLevel.OFF).at("a ") is None


@pytest.mark.parametrize(
    "case",
    [
        pytest.param("The floop came. A ‸floop", id="the same word before"),
        pytest.param("A ‸floop‸. The Floop came.", id="after, with a capital"),
        pytest.param("The floops came. A ‸floop", id="another form"),
        pytest.param("a floop‸ing", id="typed but for its ending"),
    ],
)
def test_the_writers_own_words_are_shown_at_mild_only(filter_at: FilterAt, case: str) -> None:
    assert found(filter_at(SafetyLevel.MILD), case) is None
    assert found(filter_at(SafetyLevel.STRICT), case) is not None


def test_a_word_that_only_begins_like_it_does_not_make_it_the_writers_own(
    filter_at: FilterAt,
) -> None:
    assert found(filter_at(SafetyLevel.MILD), "The floopy hat. A ‸blarg or floop") == "blarg"
    assert found(filter_at(SafetyLevel.MILD), "The flooring. A ‸floop") == "floop"


@pytest.mark.parametrize(
    ("case", "part"),
    [
        pytest.param("他说‸你是坏坏蛋吗", "坏坏蛋", id="Chinese, inside the text"),
        pytest.param("他说你是坏‸坏蛋吗", "坏蛋", id="Chinese, begun by the writer"),
        pytest.param("他说‸坏B了", "坏B", id="Chinese with a Latin letter"),
        pytest.param("他把门‸歪着", None, id="Chinese, one character"),
        pytest.param("那个姑‸娘的坏", None, id="Chinese, inside an innocent phrase"),
        pytest.param("それは‸ばばばだ", "ばばば", id="Hiragana"),
        pytest.param("それは‸どどだ", None, id="Hiragana, too short"),
        pytest.param("それは‸メチャだ", "メチャ", id="a Katakana word"),
        pytest.param("それは‸カメチャーだ", None, id="part of a Katakana word"),
        pytest.param("เขา‸ขโมยของ", "ขโมย", id="Thai"),
        pytest.param("그는 ‸바보처럼", "바보처럼", id="Korean with a particle"),
        pytest.param("그는 ‸돌을", None, id="Korean, one syllable"),
        pytest.param("Он сказал ‸дурашкам", None, id="Russian, a stem that ends in a vowel"),
        pytest.param("Он сказал ‸дурашка", "дурашка", id="Russian"),
        pytest.param("این کتاب پدر ‸گنده است", "گنده", id="Persian"),
        pytest.param(ENGLISH + "‸он дурашка", "дурашка", id="a script that the text brings in"),
    ],
)
def test_filters_each_script_by_its_own_rules(
    filter_at: FilterAt, case: str, part: str | None
) -> None:
    assert found(filter_at(SafetyLevel.MILD), case) == part


def test_a_list_counts_only_where_its_language_is_written(filter_at: FilterAt) -> None:
    german = "Der Mann ist nicht in dem Haus und die Frau auch nicht. "
    assert found(filter_at(SafetyLevel.MILD), f"{german}‸Ein Stoffel") == "Stoffel"
    assert found(filter_at(SafetyLevel.MILD), f"{ENGLISH}‸A stoffel") is None
    assert found(filter_at(SafetyLevel.MILD), f"{german}‸Ein Floop") is None


def test_the_last_word_is_not_filtered_while_it_is_unfinished(filter_at: FilterAt) -> None:
    place = filter_at(SafetyLevel.MILD).at(ENGLISH)
    assert place is not None
    assert place.first_blocked("a floop", is_unfinished=True) is None
    assert place.first_blocked("a floop ", is_unfinished=True) is not None
    assert place.first_blocked("a floop") is not None


def test_says_where_and_why_but_not_what(filter_at: FilterAt) -> None:
    blocked = filter_at(SafetyLevel.MILD).first_blocked("a floop here", before=ENGLISH)
    assert blocked == BlockedSpan(start=2, end=7, reason=BlockReason.CRUDE, language="english")
    assert "floop" not in repr(blocked)


def test_without_the_package_it_says_so_once_and_blocks_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(installed_lists, "PACKAGE", "no_such_package_anywhere")
    with caplog.at_level(logging.WARNING):
        word_filter = WordFilter(SafetyLevel.STRICT)
        assert word_filter.first_blocked("a floop", before="") is None
        assert word_filter.first_blocked("a blarg", before="") is None
    assert len(caplog.records) == 1


def test_a_broken_list_is_logged_and_the_others_still_apply(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "english.json").write_text("{", "utf-8")
    (tmp_path / "russian.json").write_text('["дурашка", 3, null]', "utf-8")
    word_filter = WordFilter(SafetyLevel.MILD, InstalledLists(tmp_path))
    assert found(word_filter, "Он сказал ‸дурашка") == "дурашка"
    assert found(word_filter, "He had ‸a floop") is None
    assert sum("english" in record.message for record in caplog.records) == 1


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.text(st.sampled_from("flop bar坏蛋バ1! İ"), max_size=30),
    text=st.text(st.sampled_from("floop blarg坏蛋ばİ!'"), max_size=30),
    after=st.text(st.sampled_from("op s坏"), max_size=5),
)
def test_a_blocked_span_always_lies_in_the_suggestion(
    filter_at: FilterAt, before: str, text: str, after: str
) -> None:
    blocked = filter_at(SafetyLevel.STRICT).first_blocked(text, before=before, after=after)
    if blocked:
        assert 0 <= blocked.start < blocked.end <= len(text)
