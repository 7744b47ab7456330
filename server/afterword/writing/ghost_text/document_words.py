"""The gate for the page's own words: they are weighed as what the model writes is."""

from typing import Final

from afterword.prose.words.word_completion import complete_word
from afterword.writing.ghost_text.confidence import Gated, ShowPolicy
from afterword.writing.passage import Passage

DOCUMENT: Final = "page"
"""In place of a model's name: the word stands in the document already."""


def pass_document_word(passage: Passage, show_policy: ShowPolicy) -> Gated:
    """Return the rest of the page's own word at the cursor, if that promises enough.

    Args:
        passage: the document and the cursor.
        show_policy: what it must promise.
    """
    word = complete_word(passage.before, passage.after, passage.other_documents)
    if word is None:
        return Gated()
    utility = show_policy.utility(word.probability, word.probability * len(word.rest))
    if utility < show_policy.threshold or word.probability < show_policy.lowest_probability:
        return Gated()
    return Gated(text=word.rest, confidence=word.probability, utility=utility)
