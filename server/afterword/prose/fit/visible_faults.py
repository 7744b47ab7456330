"""Faults of a continuation that a reader sees at once, found by rules. Pure text.

They decide what is left out, and ``afterword evaluate`` counts those that got past. Other faults, such
as lost sense, only readers find: ``afterword judge``.
"""

from collections.abc import Iterator
from typing import Final

from afterword.prose.characters.language_detection import (
    OTHER_LANGUAGE,
    SCRIPT_LETTERS,
    count_function_words,
    detect_language,
)
from afterword.prose.fit.copied_passage import copies_passage
from afterword.prose.fit.foreign_markup import PageMarkup
from afterword.prose.fit.loops import (
    cut_loop,
    repeated_pairs,
    repeats_before,
    repeats_ngrams,
)
from afterword.prose.fit.quotation_marks import open_quotations
from afterword.prose.fit.web_debris import debris_start
from afterword.prose.structure.quotations import quotations
from afterword.prose.structure.sentences import ends_sentence, sentence_ends
from afterword.prose.words.word_boundaries import count_words

MOST_REPEATED_PAIRS: Final = 0.25
"""Share of a text's pairs of words or characters (0-1) that may come again: one sentence by people in a
hundred has 0.19 in Chinese, 0.08 in English."""
_MIN_WORDS: Final = 4
"""Words from which a sentence shows its language."""
_CLEARLY_MORE_WORDS: Final = 3
"""Function words by which another language must prevail in a sentence."""


def has_visible_fault(text: str, page: str, *, language: str) -> bool:
    """Tell whether a text goes in circles, or leaves its language. Debris is left out otherwise."""
    return circles_within(text) or circles_with_page(text, page) or leaves_language(text, language)


def has_debris(text: str, page: str, *, language_id: str) -> bool:
    """Tell whether a text holds a sentence as on a web page, or markup that the page does not use."""
    if debris_start(text, page) is not None:
        return True
    markup = PageMarkup(page, "", language_id=language_id)
    return markup.first_foreign(text) is not None


def circles_within(text: str) -> bool:
    """Tell whether a text repeats itself: a loop, a third of its 4-grams, or a quarter of its pairs."""
    return (
        cut_loop(text, "") != text
        or repeats_ngrams(text)
        or repeated_pairs(text) > MOST_REPEATED_PAIRS
    )


def circles_with_page(text: str, page: str) -> bool:
    """Tell whether a text repeats the page: its last words, a passage, or a third in its 4-grams.

    A text that repeats itself as well counts if its own first time does.
    """
    if repeats_before(text, page) or copies_passage(text, page):
        return True
    own = cut_loop(text, "")
    return cut_loop(own, page) != own or (repeats_ngrams(own, page) and not repeats_ngrams(own))


def leaves_language(text: str, language: str) -> bool:
    """Tell whether a sentence of a text is clearly in another language than the page's.

    Args:
        text: the continuation.
        language: the ISO 639-1 code of the page's language; nothing leaves ``other``.
    """
    return any(_is_foreign(sentence, language) for sentence in _sentences(text))


def has_wrong_quotation_marks(text: str, page: str) -> bool:
    """Tell whether a text opens a quotation as the page never does, or leaves one open that it opened.

    A page without quotations has no marks to keep to.
    """
    closed, still_open = quotations(page + text)
    of_page, open_on_page = quotations(page)
    new = [*closed[len(of_page) :], *still_open]
    known = {each.opener for each in [*of_page, *open_on_page]}
    if known and any(each.opener not in known and each.depth == 0 for each in new):
        return True
    return len(open_quotations(page + text)) > len(open_quotations(page))


def is_unfinished(text: str) -> bool:
    """Tell whether a text ends inside a sentence."""
    return not ends_sentence(text)


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in [*sentence_ends(text), len(text)]:
        yield text[start:end]
        start = end


def _is_foreign(sentence: str, language: str) -> bool:
    found = detect_language(sentence)
    if language in {OTHER_LANGUAGE, found} or count_words(sentence) < _MIN_WORDS:
        return False
    letters = SCRIPT_LETTERS.get(language)
    if letters is not None and not letters.search(sentence):
        return True
    if found == OTHER_LANGUAGE:
        return False
    counts = count_function_words(sentence)
    if not counts[found]:  # its script shows it
        return True
    return counts[found] >= counts[language] + _CLEARLY_MORE_WORDS
