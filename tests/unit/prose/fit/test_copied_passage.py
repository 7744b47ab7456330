"""Copies of longer passages of the document."""

import pytest

from afterword.prose.fit.copied_passage import copies_passage

SAID = "When the ferry came in, the old men on the quay stood up to see who it was."
HEAD, REST = "When the ferry came in, the old men on the quay stood", " up to see"
OTHER = " Nobody spoke for a while, and the gulls went back to the roofs. "
CHINESE = "渡船靠岸的时候，码头上的老人都站起来看看来的是谁，谁也没有说话。"


@pytest.mark.parametrize(
    ("before", "text"),
    [
        pytest.param(f"{SAID}{OTHER}", SAID, id="a whole sentence"),
        pytest.param(f"{SAID}{OTHER}{HEAD}", REST, id="its end"),
        pytest.param(f"{SAID}{OTHER}{HEAD}\n", REST.lstrip(), id="over a line end"),
        pytest.param(f"{SAID.upper()}{OTHER}{HEAD}", REST, id="in capitals"),
        pytest.param(f"{SAID}{OTHER * 30}{HEAD}", REST, id="long ago"),
        pytest.param(f"{CHINESE}雨停了。{CHINESE[:24]}", CHINESE[24:28], id="Chinese"),
    ],
)
def test_knows_a_long_copy(before: str, text: str) -> None:
    assert copies_passage(text, before)


@pytest.mark.parametrize(
    ("before", "text"),
    [
        pytest.param(f"{SAID}{OTHER}Where", SAID[4:30], id="a few words again"),
        pytest.param(f"{SAID}{OTHER}{HEAD}", " in dark coats", id="another end"),
        pytest.param(f"{CHINESE}雨停了。渡船", "靠岸的时候", id="a few Chinese characters"),
        pytest.param("", "anything", id="nothing before"),
        pytest.param(SAID, " ", id="nothing new"),
    ],
)
def test_lets_other_text_pass(before: str, text: str) -> None:
    assert not copies_passage(text, before)
