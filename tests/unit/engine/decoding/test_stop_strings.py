"""What passes, what is held back, and where it stops."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.decoding.stop_strings import StopStrings


def test_what_may_begin_a_stop_string_is_held_until_it_is_clear() -> None:
    rules = StopStrings(("\n\n",))
    assert rules.push("one\n") == "one"
    assert rules.push("two") == "\ntwo"
    assert not rules.is_stopped


def test_nothing_passes_from_the_stop_string_on() -> None:
    rules = StopStrings(("END", "\n"))
    assert [rules.push(text) for text in ("so E", "N", "D more", "again")] == ["so ", "", "", ""]
    assert rules.is_stopped
    assert rules.flush() == ""


@given(st.text("ab\n"), st.lists(st.integers(0, 20)), st.sampled_from([("\n\n",), ("ab", "b\n")]))
def test_cutting_the_text_into_pieces_changes_nothing(
    text: str, cuts: list[int], stop: tuple[str, ...]
) -> None:
    bounds = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    rules = StopStrings(stop)
    passed = "".join(rules.push(text[start:end]) for start, end in itertools.pairwise(bounds))
    passed += rules.flush()
    found = [at for at in map(text.find, stop) if at >= 0]
    assert passed == (text[: min(found)] if found else text)


@pytest.mark.parametrize("stop", [("",), ()], ids=["empty-string", "none"])
def test_an_empty_stop_string_stops_nothing(stop: tuple[str, ...]) -> None:
    rules = StopStrings(stop)
    assert rules.push("text") == "text"
    assert not rules.is_stopped
