"""Documents for evaluation: their language, their paragraphs of prose, their sentences."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import regex

from afterword.errors import DocumentError
from afterword.prose.characters.language_detection import detect_language, is_spaceless_language
from afterword.prose.structure.sentences import sentence_ends
from afterword.prose.zones.quiet_zone import quiet_zone
from afterword.study.evaluating.samples.reflowed_text import reflow
from afterword.study.training.corpora import CorpusDocument
from afterword.writing.passage import Passage

_LANGUAGE_IDS: Final = {".md": "markdown", ".tex": "latex"}
_MIN_CHARS: Final = 200
"""The smallest number of characters of a paragraph: headings, captions and dialogue are shorter."""
_MIN_CHARACTERS: Final = 80
"""The same in scripts without spaces."""
_LETTER_SHARE: Final = 0.6
"""The smallest share of letters in a paragraph: tables and formulas have fewer."""
_LETTER: Final = regex.compile(r"[\p{L}\p{M}]")
_KEY_CHARS: Final = 12
"""The number of hexadecimal digits of a document's key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of prose: one line of an unwrapped document."""

    start: int
    end: int
    sentence_starts: tuple[int, ...]
    """The offsets of the sentences from the paragraph's start; the first is 0."""

    def sentence_chars(self, offset: int) -> int:
        """Return the number of characters from the start of the sentence to ``offset`` in the paragraph."""
        return offset - self.sentence_starts[bisect_right(self.sentence_starts, offset) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A document with at least one paragraph of prose."""

    document: CorpusDocument
    language: str
    """The ISO 639-1 code, or ``other``."""
    paragraphs: tuple[Paragraph, ...]
    """The paragraphs of prose, at least one."""

    @property
    def key(self) -> str:
        """The identifier of the document in results: the beginning of its hash."""
        return self.document.sha256[:_KEY_CHARS]

    @property
    def size_bytes(self) -> int:
        """The approximate size of its paragraphs of prose, by which places are distributed."""
        return sum(each.end - each.start for each in self.paragraphs) * (
            3 if self.is_spaceless_language else 1
        )

    @property
    def is_spaceless_language(self) -> bool:
        """Whether its language is written without spaces, and measured by characters."""
        return is_spaceless_language(self.language)

    @property
    def language_id(self) -> str:
        """The LSP language id of the document."""
        return _LANGUAGE_IDS.get(self.document.path.suffix.lower(), "plaintext")

    def is_quiet(self, passage: Passage) -> bool:
        """Return whether the place is no prose, so that nothing is suggested there."""
        return quiet_zone(passage.before, passage.after, passage.language_id) is not None


def read_writings(documents: Sequence[CorpusDocument], *, language: str = "auto") -> list[Writing]:
    """Return the documents that have a paragraph of prose.

    Args:
        documents: documents without hard wraps.
        language: the language of all documents; ``auto`` detects that of each.

    Raises:
        DocumentError: no document has a paragraph of prose.
    """
    writings = list[Writing]()
    for document in documents:
        code = detect_language(document.text) if language == "auto" else language
        text = reflow(document.text)
        paragraphs = tuple(_paragraphs(text, is_spaceless_language=is_spaceless_language(code)))
        if paragraphs:
            read = replace(document, text=text)
            writings.append(Writing(document=read, language=code, paragraphs=paragraphs))
    if not writings:
        raise DocumentError(
            f"None of the {len(documents)} documents has a paragraph of {_MIN_CHARS} characters.",
            next_step="Give texts of whole paragraphs, separated by blank lines.",
        )
    return writings


def _paragraphs(text: str, *, is_spaceless_language: bool) -> list[Paragraph]:
    found = list[Paragraph]()
    least = _MIN_CHARACTERS if is_spaceless_language else _MIN_CHARS
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if len(line) >= least and len(_LETTER.findall(line)) >= _LETTER_SHARE * len(line):
            found.append(Paragraph(start=start, end=end, sentence_starts=_sentence_starts(line)))
        start = end + 1
    return found


def _sentence_starts(line: str) -> tuple[int, ...]:
    starts = [0]
    for end in sentence_ends(line):
        rest = line[end:]
        if rest.strip():
            starts.append(end + len(rest) - len(rest.lstrip()))
    return tuple(starts)
