"""A worker that records generated text, so that other thresholds need no new generation."""

from collections.abc import AsyncIterator
from dataclasses import replace

from afterword.engine.interface import (
    Engine,
    GenerationRequest,
    Piece,
    Priority,
    ReportStatus,
)
from afterword.engine.scheduling.generation_stream import GenerationStream
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import EngineNotReadyError


class RecordingWorker(ModelWorker):
    """Wraps a worker; a request that was made before is answered from memory.

    Requests are recorded without a lower bound on the probability, so a recording serves every
    bound: the reader stops where it likes.
    """

    def __init__(self, worker: ModelWorker) -> None:
        """Wrap a worker that was started; its owner closes it."""
        super().__init__(_never_built)
        self._worker = worker
        self._recorded = dict[GenerationRequest, list[Piece]]()
        self.model_name, self.voice = worker.model_name, worker.voice

    @property
    def is_ready(self) -> bool:
        """Whether the wrapped worker has loaded its model."""
        return self._worker.is_ready

    def clear(self) -> None:
        """Drop all recordings."""
        self._recorded.clear()

    def generate(self, request: GenerationRequest) -> GenerationStream:
        """Return the recording of this request, or generate and record it.

        Raises:
            EngineNotReadyError: the model is not loaded.
        """
        request = replace(request, min_probability=0.0, draft_text="", priority=Priority.GHOST)
        known = self._recorded.get(request)
        if known is not None:
            return _Replayed(request, known)
        pieces = self._recorded[request] = list[Piece]()
        return _Recorded(self._worker.generate(request), pieces)


class _Recorded(GenerationStream):
    """Yields the pieces of another stream and records them."""

    def __init__(self, source: GenerationStream, pieces: list[Piece]) -> None:
        super().__init__(source.request)
        self._source = source
        self._pieces = pieces
        self.cancel_token = source.cancel_token

    async def pieces(self) -> AsyncIterator[Piece]:
        async for piece in self._source.pieces():
            self._pieces.append(piece)
            yield piece


class _Replayed(GenerationStream):
    """Yields recorded pieces."""

    def __init__(self, request: GenerationRequest, pieces: list[Piece]) -> None:
        super().__init__(request)
        self._known = pieces

    async def pieces(self) -> AsyncIterator[Piece]:
        for piece in self._known:
            yield piece


def _never_built(_report: ReportStatus) -> Engine:
    raise EngineNotReadyError("The wrapped worker owns the engine.")
