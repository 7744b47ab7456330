"""Checks of a suggestion answer for any text, whatever stands in it and around it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.fit.copied_passage import copies_passage
from afterword.prose.fit.left_context import fits_left_context
from afterword.prose.fit.loops import repeats_before
from afterword.prose.fit.right_context import fits_right_context

TEXTS = st.text() | st.text(alphabet="aB .,!?“”\"'()*-—\n港。，「」1")


def fits_between(text: str, around: str) -> bool:
    return fits_right_context(around, text, around)


@pytest.mark.parametrize("check", [copies_passage, fits_left_context, repeats_before, fits_between])
@given(TEXTS, TEXTS)
def test_any_text_has_an_answer(check: Callable[[str, str], bool], one: str, other: str) -> None:
    assert check(one, other) in {True, False}
