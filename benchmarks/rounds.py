"""Measurements in rounds, in which contenders take turns: what slows the machine slows all of them."""

import statistics
from collections.abc import Callable, Mapping

from contender import Contender
from llama_server import LlamaServer

from afterword.study.benchmarking.document_lengths import EIGHT_WORDS_ALWAYS, WARM_UP_WORDS
from afterword.study.benchmarking.edited_document import EditedDocument
from afterword.study.benchmarking.engine_speed import EngineSpeed, prompt_of
from afterword.study.benchmarking.percentiles import median_ratio
from afterword.study.benchmarking.running_server import running_server
from afterword.study.benchmarking.sample_page import ELSEWHERE, OPENING, words_to_type

PAGE = f"{ELSEWHERE}\n\n{OPENING}"
"""The text that is typed on: 2,400 characters."""
_FIRST_SERIAL = 5000

Readings = Mapping[str, list[EngineSpeed]]
"""What each contender needed, in the order of the rounds."""


def take_turns(
    contenders: Mapping[str, Contender], *, tokens: int, rounds: int, warm_ups: int, write: int
) -> Readings:
    """Let all of them read the same prompts, each new, and write the same number of tokens."""
    readings = {name: list[EngineSpeed]() for name in contenders}
    for turn in range(-warm_ups, rounds):
        prompt = prompt_of(tokens, serial=_FIRST_SERIAL + tokens + turn)
        for name, contender in contenders.items():
            reading = contender.measure(prompt, write_tokens=write)
            if turn >= 0:
                readings[name].append(reading)
    return readings


def median_of(readings: list[EngineSpeed], figure: Callable[[EngineSpeed], float]) -> float:
    """Return the median of one figure over the rounds."""
    return statistics.median(map(figure, readings))


def ratio_of(
    ours: list[EngineSpeed], theirs: list[EngineSpeed], figure: Callable[[EngineSpeed], float]
) -> float:
    """Return ours ÷ theirs: the median of the rounds' ratios."""
    return median_ratio([figure(reading) for reading in ours], [figure(one) for one in theirs])


async def type_in_turn(
    llama: LlamaServer, *, options: Mapping[str, object], words: int
) -> tuple[list[float], list[float]]:
    """Type a page's next words one by one; return ms to ghost text, ours and theirs.

    Where the writer typed what our server had shown it answers from memory, which theirs can't; such
    words are left out of both. Their client blocks: nothing else is to run while they are timed.
    """
    ours_ms, theirs_ms = list[float](), list[float]()
    async with running_server(options=dict(options) | EIGHT_WORDS_ALWAYS) as server:
        await server.wait_until_ready()
        document = EditedDocument(
            server.client, uri="file:///page.md", text=PAGE, char_offset=len(PAGE)
        )
        text, shown = PAGE, await document.ghost_text()
        for index, word in enumerate(words_to_type(words + WARM_UP_WORDS)):
            text += word
            is_known = shown.startswith(word)
            if index % 2:
                took_ms, shown = await document.type_and_wait(word)
                their_ms = llama.time_ghost(text)
            else:
                their_ms = llama.time_ghost(text)
                took_ms, shown = await document.type_and_wait(word)
            if index >= WARM_UP_WORDS and not is_known:
                ours_ms.append(took_ms)
                theirs_ms.append(their_ms)
    return ours_ms, theirs_ms
