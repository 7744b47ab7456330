"""An extractive summary: the sentences of a text that say most of what it says, in its own words.

The centroid method of MEAD (Radev, Jing, Styś and Tam, 2004), where what was said already counts less
(after the maximal marginal relevance of Carbonell and Goldstein, 1998). It takes time linear in the text, needs no model and no word
list, and gives the same sentences each time. Terms are words, and pairs of characters in scripts
that put no spaces between words.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final

import regex

from afterword.prose.chapters import names_chapter
from afterword.prose.scripts import SPACELESS_CLASS
from afterword.prose.sentences import sentence_ends
from afterword.prose.words import SPACED_WORD, count_words

MOST_SENTENCES: Final = 12
"""More of one chapter is never shown."""
FEWEST_WORDS: Final = 6
"""A shorter sentence says little by itself."""
MOST_WORDS: Final = 45
"""A longer one takes the room of three."""
SAME: Final = 0.9
"""From this likeness on a sentence says nothing new."""
FIRST_BONUS: Final = 0.2
"""How much more the first sentence of a text counts than the last: it says where and who."""

_TERM: Final = regex.compile(rf"(?V1)(?P<word>{SPACED_WORD})|(?P<run>{SPACELESS_CLASS}+)")
_BLOCK: Final = regex.compile(r"\S(?:.|\n(?![ \t\u3000]*\n))*")
_HEADING: Final = regex.compile(r"[ \t]*(?:\#{1,6}[ \t]|\\\w+\{)")
_SPEECH: Final = regex.compile(r"[\"“”«»„「」『』]|(?<!\w)['‘]|^[ \t]*[—–-]")
"""Out of its place nobody knows who says "I"."""
_SPACES: Final = regex.compile(r"\s*\n\s*")
_ENDS_WIDE: Final = regex.compile(rf"(?V1)[{SPACELESS_CLASS}。！？…]\Z")


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    terms: dict[str, float]
    """Weights, of length 1 together."""


def rank_sentences(text: str) -> list[tuple[int, str]]:
    """Return the sentences that say most, best first, each with its place among all of them."""
    told = list(_sentences(text))
    counted = [Counter(_terms(sentence)) for sentence in told]
    spread = Counter(chain.from_iterable(counted))
    rarity = {term: math.log(1 + len(told) / count) for term, count in spread.items()}
    centroid = dict[str, float]()
    sentences = dict[int, _Sentence]()
    for place, (sentence, terms) in enumerate(zip(told, counted, strict=True)):
        weights = _scaled({term: count * rarity[term] for term, count in terms.items()})
        for term, weight in weights.items():
            centroid[term] = centroid.get(term, 0.0) + weight
        if FEWEST_WORDS <= count_words(sentence) <= MOST_WORDS and not _SPEECH.search(sentence):
            sentences[place] = _Sentence(sentence, weights)
    middle = _scaled(centroid)
    last = max(1, len(told) - 1)
    scores = {
        place: _likeness(sentence.terms, middle) * (1 + FIRST_BONUS * (1 - place / last))
        for place, sentence in sentences.items()
    }
    return [(place, sentences[place].text) for place in _choose(sentences, scores)]


def first_sentences(text: str) -> str:
    """Return the beginning of a text, headings and line breaks left out."""
    return join_sentences(list(_sentences(text)))


def join_sentences(sentences: list[str]) -> str:
    """Return sentences as one text, with spaces where their script has them."""
    joined = ""
    for sentence in sentences:
        gap = "" if not joined or _ENDS_WIDE.search(joined) else " "
        joined += gap + sentence
    return joined


def _choose(sentences: dict[int, _Sentence], scores: dict[int, float]) -> Iterator[int]:
    """Yield the best sentence, then each time the best by what nobody said yet."""
    said = dict.fromkeys(scores, 0.0)
    for _ in range(min(MOST_SENTENCES, len(scores))):
        best = max(said, key=lambda place: (scores[place] * (1 - said[place]), -place))
        if said[best] > SAME:
            return
        yield best
        del said[best]
        chosen = sentences[best].terms
        for place in said:
            said[place] = max(said[place], _likeness(sentences[place].terms, chosen))


def _sentences(text: str) -> Iterator[str]:
    for block in _BLOCK.finditer(text):
        paragraph = block.group()
        if _HEADING.match(paragraph):
            continue
        if names_chapter(paragraph.partition("\n")[0]):
            paragraph = paragraph.partition("\n")[2]
        if not paragraph.strip():
            continue
        bounds = [0, *sentence_ends(paragraph), len(paragraph)]
        for start, end in pairwise(bounds):
            sentence = _SPACES.sub(" ", paragraph[start:end].strip())
            if sentence:
                yield sentence


def _terms(sentence: str) -> Iterator[str]:
    for found in _TERM.finditer(sentence.casefold()):
        if found["word"]:
            yield found["word"]
        else:
            run = found["run"]
            yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))


def _scaled(weights: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items()} if length else {}


def _likeness(one: dict[str, float], other: dict[str, float]) -> float:
    """Return the cosine of two texts."""
    return sum(weight * other.get(term, 0.0) for term, weight in one.items())
