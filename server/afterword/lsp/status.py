"""What a client can show in a status bar: the model, its work, and why nothing comes here."""

from typing import TYPE_CHECKING

from lsprotocol import types

from afterword.engine.interface import EngineStatus
from afterword.lsp.actions.action_arguments import ActionTarget

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer


def describe_status(server: "AfterwordServer", place: ActionTarget | None) -> dict[str, object]:
    """Return the state of the server as plain JSON.

    Args:
        server: whose; the model of ghost text stands for itself, that of paragraphs under its name.
        place: a cursor in an open document; ``silence`` says why no ghost text comes there
            whatever the model thinks, and is null if some may.
    """
    session, settings = server.session, server.configuration.settings
    service = session.service
    ghost, paragraph = session.status, service.paragraph_status if service else session.status
    return {
        **_describe_model(ghost, settings.inline_model, service.runtime if service else ""),
        "paragraph": _describe_model(
            paragraph,
            settings.paragraph_model,
            service.paragraph_runtime if service else "",
        ),
        "paragraph_follows_instructions": service is not None and service.follows_instructions,
        "is_busy": service is not None and service.is_busy,
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
    service = server.session.service
    if snapshot is None or service is None:
        return None
    reason = service.completer.reason_for_silence(snapshot.passage)
    return None if reason is None else reason.value
