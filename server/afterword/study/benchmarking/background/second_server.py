"""A second server of ours in which somebody types: another editor window, as writers have it.

It runs beside what is measured, driven by a process of its own, so that it takes nothing from the
process that measures but the machine.
"""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from typing import IO, Any, Final

from afterword.errors import EngineNotReadyError
from afterword.study.benchmarking.editor.edited_document import EditedDocument
from afterword.study.benchmarking.editor.language_client import EXIT_TIMEOUT_S
from afterword.study.benchmarking.editor.running_server import running_server
from afterword.study.benchmarking.sample_page import OPENING, TO_TYPE
from afterword.study.benchmarking.typing_trace import CHARS_PER_WORD

SECOND_WRITER_WORDS_PER_MINUTE: Final = 90
"""Words a minute that are typed into the second server, without a pause."""
_BETWEEN_KEYS_S: Final = 60 / (SECOND_WRITER_WORDS_PER_MINUTE * CHARS_PER_WORD)
_END_TIMEOUT_S: Final = 3 * EXIT_TIMEOUT_S
"""Seconds that the second server has to end: more than its own client ever waits for it."""


@contextmanager
def second_server(options: Mapping[str, Any]) -> Generator[int]:
    """Run a server with ``options`` as its settings and type in it until the block is left.

    Its model is loaded when the block begins. Yields the id of the process that types; the server ends
    with it.

    Raises:
        EngineNotReadyError: it does not start, or ended while it was wanted.
    """
    with TemporaryFile() as messages:
        typist = subprocess.Popen(  # noqa: S603 - our own interpreter
            (sys.executable, "-m", __name__, json.dumps(options)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=messages,  # that a suggestion was broken off at the end is no news
            start_new_session=True,  # Ctrl+C ends it through us
        )
        try:
            if typist.stdout is None or not typist.stdout.readline():
                typist.wait(_END_TIMEOUT_S)
                raise EngineNotReadyError(f"The second server does not start: {_last(messages)}")
            yield typist.pid
            if typist.poll() is not None:
                raise EngineNotReadyError(
                    f"The second server ended while we measured beside it: {_last(messages)}"
                )
        finally:
            _end(typist)


def _last(messages: IO[bytes]) -> str:
    """Return the last line of what it said; of an exception, that is its message."""
    messages.seek(0)
    lines = messages.read().decode(errors="replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "it says nothing.")


def _end(typist: "subprocess.Popen[bytes]") -> None:
    """Let it end by itself: only then its server's processor time counts as ours."""
    try:
        typist.communicate(timeout=_END_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        typist.kill()
        typist.communicate()


async def _type_until(is_over: threading.Event, options: Mapping[str, Any]) -> None:
    async with running_server(options=options) as server:
        await server.wait_until_ready()
        sys.stdout.write("\n")
        sys.stdout.flush()  # our parent waits for this line
        page = 0
        while not is_over.is_set():
            page += 1
            document = EditedDocument(
                server.client,
                uri=f"file:///second-{page}.md",
                text=OPENING,
                char_offset=len(OPENING),
            )
            await _type_page(document, is_over)


async def _type_page(document: EditedDocument, is_over: threading.Event) -> None:
    """Type the page's text letter by letter; what comes later than the next key is not waited for."""
    for letter in TO_TYPE:
        if is_over.is_set():
            return
        next_key = asyncio.create_task(asyncio.sleep(_BETWEEN_KEYS_S))
        document.type(letter)
        with suppress(TimeoutError):
            await asyncio.wait_for(document.ghost_text(), _BETWEEN_KEYS_S)
        await next_key


def main() -> None:
    """Type until this process's input is closed, as it is when its parent is killed."""
    is_over = threading.Event()

    def wait_for_end_of_input() -> None:
        os.read(sys.stdin.fileno(), 1)  # not through ``sys.stdin``, whose lock the end would need
        is_over.set()

    threading.Thread(target=wait_for_end_of_input, daemon=True).start()
    asyncio.run(_type_until(is_over, json.loads(sys.argv[1])))


if __name__ == "__main__":
    main()
