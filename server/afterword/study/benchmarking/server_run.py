"""What only a process of its own shows: start-up, memory, and documents of any length."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from afterword.errors import NoUsableTextError
from afterword.study.benchmarking.editor import EditedDocument, running_server
from afterword.study.benchmarking.manuscript import write_document
from afterword.study.benchmarking.sample_page import DOOR, OPENING, TO_TYPE
from afterword.study.benchmarking.stdio_client import Message, StdioClient

_DOOR_GOES_ON: Final = ("", "o", "o", "r", " and", " stepped")
EVERYTHING: Final = {"inline": {"max_words": 8, "confidence": 0.0, "deadline_ms": 10_000}}
"""Settings under which every request writes eight words and is answered when they are complete."""
_WARM_UP_WORDS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One start of the server on a prepared model."""

    initialize_s: float
    ready_s: float
    """Until the model serves requests."""
    first_ghost_s: float
    """Until the first ghost text is there, as all three since the process was started."""
    peak_rss_mb: float | None
    """After a paragraph was continued and a sentence typed; None where it can't be told."""


def measure_start(
    *,
    options: Mapping[str, Any],
    environment: Mapping[str, str] | None = None,
    on_message: Callable[[str, Message], None] | None = None,
) -> Start:
    """Start a server, ask for ghost text as soon as it can be had, then let it work a little.

    ``on_message`` hears each message with its direction.

    Raises:
        NoUsableTextError: it offers nothing at a place where any model should.
    """
    with running_server(options=options, environment=environment, on_message=on_message) as client:
        initialize_s = time.perf_counter() - client.started_s
        document = EditedDocument(client, uri="file:///start.md", text=DOOR, char_offset=len(DOOR))
        client.wait_until_ready()
        ready_s = time.perf_counter() - client.started_s
        _wait_for_ghost(document)
        first_ghost_s = time.perf_counter() - client.started_s
        _work(client)
        return Start(
            initialize_s=initialize_s,
            ready_s=ready_s,
            first_ghost_s=first_ghost_s,
            peak_rss_mb=client.peak_memory_mb(),
        )


def measure_document_lengths(
    lengths_words: Sequence[int], *, options: Mapping[str, Any], words: int
) -> dict[int, list[float]]:
    """Type the same ``words`` words into documents of several lengths; return ms to ghost text.

    All are open in one server and take turns, so that none meets a faster machine than the others;
    the cursor is in the middle, and always eight words are written.
    """
    took_ms = {length: list[float]() for length in lengths_words}
    with running_server(options=dict(options) | EVERYTHING) as client:
        client.wait_until_ready()
        documents = [(length, _open_middle(client, length)) for length in lengths_words]
        for index, word in enumerate(_words(words + _WARM_UP_WORDS)):
            # Whoever comes first in a round pays for words that the others find half read.
            shift = index % len(documents)
            for length, document in documents[shift:] + documents[:shift]:
                took, _ghost = document.type_and_wait(word)
                if index >= _WARM_UP_WORDS:
                    took_ms[length].append(took)
    return took_ms


def _open_middle(client: StdioClient, length: int) -> EditedDocument:
    text, char_offset = write_document(length, near=OPENING, seed=length)
    return EditedDocument(client, uri=f"file:///{length}.md", text=text, char_offset=char_offset)


def _words(count: int) -> list[str]:
    """Return so many words of our text, each with the space before it."""
    written = TO_TYPE.split()
    return [f" {written[index % len(written)]}" for index in range(count)]


def _wait_for_ghost(document: EditedDocument) -> None:
    for letters in _DOOR_GOES_ON:
        if letters:
            document.type(letters)
        if document.ghost():
            return
    raise NoUsableTextError("The model offers nothing after “Then she opened the d”.")


def _work(client: StdioClient) -> None:
    """Do what takes memory: read a full window of text, write a paragraph, serve keystrokes."""
    text, char_offset = write_document(20_000, near=OPENING, seed=1)
    document = EditedDocument(client, uri="file:///work.md", text=text, char_offset=char_offset)
    for word in _words(12):
        document.type_and_wait(word)
    document.continue_paragraph()
