"""The command that shows the writer what the model reads."""

from typing import TYPE_CHECKING

from pygls.exceptions import JsonRpcInvalidParams

from afterword.lsp.actions.action_arguments import ContextWanted
from afterword.writing.prompt_explanation import PromptPurpose, explain_prompt

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer


def describe_context(server: "AfterwordServer", wanted: ContextWanted) -> dict[str, object]:
    """Return a title and a Markdown text for a client to open, read-only.

    Raises:
        JsonRpcInvalidParams: the document is not open.
    """
    place = wanted.place
    snapshot = server.protocol.workspace.snapshot(place.uri, place.position)
    if snapshot is None:
        raise JsonRpcInvalidParams("This document is not open.")
    settings = snapshot.passage.settings
    is_ghost = wanted.job is PromptPurpose.GHOST_TEXT
    model = settings.inline_model if is_ghost else settings.paragraph_model
    service = server.session.service
    text = explain_prompt(
        snapshot.passage,
        purpose=wanted.job,
        model=model,
        controls=place.controls,
        follows_instructions=service is not None and service.follows_instructions,
    )
    return {"title": f"What the model reads for {wanted.job}", "text": text}
