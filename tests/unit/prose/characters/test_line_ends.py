"""Line ends become LF, whatever they are."""

import pytest

from afterword.prose.characters.line_ends import with_lf_line_ends


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("one\ntwo\n", "one\ntwo\n", id="LF"),
        pytest.param("one\r\ntwo\r\n", "one\ntwo\n", id="CRLF"),
        pytest.param("one\rtwo\r\r", "one\ntwo\n\n", id="CR"),
        pytest.param("one\r\r\ntwo\n\r", "one\n\ntwo\n\n", id="mixed"),
    ],
)
def test_every_line_end_becomes_one_lf(text: str, expected: str) -> None:
    assert with_lf_line_ends(text) == expected
