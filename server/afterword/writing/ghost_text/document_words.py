"""The gate for the page's own words: they are weighed as what the model writes is."""

from typing import Final

from afterword.prose.words.document_words_search import find_page_word
from afterword.writing.ghost_text.confidence import Demand, Gated
from afterword.writing.passage import Passage

PAGE: Final = "page"
"""In place of a model's name: the word stands in the document already."""


def pass_page_word(passage: Passage, demand: Demand) -> Gated:
    """Return the rest of the page's own word at the cursor, if that promises enough.

    Args:
        passage: the document and the cursor.
        demand: what it must promise.
    """
    word = find_page_word(passage.before, passage.after, passage.other_pages)
    if word is None:
        return Gated()
    promise = demand.promise(word.probability, word.probability * len(word.rest))
    if promise < demand.threshold or word.probability < demand.lowest_probability:
        return Gated()
    return Gated(text=word.rest, confidence=word.probability, promise=promise)
