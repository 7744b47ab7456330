"""Offers a larger model once, beside the first paragraph that a small one has written."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from afterword.engine.interface import EnginePhase, EngineStatus, Usage
from afterword.engine.loading.paragraph_model import LargerModel, estimate_paragraph_s
from afterword.errors import AfterwordError
from afterword.lsp.core.client_capabilities import Client
from afterword.lsp.core.session import Session
from afterword.lsp.larger_model.installation import Installations
from afterword.lsp.larger_model.shown_once import show_once
from afterword.lsp.server import AfterwordServer
from afterword.settings import Settings

INSTALL: Final = "Install"
NOT_NOW: Final = "Not now"
FindLargerModel = Callable[[Settings], LargerModel | None]
"""Returns the model that could be installed, by the settings in use; it reads files."""


class LargerModelOffer:
    """The offer of one client's server."""

    def __init__(
        self,
        server: AfterwordServer,
        *,
        client: Client,
        session: Session,
        installations: Installations,
        find: FindLargerModel,
        notices: Path,
    ) -> None:
        """Offer nothing yet.

        Args:
            server: shows the question.
            client: says whether it can.
            session: writes with the model once it is there.
            installations: installs it.
            find: says which model to offer.
            notices: the folder that remembers what was shown.
        """
        self._server = server
        self._client = client
        self._session = session
        self._installations = installations
        self._find = find
        self._notices = notices
        self._usage: Usage | None = None
        self._model: LargerModel | None = None

    def describe(self) -> dict[str, object] | None:
        """Return the model that could be installed, for a client's menu; None if there is none."""
        if self._model is None:
            return None
        entry = self._model.entry
        return {
            "name": entry.name,
            "title": entry.title,
            "licence": entry.licence,
            "download_mb": round(entry.download_bytes / 1e6),
            "memory_mb": round(self._model.memory_bytes / 1e6),
            "paragraph_s": self._paragraph_s(self._model),
            "is_installing": self._installations.is_running,
        }

    def follow(self, status: EngineStatus) -> None:
        """Look again when ghost text's model is ready."""
        if status.phase is EnginePhase.READY:
            self._server.keep(asyncio.create_task(self.refresh()))

    async def refresh(self) -> None:
        """Look again whether there is a larger model to install."""
        service = self._session.service
        if service is not None:
            self._model = await asyncio.to_thread(self._find, service.settings)

    def after_paragraph(self, usage: Usage | None) -> None:
        """Offer the model beside a paragraph that was written; returns at once.

        Without a ``usage``, what was measured before still holds.
        """
        self._usage = usage or self._usage
        self._server.keep(asyncio.create_task(self._offer()))

    async def install(self, name: str, *, title: str = "") -> bool:
        """Install a model, and write with it from then on; return False if it was cancelled.

        Raises:
            AfterwordError: it could not be installed.
        """
        is_there = await self._installations.install(name, title=title or name)
        if is_there:
            await self._session.choose_again()
            await self.refresh()
            self._server.show_info(f"{name} is installed. {self._its_use(name)}")
        return is_there

    async def _offer(self) -> None:
        await self.refresh()
        model = self._model
        if model is None or self._installations.is_running:
            return
        if self._server.protocol.is_shut_down:
            return  # a text that was shown ends with the editor, in which nobody sees a question
        if not show_once(self._notices, f"larger-model-{model.entry.name}"):
            return
        question = self._question(model)
        wants_it = await self._ask(question)
        if wants_it is None:
            command = f"`{model.entry.install_command}`"
            self._server.show_info(f"{question} To install it, run {command} in a terminal.")
        if wants_it:
            try:
                await self.install(model.entry.name, title=model.entry.title)
            except AfterwordError as error:
                self._server.show_error(str(error))

    async def _ask(self, question: str) -> bool | None:
        """Return whether the writer wants the model; None if the editor can't ask."""
        if not self._client.capabilities.lets_choose:
            return None
        actions = [types.MessageActionItem(title=each) for each in (INSTALL, NOT_NOW)]
        try:
            chosen = await self._server.window_show_message_request_async(
                types.ShowMessageRequestParams(
                    type=types.MessageType.Info, message=question, actions=actions
                )
            )
        except JsonRpcException:  # it can't after all
            return None
        return chosen is not None and chosen.title == INSTALL

    def _its_use(self, name: str) -> str:
        service = self._session.service
        writes = service is not None and service.settings.paragraph_model == name
        if writes:
            return "It writes paragraphs from now on."
        return "To write with it, set `model` or `paragraph.model` to its name."

    def _question(self, model: LargerModel) -> str:
        entry = model.entry
        seconds = self._paragraph_s(model)
        speed = (
            "" if seconds is None else f", and about {seconds:.0f} s a paragraph on this machine"
        )
        return (
            f"A larger model writes better paragraphs here: {entry.title} ({entry.licence}). It "
            f"takes a download of {entry.download_bytes / 1e6:,.0f} MB, "
            f"{model.memory_bytes / 1e6:,.0f} MB of memory{speed}. Ghost text stays as it is."
        )

    def _paragraph_s(self, model: LargerModel) -> float | None:
        service = self._session.service
        if service is None or self._usage is None:
            return None
        seconds = estimate_paragraph_s(
            model.entry, self._usage, measured=service.settings.paragraph_model
        )
        return None if seconds is None else max(1.0, round(seconds, 1))
