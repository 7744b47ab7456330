"""What a client can show in a status bar: the model, its work, and why nothing comes here."""

from typing import TYPE_CHECKING

from lsprotocol import types

from afterword.lsp.arguments import Place
from afterword.writing.workshop import Workshop

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer


def describe_status(server: "AfterwordServer", place: Place | None) -> dict[str, object]:
    """Return the state of the server as plain JSON.

    Args:
        server: whose.
        place: a cursor in an open document; ``silence`` says why no ghost text comes there
            whatever the model thinks, and is null if some may.
    """
    session, status = server.session, server.session.status
    workshop = session.workshop
    return {
        "phase": status.phase.value,
        "message": status.message,
        "percent": status.percent,
        "model": server.configuration.settings.inline_model,
        "runtime": workshop.runtime if workshop else "",
        "paragraph": _describe_paragraph_model(server, workshop),
        "is_busy": workshop is not None and workshop.is_busy,
        "is_paused": session.pause.is_on,
        "last_ghost_ms": server.last_ghost_ms,
        "silence": None if place is None else _silence_at(server, place.uri, place.position),
        "problems": list(server.configuration.problems),
    }


def _describe_paragraph_model(
    server: "AfterwordServer", workshop: Workshop | None
) -> dict[str, object]:
    """Return the same of the model that writes paragraphs, which may be the one of ghost text."""
    status = workshop.paragraph_status if workshop else server.session.status
    return {
        "phase": status.phase.value,
        "message": status.message,
        "percent": status.percent,
        "model": server.configuration.settings.paragraph_model,
        "runtime": workshop.paragraph_runtime if workshop else "",
    }


def _silence_at(server: "AfterwordServer", uri: str, position: types.Position) -> str | None:
    snapshot = server.protocol.workspace.snapshot(uri, position)
    workshop = server.session.workshop
    if snapshot is None or workshop is None:
        return None
    reason = workshop.completer.reason_for_silence(snapshot.passage)
    return None if reason is None else reason.value
