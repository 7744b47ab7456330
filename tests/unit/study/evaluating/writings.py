"""Texts of our own to evaluate on, in the tests."""

from pathlib import Path

from afterword.study.evaluating.samples.writings import Writing, read_writings
from afterword.study.training.corpora import CorpusDocument

ENGLISH = (
    "The ferry left the quay at seven, and the two sisters stood at the rail without speaking. "
    "Behind them the harbour lights went out one after another. Margaret thought of the kitchen, "
    "where the letter was still lying under the sugar bowl, and wondered whether somebody had "
    "already found it. Nobody would believe her account of that evening. The captain walked past "
    "and lifted his hat, although he had never greeted either of them before."
)
CHINESE = (
    "清晨的雾还没有散去，渡船慢慢离开了码头。姐妹两个站在船头，谁也没有说话。她们身后，港口的灯一盏一盏地"
    "熄灭了。姐姐想起厨房里的那封信，不知道有没有人已经看见。船长从旁边走过，向她们点了点头，虽然他以前从来"
    "不打招呼。"
)


def writing_of(text: str, *, name: str = "ferry.md", sha256: str = "a" * 64) -> Writing:
    """Return one document as it is evaluated."""
    return read_writings([CorpusDocument(path=Path(name), text=text, sha256=sha256)])[0]
