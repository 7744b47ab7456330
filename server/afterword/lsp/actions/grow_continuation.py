"""Continues a paragraph for a client that shows the text while it is written."""

import asyncio
import contextlib
from contextlib import aclosing
from typing import Final

from lsprotocol import types

from afterword.engine.interface import Usage
from afterword.lsp.actions.action_arguments import GrowthTarget
from afterword.lsp.actions.action_run import ActionParts, ActionRun, begin
from afterword.lsp.actions.continuation_view import ContinuationView, Outcome
from afterword.lsp.actions.continue_paragraph import continuation_title
from afterword.prose.words.word_boundaries import count_words
from afterword.writing.task import TaskTarget

GROW_CONTINUATION: Final = "afterword.growContinuation"


class GrowingContinuations:
    """The continuations that clients show; at most one for each document."""

    def __init__(self, parts: ActionParts) -> None:
        """Show none yet. ``parts`` are those that all actions use."""
        self._parts = parts
        self._views: dict[str, ContinuationView] = {}
        """By the URI of the document."""

    def follow(self, uri: str) -> None:
        """Show what is left of a continuation after its document was changed or closed."""
        if view := self._views.get(uri):
            view.follow()

    async def grow(
        self, target: GrowthTarget, *, token: types.ProgressToken | None = None
    ) -> Outcome:
        """Show a continuation while it is written, and afterwards, until the writer has decided.

        Cancelling the task stops the model: so a client says that the writer took what was shown so
        far, or wants none of it.

        Args:
            target: the place, the task, and the client's name for the continuation.
            token: the progress bar that came with the request, if one did.

        Raises:
            DocumentError: the document is not open, or is not the one that the writer saw.
            AfterwordError: the model is not ready, failed, or found nothing to add.
        """
        run = await begin(self._parts, target)
        uri = run.snapshot.passage.uri
        view = ContinuationView(
            run.snapshot,
            view_id=target.id,
            documents=self._parts.documents,
            send=self._parts.server.protocol.notify,
        )
        if older := self._views.get(uri):
            older.give_way()
        self._views[uri] = view
        writing = asyncio.create_task(self._write(view, run, target, token))
        try:
            await asyncio.wait({writing, view.ended}, return_when=asyncio.FIRST_COMPLETED)
            if not view.ended.done():
                writing.result()
            return await view.ended
        finally:
            writing.cancel()
            (written,) = await asyncio.gather(writing, return_exceptions=True)
            if self._views.get(uri) is view:
                del self._views[uri]
            # Not earlier: in Neovim a question would end the mode in which a text is shown.
            if view.has_text and not self._views and not isinstance(written, Exception):
                self._parts.after_paragraph(written if isinstance(written, Usage) else None)

    async def _write(
        self,
        view: ContinuationView,
        run: ActionRun,
        target: GrowthTarget,
        token: types.ProgressToken | None,
    ) -> Usage | None:
        """Show the text as it grows; return how long all of it took."""
        growing = run.service.continuer.grow(
            run.snapshot.passage,
            TaskTarget(task=target.task, speaker=target.speaker),
            controls=target.controls,
        )
        last = None
        async with aclosing(growing):
            with contextlib.closing(
                self._parts.open_bar(token, title=continuation_title(target))
            ) as bar:
                async for continuation in growing:
                    bar.report(f"{count_words(continuation.text)} words")
                    view.show(continuation.text, continuation.insert_char_offset)
                    last = continuation
        view.finish()
        if last is None:
            return None
        if last.note:
            self._parts.server.show_info(last.note)
        return last.usage
