"""Lets the writer choose one of several texts in a message of the editor's."""

from collections.abc import Sequence
from typing import Final

from lsprotocol import types
from pygls.exceptions import JsonRpcMethodNotFound

from afterword.errors import DocumentError
from afterword.lsp.server import AfterwordServer

PREVIEW_CHARS: Final = 90
"""The most characters of a text on one button."""


async def choose_in_message(
    server: AfterwordServer, question: str, texts: Sequence[str], *, next_step: str
) -> int | None:
    """Return which of several texts the writer chooses, from 0; None if they choose nothing.

    Raises:
        DocumentError: the editor can't show such a message; ``next_step`` is what the writer can do then.
    """
    titles = [preview(number, text) for number, text in enumerate(texts, start=1)]
    request = types.ShowMessageRequestParams(
        type=types.MessageType.Info,
        message=question,
        actions=[types.MessageActionItem(title=title) for title in titles],
    )
    try:
        chosen = await server.window_show_message_request_async(request)
    except JsonRpcMethodNotFound as error:
        raise DocumentError(
            "This editor can't let you choose from several texts.", next_step=next_step
        ) from error
    return titles.index(chosen.title) if chosen and chosen.title in titles else None


def preview(number: int, text: str) -> str:
    """Return the beginning of a text on one line, numbered, so that no two are the same."""
    line = " ".join(text.split())
    cut = line if len(line) <= PREVIEW_CHARS else f"{line[: PREVIEW_CHARS - 1]}…"
    return f"{number}. {cut}"
