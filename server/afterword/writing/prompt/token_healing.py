"""Token healing: ends the prompt before the word that is being typed.

A tokenizer splits "The wiza" into tokens that no text goes on from. So the prompt stops before the
word, and the engine must first spell what was typed. Knows nothing of tokens.
"""

import unicodedata
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Final

import regex

from afterword.prose.characters.character_classes import (
    is_cjk,
    is_cjk_punctuation,
    is_spaceless,
)
from afterword.prose.characters.graphemes import split_graphemes

MAX_FORCED_CHARS: Final = 48
"""Characters that are forced at most: a longer run without spaces is no word."""
MAX_FORCED_EMOJI_BYTES: Final = 16
"""Bytes of an emoji that is forced, at most: a longer one may need a token for each byte."""
FORCED_GRAPHEMES: Final = 4
"""Graphemes of Thai, Lao, Khmer or Burmese that are forced at most. A word has several, and where it
begins only a dictionary knows; a token begins among so many."""

_SPACES: Final = " \t\u00a0\u202f"
_NO_BREAK_SPACES: Final = "\u00a0\u202f"
_LAST_RUN: Final = regex.compile(rf"[{_SPACES}]*+\S+\Z")
_BEFORE_DASH: Final = regex.compile(r".*\w(?=[—–…/]+\w*\Z)", flags=regex.DOTALL)
"""The part of a run up to a dash between two words, which ends a word."""
_SENTENCE_END: Final = regex.compile(r"(?<=\p{L}{2})[.!?…]+[\p{Pe}\p{Pf}\"']*\Z")
"""The marks that end a sentence, behind a word. The word before them is whole, and no token holds letters
and marks: to spell it anew would only take time."""
_EMOJI: Final = regex.compile(
    r"[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HealedPrompt:
    """A prompt, and the text that the model must spell before anything new."""

    prompt: str
    forced_prefix: str
    """The text in composed form (NFC), as in the texts that models were trained on."""


def heal(before: str) -> HealedPrompt:
    """Split the text before the cursor for token healing."""
    stripped = before.rstrip(_SPACES)
    if stripped != before:
        is_indent = not stripped or stripped.endswith("\n")
        typed = before[-1] if before[-1] in _NO_BREAK_SPACES else " "
        return HealedPrompt(prompt=stripped, forced_prefix="" if is_indent else typed)
    # From near the end: searched from the start, the pattern is quadratic in the longest line.
    run = _LAST_RUN.search(before, max(0, len(before) - MAX_FORCED_CHARS))
    if run is None:
        return HealedPrompt(prompt=before, forced_prefix="")
    forced_prefix = _forced_part(run.group())
    prompt = before[: len(before) - len(forced_prefix)]
    return HealedPrompt(prompt=prompt, forced_prefix=unicodedata.normalize("NFC", forced_prefix))


def _forced_part(run: str) -> str:
    """Return the end of a run without spaces (but for those before it) that is spelled anew."""
    sentence_end = _SENTENCE_END.search(run)
    if sentence_end:
        return sentence_end.group()
    graphemes = split_graphemes(run)
    last = graphemes[-1]
    if _EMOJI.match(last):
        is_alone = run.strip(_SPACES) == last
        is_long = len(last.encode()) > MAX_FORCED_EMOJI_BYTES
        return "" if is_long else (run if is_alone else last)
    if is_spaceless(last[0]) and not is_cjk(last[0]):
        word = takewhile(lambda grapheme: is_spaceless(grapheme[0]), reversed(graphemes))
        return "".join(reversed(list(islice(word, FORCED_GRAPHEMES))))
    if is_cjk(last[0]) or is_cjk_punctuation(last[0]):
        # Its token may hold the next one too. Backing up further mends hardly any prompt.
        return last
    cuts = (at for at, char in enumerate(run) if is_spaceless(char) or is_cjk_punctuation(char))
    word = run[max(cuts, default=-1) + 1 :]
    before_dash = _BEFORE_DASH.match(word)
    return word[before_dash.end() :] if before_dash else word
