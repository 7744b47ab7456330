"""Completions of the typed word from the document, shown under the same policy as the model's text."""

from typing import Final

from afterword.prose.words.word_completion import complete_word
from afterword.writing.ghost_text.confidence import ConfidentPrefix, ShowPolicy
from afterword.writing.passage import Passage

DOCUMENT: Final = "page"
"""The author of a word that stands in the document already, in place of a model's name."""


def confident_document_word(passage: Passage, show_policy: ShowPolicy) -> ConfidentPrefix:
    """Return the rest of a word of the document at the cursor; empty if its utility is too low.

    Args:
        passage: the document and the cursor.
        show_policy: the utility that is needed.
    """
    word = complete_word(passage.before, passage.after, passage.other_documents)
    if word is None:
        return ConfidentPrefix()
    utility = show_policy.utility(word.probability, word.probability * len(word.rest))
    if utility < show_policy.threshold or word.probability < show_policy.lowest_probability:
        return ConfidentPrefix()
    return ConfidentPrefix(text=word.rest, confidence=word.probability, utility=utility)
