"""Shows the writer what the model reads at a place."""

from pygls.exceptions import JsonRpcInvalidParams

from afterword.lsp.actions.action_arguments import ContextRequest
from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.session import Session
from afterword.writing.prompt_explanation import PromptPurpose, explain_prompt


def describe_context(
    documents: OpenDocuments, session: Session, request: ContextRequest
) -> dict[str, object]:
    """Return a title and a Markdown text for a client to open, read-only.

    Raises:
        JsonRpcInvalidParams: the document is not open.
    """
    snapshot = documents.snapshot(request.uri, request.selected.start)
    if snapshot is None:
        raise JsonRpcInvalidParams("This document is not open.")
    settings, service = snapshot.passage.settings, session.service
    is_ghost = request.job is PromptPurpose.GHOST_TEXT
    text = explain_prompt(
        snapshot.passage,
        purpose=request.job,
        model=settings.inline_model if is_ghost else settings.paragraph_model,
        controls=request.controls,
        follows_instructions=service is not None and service.follows_instructions,
    )
    return {"title": f"What the model reads for {request.job}", "text": text}
