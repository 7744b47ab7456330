"""Ghost text and paragraphs with their models, as the language server and the commands use them."""

import asyncio
from collections.abc import Callable
from functools import cache

from afterword.engine.instructions.instruction_support import supports_instructions
from afterword.engine.interface import BuildEngine, EnginePhase, EngineStatus
from afterword.engine.loading.voice_choice import NO_VOICE, VoiceChoice
from afterword.engine.scheduling.memory_budget import MACHINE, Memory, Room
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.engine.scheduling.on_demand_worker import MIN_IDLE_S, OnDemandWorker
from afterword.errors import MemoryShortageError
from afterword.settings import Settings
from afterword.writing.ghost_text.completer import Completer
from afterword.writing.ghost_text.pause import Pause
from afterword.writing.paragraph.continuer import Continuer
from afterword.writing.passage import Passage
from afterword.writing.rewrite.rewriter import Rewriter

OnStatus = Callable[[EngineStatus], None]


class WritingService:
    """One model for ghost text and paragraphs, or two, on one thread; and what generates with them."""

    def __init__(
        self,
        settings: Settings,
        build_engine: BuildEngine,
        *,
        build_paragraph_engine: BuildEngine | None = None,
        voices: VoiceChoice = NO_VOICE,
        memory: Memory = MACHINE,
        pause: Pause | None = None,
    ) -> None:
        """Put the parts together; nothing is loaded before ``start``.

        Args:
            settings: the models, and the limits of their memory and idle time.
            build_engine: builds the model of ghost text.
            build_paragraph_engine: builds the one of paragraphs; None if it is the same.
            voices: the voices that both are built with.
            memory: the memory of this machine.
            pause: suppresses ghost text while it is on; may outlive this service.
        """
        self._settings = settings
        self._memory = memory
        self.voices = voices
        """The voices that both models write with, or will as soon as they are loaded."""
        self._worker = ModelWorker(build_engine)
        self._on_paragraph_status: OnStatus | None = None
        self.completer = Completer(self._worker, pause=pause)
        """The part that suggests ghost text."""
        self._supports_instructions = cache(supports_instructions)  # it reads files
        self._write_paragraphs_with(build_paragraph_engine)

    @property
    def status(self) -> EngineStatus:
        """The phase of ghost text's model now."""
        return self._worker.status

    @property
    def paragraph_status(self) -> EngineStatus:
        """The phase of the paragraphs' model now; a second model is stopped while it is not used."""
        return (self._paragraph_worker or self._worker).status

    @property
    def follows_instructions(self) -> bool:
        """Whether the paragraphs' model follows instructions."""
        return self._supports_instructions(
            self._settings.paragraph_model,
            engine_answer=(self._paragraph_worker or self._worker).follows_instructions,
        )

    @property
    def is_busy(self) -> bool:
        """Whether a model works now."""
        return self._worker.is_busy

    @property
    def runtime(self) -> str:
        """A description of ghost text's runtime; empty until it is ready."""
        return self._worker.runtime

    @property
    def paragraph_runtime(self) -> str:
        """A description of the paragraphs' runtime; empty until it was loaded once."""
        return (self._paragraph_worker or self._worker).runtime

    @property
    def voice(self) -> str:
        """The voice in which ghost text is written now; empty for the model as it is."""
        return self._worker.voice

    @property
    def paragraph_voice(self) -> str:
        """The voice in which the last paragraph was written; empty for the model as it is."""
        return (self._paragraph_worker or self._worker).voice

    @property
    def voice_problem(self) -> str:
        """Why a voice doesn't serve that should, with the next step; empty if all do."""
        problems = (self.voices.problem, self.status.problem, self.paragraph_status.problem)
        return next(filter(None, problems), "")

    @property
    def settings(self) -> Settings:
        """The settings with the models' names."""
        return self._settings

    def start(
        self, on_status: OnStatus | None = None, on_paragraph_status: OnStatus | None = None
    ) -> None:
        """Prepare and load ghost text's model on the engine's thread; returns at once.

        Both callbacks run on the running event loop, at every change of phase; the second one for
        the paragraphs' model, if it is another one.
        """
        self._worker.start(on_status)
        self._on_paragraph_status = on_paragraph_status
        if self._paragraph_worker is not None:
            self._paragraph_worker.start(on_paragraph_status)

    async def wait_until_ready(self) -> None:
        """Return when ghost text's model is ready.

        Raises:
            AfterwordError: its model could not be prepared or loaded.
        """
        await self._worker.wait_until_ready()

    async def read_ahead(self, passage: Passage) -> None:
        """Read a passage as it is read to continue its paragraph, and load the model for that.

        A model is loaded only where nothing has to be fetched, unpacked or unloaded for it.
        """
        worker = self._paragraph_worker
        if worker is not None and not worker.is_ready:
            is_failed = worker.status.phase is EnginePhase.FAILED
            if is_failed or not await asyncio.to_thread(self._is_at_hand):
                return
        self.continuer.read_ahead(passage)

    def use_memory_settings(self, settings: Settings) -> None:
        """Use other limits of memory and time from the next loading on.

        All other settings are read from each passage; other models need another service.
        """
        self._settings = settings
        if self._paragraph_worker is not None:
            self._paragraph_worker.unload_after(_unload_after_s(settings))

    async def use_paragraph_model(
        self, settings: Settings, build_paragraph_engine: BuildEngine | None
    ) -> None:
        """Have another model write paragraphs from now on; ghost text's model goes on as it is.

        What ghost text's model is writing goes on too; what the other one is writing is refused.

        Args:
            settings: name the model.
            build_paragraph_engine: builds it; None if it is that of ghost text.
        """
        old = self._paragraph_worker
        if old is not None:
            old.close()
            # Two of them at once may not fit into memory.
            await asyncio.to_thread(old.wait_until_unloaded)
        self._settings = settings
        self._write_paragraphs_with(build_paragraph_engine)
        if self._paragraph_worker is not None:
            self._paragraph_worker.start(self._on_paragraph_status)

    def use_voices(
        self,
        voices: VoiceChoice,
        build_engine: BuildEngine,
        build_paragraph_engine: BuildEngine | None,
    ) -> None:
        """Write in other voices as soon as they are loaded; until then the present ones go on.

        Args:
            voices: the voices.
            build_engine: builds the model of ghost text with its voice.
            build_paragraph_engine: builds the one of paragraphs; None if it is the same.
        """
        old, self.voices = self.voices, voices
        if old.inline != voices.inline:
            self._worker.switch(build_engine)
        if old.paragraph != voices.paragraph and self._paragraph_worker and build_paragraph_engine:
            self._paragraph_worker.switch(build_paragraph_engine)

    async def wait_for_voice(self) -> None:
        """Return when ghost text is written in the voice that was chosen last, or can't be."""
        await self._worker.wait_until_switched()

    def forget(self, uri: str) -> None:
        """Drop what is kept about a document that was closed."""
        self.completer.forget(uri)
        self.continuer.forget(uri)
        self.rewriter.forget(uri)

    def close(self) -> None:
        """End all work; the engine's thread is gone within a second."""
        if self._paragraph_worker is not None:
            self._paragraph_worker.close()
        self._worker.close()

    def _write_paragraphs_with(self, build_engine: BuildEngine | None) -> None:
        """Make what writes paragraphs, with a model of its own unless ``build_engine`` is None."""
        self._paragraph_worker = build_engine and OnDemandWorker(
            build_engine,
            beside=self._worker,
            find_room=self._find_room,
            unload_after_s=_unload_after_s(self._settings),
        )
        writer = self._paragraph_worker or self._worker
        self.continuer = Continuer(writer, follows_instructions=lambda: self.follows_instructions)
        """The part that continues paragraphs."""
        self.rewriter = Rewriter(writer)
        """The part that rewords sentences, with a model that follows instructions."""

    def _is_at_hand(self) -> bool:
        """Return whether the paragraphs' model is prepared, and has room beside the other one."""
        try:
            is_prepared = self._memory.is_prepared(self._settings.paragraph_model)
            return is_prepared and self._find_room() is Room.BESIDE
        except MemoryShortageError:
            return False

    def _find_room(self) -> Room:
        return self._memory.find_room(
            self._settings.paragraph_model,
            beside=self._settings.inline_model,
            is_loaded=self._worker.is_ready,
            limit_mb=self._settings.memory_mb,
        )


def _unload_after_s(settings: Settings) -> float:
    """Return how many seconds the idle model of paragraphs stays loaded."""
    return max(MIN_IDLE_S, settings.paragraph.unload_after_minutes * 60)
