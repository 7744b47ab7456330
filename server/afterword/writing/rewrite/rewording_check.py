"""What may stand in the place of a sentence: an answer's own text, set as the page is set, or nothing.

Pure text.
"""

from typing import Final

import regex

from afterword.prose.characters.language_detection import (
    OTHER_LANGUAGE,
    count_function_words,
    detect_language,
)
from afterword.prose.fit.shared_ngrams import share_ngram
from afterword.prose.structure.hard_wraps import unwrap, wrap
from afterword.prose.structure.paired_marks import open_pairs
from afterword.prose.structure.paragraphs import paragraph_around
from afterword.prose.structure.sentences import ends_sentence, sentence_ends
from afterword.prose.words.word_boundaries import count_words
from afterword.writing.filters.model_preamble import bare_answer, without_preamble
from afterword.writing.paragraph.diverse_takes import likeness
from afterword.writing.paragraph.line_layout import current_column, read_layout
from afterword.writing.paragraph.typography import read_marks
from afterword.writing.places.paragraph_end import LOOK_AROUND_CHARS
from afterword.writing.places.selected_text import SelectedText

CONTEXT_CHARS: Final = 1200
"""Of the paragraph around it that is told: on each side."""
MOST_ALIKE: Final = 0.9
"""To the original: more is the original."""
LEAST_SHARE: Final = 0.35
MOST_TIMES: Final = 2.2
"""Of the original's words; what is shorter or longer says something else."""
SPARE_WORDS: Final = 24
"""For a greeting before the text, and so that short sentences may grow."""
CLEARLY_MORE_WORDS: Final = 3
"""Little words of one language than of another in one sentence: then it is in that one."""
_LAST_STOP: Final = regex.compile(r"[.。．｡!！]+\Z")
_QUOTED: Final = regex.compile('["“”„«»「」『』]')
_NEAR_CHARS: Final = 2000


def context_of(span: SelectedText) -> str:
    """Return the paragraph that a span stands in, on one line unless its lines are its own."""
    before, after = span.before[-LOOK_AROUND_CHARS:], span.after[:LOOK_AROUND_CHARS]
    window = before + span.text + after
    first, _ = paragraph_around(window, len(before))
    _, last = paragraph_around(window, len(before) + len(span.text))
    first = max(first, len(before) - CONTEXT_CHARS)
    last = min(last, len(before) + len(span.text) + CONTEXT_CHARS)
    return unwrap(window[first:last]).strip()


def room_words(span: SelectedText) -> int:
    """Return how many words an answer may have, with what it may say around the text."""
    return round(count_words(span.text) * MOST_TIMES) + SPARE_WORDS


def is_rewording(answer: str, span: SelectedText) -> bool:
    """Tell whether an answer that still grows has said enough: the lines that the original has."""
    own = without_preamble(answer).strip("\n")
    return own.strip() != "" and own.count("\n") > span.text.count("\n") + 1


def fit_rewording(answer: str, span: SelectedText, *, follows_marks: bool) -> str:
    """Return what may stand in a span's place; empty if that is nothing.

    Args:
        answer: what the model said.
        span: what it was asked to rewrite.
        follows_marks: whether quotation marks and the like are set as on the page.
    """
    original = span.text
    text = bare_answer(answer, original=unwrap(original))
    if follows_marks:
        text = read_marks(span.before + original, span.after).fit(text, before=span.before)
    text = _ended_alike(text, original, span.before)
    if not _says_the_same(text, original) or not _fits_in(text, span):
        return ""
    if share_ngram(text, _around(span)):
        return ""  # it says what its neighbours say
    page = span.before[-_NEAR_CHARS:] + original + span.after[:_NEAR_CHARS]
    if not _is_in(detect_language(page), text):
        return ""
    layout = read_layout(span.before + original, span.after)
    if layout.column is None:
        return text
    column = current_column(span.before)
    return wrap(text, layout.column, start_column=column, prefix=layout.prefix)


def _ended_alike(text: str, original: str, before: str) -> str:
    """Return ``text`` with no more sentences than the original has, and a full stop only if that has."""
    most = max(1, len(sentence_ends(original, before=before)))
    ends = sentence_ends(text, before=before)
    if len(ends) > most:
        text = text[: ends[most - 1]]
    if ends_sentence(original):
        return text if ends_sentence(text) else ""
    text = _LAST_STOP.sub("", text)
    if original[:1].islower() and not text[1:2].isupper():
        text = text[:1].lower() + text[1:]
    return text


def _says_the_same(text: str, original: str) -> bool:
    """Tell whether a text may be the original in other words: of about its length, and not itself."""
    words, count = count_words(text), count_words(original)
    if not words or likeness(text, unwrap(original)) > MOST_ALIKE:
        return False
    return LEAST_SHARE * count <= words <= MOST_TIMES * count + 2


def _is_in(language: str, text: str) -> bool:
    """Tell whether a sentence may be in a language: few words say little, another script says all."""
    found = detect_language(text)
    if OTHER_LANGUAGE in {language, found} or found == language:
        return True
    counts = count_function_words(text)
    return 0 < counts[found] < counts[language] + CLEARLY_MORE_WORDS


def _around(span: SelectedText) -> str:
    """Return the near text on both sides, without what the original says too."""
    texts = (span.before[-CONTEXT_CHARS:], span.after[:CONTEXT_CHARS])
    return "\n\n".join(text for text in texts if not share_ngram(span.text, text))


def _fits_in(text: str, span: SelectedText) -> bool:
    """Tell whether quotations and brackets are as open behind it as behind the original.

    What is said aloud stays so, and nothing else becomes so.
    """
    if bool(_QUOTED.search(text)) != bool(_QUOTED.search(span.text)):
        return False
    near = span.before[-_NEAR_CHARS:]
    return len(open_pairs(near + text)) == len(open_pairs(near + span.text))
