"""A page typed word by word into our server and llama.cpp's, in turn: how long eight words take."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from contenders.llama_server import LlamaServer

from afterword.study.benchmarking.background.background_load import BackgroundLoad, running_load
from afterword.study.benchmarking.document_lengths import EIGHT_WORDS_ALWAYS, WARM_UP_WORDS
from afterword.study.benchmarking.editor.edited_document import EditedDocument
from afterword.study.benchmarking.editor.running_server import running_server
from afterword.study.benchmarking.percentiles import median_ratio, percentile
from afterword.study.benchmarking.sample_page import ELSEWHERE, OPENING, words_to_type

PAGE = f"{ELSEWHERE}\n\n{OPENING}"
"""The text that is typed on: 2,400 characters."""
_WARM_UP_LIMIT_S = 600.0
"""Seconds for a word that does not count: with the first one the whole page is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedInTurn:
    """Milliseconds from a typed word to eight more, word by word, ours and theirs."""

    ours_ms: Sequence[float]
    theirs_ms: Sequence[float]
    is_given_up: bool = False
    """Their last word was not waited for: it took longer than stands there."""

    def high_ratio(self) -> float | None:
        """Return our 95th percentile ÷ theirs, or at most that if theirs was given up; None of none."""
        if not self.ours_ms:
            return None
        return percentile(self.ours_ms, 95) / percentile(self.theirs_ms, 95)

    def middle_ratio(self) -> float | None:
        """Return the median of the words' ratios, ours ÷ theirs; None of none."""
        return median_ratio(self.ours_ms, self.theirs_ms) if self.ours_ms else None


async def type_in_turn(
    llama: LlamaServer,
    *,
    options: Mapping[str, object],
    words: int,
    load: BackgroundLoad,
    limit_s: float,
) -> TypedInTurn:
    """Type a page's next words one by one beside ``load``; return ms to ghost text, ours and theirs.

    The words before those that count are typed before ``load`` begins, so that the page is read then.

    Where the writer typed what our server had shown it answers from memory, which theirs can't; such
    words are left out of both. Their client blocks: nothing else is to run while they are timed. When
    theirs has taken ``limit_s`` for all words together no more are typed, and a word for which it takes
    as long by itself is given up.
    """
    ours_ms, theirs_ms = list[float](), list[float]()
    spent_s, is_given_up = 0.0, False
    async with running_server(options=dict(options) | EIGHT_WORDS_ALWAYS) as server:
        await server.wait_until_ready()
        document = EditedDocument(
            server.client, uri="file:///page.md", text=PAGE, char_offset=len(PAGE)
        )
        with ExitStack() as stack:
            text, shown = PAGE, await document.ghost_text()
            for index, word in enumerate(words_to_type(words + WARM_UP_WORDS)):
                is_counted = index >= WARM_UP_WORDS
                if index == WARM_UP_WORDS:
                    stack.enter_context(running_load(load, options=options))
                text += word
                is_known = shown.startswith(word)
                word_limit_s = limit_s if is_counted else _WARM_UP_LIMIT_S
                if index % 2:
                    took_ms, shown = await document.type_and_wait(word)
                    their_ms, is_given_up = _time_theirs(llama, text, word_limit_s)
                else:
                    their_ms, is_given_up = _time_theirs(llama, text, word_limit_s)
                    took_ms, shown = await document.type_and_wait(word)
                if is_counted and (is_given_up or not is_known):
                    ours_ms.append(took_ms)
                    theirs_ms.append(their_ms)
                spent_s += their_ms / 1e3 * is_counted
                if is_given_up or spent_s >= limit_s:
                    break
    return TypedInTurn(ours_ms=ours_ms, theirs_ms=theirs_ms, is_given_up=is_given_up)


def _time_theirs(llama: LlamaServer, text: str, limit_s: float) -> tuple[float, bool]:
    """Return the ms that theirs took, and whether it was given up after these."""
    try:
        return llama.time_ghost(text, limit_s=limit_s), False
    except TimeoutError:
        return limit_s * 1e3, True
