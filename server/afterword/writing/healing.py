"""Where the prompt ends and the typed beginning of a word starts.

A tokenizer splits "The wiza" into tokens that no text goes on from. So the prompt stops before the
word, and the engine must first spell what was typed (token healing). Knows nothing of tokens.
"""

from dataclasses import dataclass

import regex

from afterword.prose.scripts import is_cjk_punctuation, is_spaceless

_LAST_RUN = regex.compile(r"[^\S\n]?\S+\Z")
MAX_FORCED_CHARS = 48
"""A longer run without spaces is no word; only its end is forced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealedPrompt:
    """A prompt, and the text that the model must spell before anything new."""

    prompt: str
    forced: str


def heal(before: str) -> HealedPrompt:
    """Split the text before the cursor for token healing."""
    stripped = before.rstrip(" \t\u00a0")
    if stripped != before:
        is_indent = not stripped or stripped.endswith("\n")
        return HealedPrompt(prompt=stripped, forced="" if is_indent else " ")
    # From near the end: searched from the start, the pattern is quadratic in the longest line.
    run = _LAST_RUN.search(before, max(0, len(before) - MAX_FORCED_CHARS - 1))
    if run is None:
        return HealedPrompt(prompt=before, forced="")
    forced = run.group()[-MAX_FORCED_CHARS:]
    # In scripts without spaces the last character is enough: its token may hold the next one too.
    cuts = (at for at, char in enumerate(forced) if is_spaceless(char) or is_cjk_punctuation(char))
    if (last := max(cuts, default=-1)) >= 0:
        forced = forced[-1:] if last == len(forced) - 1 else forced[last + 1 :]
    return HealedPrompt(prompt=before[: len(before) - len(forced)], forced=forced)
