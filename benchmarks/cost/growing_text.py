"""How soon a continuation that grows shows its first words, and whether it ends as the others do.

usage: python benchmarks/cost/growing_text.py TEXTS... [--model NAME] [--words 60] [--compare]

At the end of each text the menu of actions is opened, as a writer opens it; after ``--pause`` seconds
the paragraph is continued. The time is the client's, from its command to the server's notification.
With ``--compare`` the same place is then continued with the same seed without showing it grow.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from afterword.prose.words.word_boundaries import count_words
from afterword.study.benchmarking.editor.language_client import (
    Direction,
    LanguageClient,
    Message,
    ServerConnection,
    start_server,
)

SERVER: Final = (sys.executable, "-m", "afterword", "serve")
GREW: Final = "afterword/continuationGrew"
READY_S: Final = 300.0
"""Seconds that a model may take to load."""
SEED: Final = 3
CAPABILITIES: Final[dict[str, Any]] = {
    "experimental": {"afterwordContinuation": True},
    "workspace": {"applyEdit": True},
    "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {}}}},
}


class Writer:
    """An editor that shows a continuation while it is written."""

    def __init__(self, connection: ServerConnection) -> None:
        self.states: asyncio.Queue[tuple[float, dict[str, Any]]] = asyncio.Queue()
        self.edits: asyncio.Queue[str] = asyncio.Queue()
        self.client = LanguageClient(
            connection,
            handlers={"workspace/applyEdit": self._take_edit},
            on_message=self._note,
        )

    def _note(self, direction: Direction, message: Message) -> None:
        if direction is Direction.RECEIVED and message.get("method") == GREW:
            self.states.put_nowait((time.perf_counter(), message["params"]))

    def _take_edit(self, params: Any) -> object:
        ((edit,),) = params["edit"]["changes"].values()
        self.edits.put_nowait(edit["newText"])
        return {"applied": True}

    async def run(self, command: str, argument: object) -> Any:
        """Run a command with one argument."""
        params = {"command": command, "arguments": [argument]}
        return await self.client.request("workspace/executeCommand", params)

    async def until_ready(self, *, of_paragraphs: bool) -> None:
        """Return when the model for ghost text, or that for paragraphs, is loaded."""
        async with asyncio.timeout(READY_S):
            while True:
                status = await self.client.request(
                    "workspace/executeCommand", {"command": "afterword.status", "arguments": []}
                )
                if (status["paragraph"] if of_paragraphs else status)["phase"] == "ready":
                    return
                await asyncio.sleep(0.1)


async def measure(texts: Mapping[str, str], options: argparse.Namespace) -> None:
    """Print a line for each text, and the medians."""
    writer = Writer(await start_server(*SERVER))
    paragraph: dict[str, Any] = {"max_words": options.words, "follow_rhythm": False, "seed": SEED}
    if options.model:
        paragraph["model"] = options.model
    await writer.client.request(
        "initialize",
        {
            "processId": None,
            "rootUri": None,
            "capabilities": CAPABILITIES,
            "initializationOptions": {"paragraph": paragraph},
        },
    )
    writer.client.notify("initialized", {})
    await writer.until_ready(of_paragraphs=False)
    first_ms: list[float] = []
    whole_ms: list[float] = []
    same = 0
    for uri, text in texts.items():
        place = await _open(writer, uri, text)
        await writer.until_ready(of_paragraphs=True)
        await asyncio.sleep(options.pause)
        first, whole, written = await _grow(writer, place)
        first_ms.append(first)
        whole_ms.append(whole)
        print(
            f"{uri.rpartition('/')[2]}: {first:.0f} ms, whole {whole:.0f} ms, {count_words(written)} words"
        )
        if options.compare:
            await writer.run("afterword.continueParagraph", place)
            same += await writer.edits.get() == written
    first_words = f"first words {statistics.median(first_ms):.0f} ms (most {max(first_ms):.0f})"
    print(f"median: {first_words}, whole {statistics.median(whole_ms):.0f} ms")
    if options.compare:
        print(f"the same text without being shown: {same} of {len(texts)}")
    await writer.client.end()


async def _open(writer: Writer, uri: str, text: str) -> dict[str, Any]:
    """Open a text and the menu of actions at its end; return the place."""
    item = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
    writer.client.notify("textDocument/didOpen", {"textDocument": item})
    last = text.rpartition("\n")[2]
    position = {"line": text.count("\n"), "character": len(last.encode("utf-16-le")) // 2}
    await writer.client.request(
        "textDocument/codeAction",
        {
            "textDocument": {"uri": uri},
            "range": {"start": position, "end": position},
            "context": {"diagnostics": []},
        },
    )
    return {"uri": uri, "position": position}


async def _grow(writer: Writer, place: dict[str, Any]) -> tuple[float, float, str]:
    """Return the milliseconds to the first words and to the whole text, and the text."""
    begun_s = time.perf_counter()
    params = {"command": "afterword.growContinuation", "arguments": [{**place, "id": "1"}]}
    number, answer = writer.client.send_request("workspace/executeCommand", params)
    first_s, state = await writer.states.get()
    last_s = first_s
    while not state["is_whole"]:
        last_s, state = await writer.states.get()
    writer.client.cancel(number)
    await asyncio.gather(answer, return_exceptions=True)
    return (first_s - begun_s) * 1e3, (last_s - begun_s) * 1e3, state["text"]


def main() -> None:
    """Read the command line, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--model", default="")
    parser.add_argument("--words", type=int, default=60)
    parser.add_argument("--pause", type=float, default=2.0)
    parser.add_argument("--compare", action="store_true")
    options = parser.parse_args()
    texts = {
        path.resolve().as_uri(): path.read_text(encoding="utf-8").rstrip() for path in options.texts
    }
    asyncio.run(measure(texts, options))


if __name__ == "__main__":
    main()
