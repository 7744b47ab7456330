"""N-grams that two texts share."""

import pytest

from afterword.prose.fit.shared_ngrams import share_ngram


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [
        pytest.param("She put the letter down.", "Then she PUT, the letter down", True, id="words"),
        pytest.param("She put the letter down.", "She put the lamp down.", False, id="three"),
        pytest.param("他把信折好，塞进灶膛。", "信折好塞进灶膛里", True, id="chinese"),
        pytest.param("他把信折好，塞进灶膛。", "把信折好放下", False, id="four-characters"),
        pytest.param("", "anything at all here", False, id="nothing"),
    ],
)
def test_a_run_is_shared(one: str, other: str, *, is_shared: bool) -> None:
    assert share_ngram(one, other) is is_shared
    assert share_ngram(other, one) is is_shared
