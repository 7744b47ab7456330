"""Documents as they are evaluated: their language, their paragraphs of prose, their sentences."""

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
_MIN_CHARACTERS: Final = 80
"""In scripts without spaces. Headings, captions and lines of dialogue are shorter."""
_LETTER_SHARE: Final = 0.6
"""Tables and formulas have fewer letters."""
_LETTER: Final = regex.compile(r"[\p{L}\p{M}]")
_KEY_CHARS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One line of an unwrapped document."""

    start: int
    end: int
    sentence_starts: tuple[int, ...]
    """Offsets from the paragraph's start; the first is 0."""

    def sentence_chars(self, offset: int) -> int:
        """Return how far into its sentence ``offset``, from the paragraph's start, is."""
        return offset - self.sentence_starts[bisect_right(self.sentence_starts, offset) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A document to evaluate on."""

    document: CorpusDocument
    language: str
    """ISO 639-1, or ``other``."""
    paragraphs: tuple[Paragraph, ...]
    """At least one."""

    @property
    def key(self) -> str:
        """What the document is known by in results: the beginning of its hash."""
        return self.document.sha256[:_KEY_CHARS]

    @property
    def size_bytes(self) -> int:
        """Of its paragraphs of prose, so long documents count for more; about, not exactly."""
        return sum(each.end - each.start for each in self.paragraphs) * (
            3 if self.is_spaceless_language else 1
        )

    @property
    def is_spaceless_language(self) -> bool:
        """Whether it is read by the character."""
        return is_spaceless_language(self.language)

    @property
    def language_id(self) -> str:
        """The LSP language id."""
        return _LANGUAGE_IDS.get(self.document.path.suffix.lower(), "plaintext")

    def is_quiet(self, passage: Passage) -> bool:
        """Tell whether no prose is written at this place."""
        return quiet_zone(passage.before, passage.after, passage.language_id) is not None


def read_writings(documents: Sequence[CorpusDocument], *, language: str = "auto") -> list[Writing]:
    """Return the documents that have a paragraph of prose.

    Args:
        documents: unwrapped.
        language: of all of them; ``auto`` looks at each.

    Raises:
        DocumentError: none has one.
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
