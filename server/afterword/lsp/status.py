"""What a client can show in a status bar: the model, its work, and why nothing comes here."""

from typing import TYPE_CHECKING

from lsprotocol import types

from afterword.engine.interface import EngineStatus
from afterword.lsp.actions.action_arguments import Place

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer


def describe_status(server: "AfterwordServer", place: Place | None) -> dict[str, object]:
    """Return the state of the server as plain JSON.

    Args:
        server: whose; the model of ghost text stands for itself, that of paragraphs under its name.
        place: a cursor in an open document; ``silence`` says why no ghost text comes there
            whatever the model thinks, and is null if some may.
    """
    session, settings = server.session, server.configuration.settings
    workshop = session.workshop
    ghost, paragraph = session.status, workshop.paragraph_status if workshop else session.status
    return {
        **_describe_model(ghost, settings.inline_model, workshop.runtime if workshop else ""),
        "paragraph": _describe_model(
            paragraph,
            settings.paragraph_model,
            workshop.paragraph_runtime if workshop else "",
        ),
        "paragraph_follows_instructions": workshop is not None and workshop.follows_instructions,
        "is_busy": workshop is not None and workshop.is_busy,
        "is_paused": session.pause.is_on,
        "last_ghost_ms": server.last_ghost_ms,
        "silence": None if place is None else _silence_at(server, place.uri, place.position),
        "problems": list(server.configuration.problems),
    }


def _describe_model(status: EngineStatus, model: str, runtime: str) -> dict[str, object]:
    return {
        "phase": status.phase.value,
        "message": status.message,
        "percent": status.percent,
        "model": model,
        "runtime": runtime,
    }


def _silence_at(server: "AfterwordServer", uri: str, position: types.Position) -> str | None:
    snapshot = server.protocol.workspace.snapshot(uri, position)
    workshop = server.session.workshop
    if snapshot is None or workshop is None:
        return None
    reason = workshop.completer.reason_for_silence(snapshot.passage)
    return None if reason is None else reason.value
