"""How soon a server that was just started has ghost text, and how much memory it takes."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from afterword.errors import NoUsableTextError
from afterword.study.benchmarking.editor.edited_document import EditedDocument
from afterword.study.benchmarking.editor.language_client import Direction, LanguageClient, Message
from afterword.study.benchmarking.editor.running_server import running_server
from afterword.study.benchmarking.filler_text import write_document
from afterword.study.benchmarking.sample_page import DOOR, OPENING, words_to_type

_AFTER_DOOR: Final = ("", "o", "o", "r", " and", " stepped")
"""What is typed after ``DOOR``, piece by piece, until there is ghost text."""
_WORK_DOCUMENT_WORDS: Final = 20_000
_WORK_WORDS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerStart:
    """One start of the server on a prepared model; times are since the process was started."""

    initialize_s: float
    """Seconds until ``initialize`` was answered."""
    ready_s: float
    """Seconds until the model serves requests."""
    first_ghost_s: float
    """Seconds until the first ghost text is there."""
    peak_rss_mb: float | None
    """Peak resident memory in 10⁶ bytes, after a paragraph was continued and a sentence typed.

    None where the system doesn't know it.
    """


async def measure_start(
    *,
    options: Mapping[str, Any],
    environment: Mapping[str, str] | None = None,
    on_message: Callable[[Direction, Message], None] | None = None,
) -> ServerStart:
    """Start a server, ask for ghost text as soon as it can be had, then give it some work.

    ``on_message`` sees each message with its direction.

    Raises:
        NoUsableTextError: it offers nothing at a place where any model should.
    """
    async with running_server(
        options=options, environment=environment, on_message=on_message
    ) as server:
        initialize_s = time.perf_counter() - server.started_s
        document = EditedDocument(
            server.client, uri="file:///start.md", text=DOOR, char_offset=len(DOOR)
        )
        await server.wait_until_ready()
        ready_s = time.perf_counter() - server.started_s
        await _wait_for_ghost_text(document)
        first_ghost_s = time.perf_counter() - server.started_s
        await _use_memory(server.client)
        return ServerStart(
            initialize_s=initialize_s,
            ready_s=ready_s,
            first_ghost_s=first_ghost_s,
            peak_rss_mb=server.peak_memory_mb(),
        )


async def _wait_for_ghost_text(document: EditedDocument) -> None:
    for letters in _AFTER_DOOR:
        if letters:
            document.type(letters)
        if await document.ghost_text():
            return
    raise NoUsableTextError("The model offers nothing after “Then she opened the d”.")


async def _use_memory(client: LanguageClient) -> None:
    """Do what takes memory: read a full window of text, write a paragraph, serve keystrokes."""
    text, char_offset = write_document(_WORK_DOCUMENT_WORDS, near=OPENING, seed=1)
    document = EditedDocument(client, uri="file:///work.md", text=text, char_offset=char_offset)
    for word in words_to_type(_WORK_WORDS):
        await document.type_and_wait(word)
    await document.continue_paragraph()
