"""Checks a model's answer, and fits it to replace the selected text.

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
from afterword.writing.paragraph.typography import read_typography
from afterword.writing.places.paragraph_end import LOOK_AROUND_CHARS
from afterword.writing.places.selected_text import SelectedText

CONTEXT_CHARS: Final = 1200
"""Characters of the paragraph on each side that the instruction quotes."""
MOST_ALIKE: Final = 0.9
"""Similarity to the original (0-1) above which a text counts as the original."""
LEAST_SHARE: Final = 0.35
"""Share of the original's words below which a text says something else."""
MOST_TIMES: Final = 2.2
"""Multiple of the original's words above which a text says something else."""
SPARE_WORDS: Final = 24
"""Words allowed beyond that, for a preamble and so that short sentences may grow."""
CLEARLY_MORE_WORDS: Final = 3
"""Function words by which another language must prevail in a sentence to be its language."""
_LAST_STOP: Final = regex.compile(r"[.。．｡!！]+\Z")
_QUOTED: Final = regex.compile('["“”„«»「」『』]')
_NEAR_CHARS: Final = 2000
"""Characters on each side in which quotations and the language are read."""


def context_of(selected: SelectedText) -> str:
    """Return the paragraph around a selected text, without hard line breaks."""
    before, after = selected.before[-LOOK_AROUND_CHARS:], selected.after[:LOOK_AROUND_CHARS]
    window = before + selected.text + after
    first, _ = paragraph_around(window, len(before))
    _, last = paragraph_around(window, len(before) + len(selected.text))
    first = max(first, len(before) - CONTEXT_CHARS)
    last = min(last, len(before) + len(selected.text) + CONTEXT_CHARS)
    return unwrap(window[first:last]).strip()


def max_answer_words(selected: SelectedText) -> int:
    """Return how many words an answer may have, with its preamble."""
    return round(count_words(selected.text) * MOST_TIMES) + SPARE_WORDS


def is_rewording(answer: str, selected: SelectedText) -> bool:
    """Return whether a growing answer is complete: it has the lines that the original has."""
    own = without_preamble(answer).strip("\n")
    return own.strip() != "" and own.count("\n") > selected.text.count("\n") + 1


def fit_rewording(answer: str, selected: SelectedText, *, follows_marks: bool) -> str:
    """Return the text to replace the selected text with; empty if the answer is unusable.

    Args:
        answer: the model's answer.
        selected: the text to reword.
        follows_marks: whether quotation marks and the like are set as in the document.
    """
    original, before = selected.text, selected.before
    text = bare_answer(answer, original=unwrap(original))
    if follows_marks:
        text = read_typography(before + original, selected.after).fit(text, before=before)
    text = _ended_alike(text, original, before)
    if not _says_the_same(text, original) or not _fits_in(text, selected):
        return ""
    if share_ngram(text, _around(selected)):
        return ""  # it repeats the text around
    near = before[-_NEAR_CHARS:] + original + selected.after[:_NEAR_CHARS]
    if not _is_in(detect_language(near), text):
        return ""
    layout = read_layout(before + original, selected.after)
    if layout.column is None:
        return text
    start_column = current_column(before)
    return wrap(text, layout.column, start_column=start_column, prefix=layout.prefix)


def _ended_alike(text: str, original: str, before: str) -> str:
    """Return ``text`` with no more sentences than the original, and a full stop only if that has one."""
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
    """Return whether a text may be a rewording: of about the original's length, and not the same."""
    words, count = count_words(text), count_words(original)
    if not words or likeness(text, unwrap(original)) > MOST_ALIKE:
        return False
    return LEAST_SHARE * count <= words <= MOST_TIMES * count + 2


def _is_in(language: str, text: str) -> bool:
    """Return whether a sentence may be in a language, for all that its few words show."""
    found = detect_language(text)
    if OTHER_LANGUAGE in {language, found} or found == language:
        return True
    counts = count_function_words(text)
    return 0 < counts[found] < counts[language] + CLEARLY_MORE_WORDS


def _around(selected: SelectedText) -> str:
    """Return the text on both sides that shares nothing with the original."""
    texts = (selected.before[-CONTEXT_CHARS:], selected.after[:CONTEXT_CHARS])
    return "\n\n".join(text for text in texts if not share_ngram(selected.text, text))


def _fits_in(text: str, selected: SelectedText) -> bool:
    """Return whether as many quotations and brackets are open after it as after the original.

    Direct speech stays direct speech, and nothing else becomes it.
    """
    if bool(_QUOTED.search(text)) != bool(_QUOTED.search(selected.text)):
        return False
    near = selected.before[-_NEAR_CHARS:]
    return len(open_pairs(near + text)) == len(open_pairs(near + selected.text))
