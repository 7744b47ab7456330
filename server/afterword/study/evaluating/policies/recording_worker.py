"""A worker that remembers what the model wrote, so that the gate can be asked again without it."""

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
    """Looks like the worker it wraps; the same request twice is served from memory.

    What was recorded with no lower bound on the probability serves every bound: what asks for it
    reads as far as it wants.
    """

    def __init__(self, worker: ModelWorker) -> None:
        """Wrap a worker that was started; closing it stays its owner's business."""
        super().__init__(_never_built)
        self._worker = worker
        self._recorded = dict[GenerationRequest, list[Piece]]()
        self.model_name = worker.model_name

    @property
    def is_ready(self) -> bool:
        """Whether requests are served."""
        return self._worker.is_ready

    def clear(self) -> None:
        """Forget all recordings."""
        self._recorded.clear()

    def generate(self, request: GenerationRequest) -> GenerationStream:
        """Serve what is recorded for this request, or let the model write and record it.

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
    """Passes pieces on and keeps them."""

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
    """Yields what was kept."""

    def __init__(self, request: GenerationRequest, pieces: list[Piece]) -> None:
        super().__init__(request)
        self._known = pieces

    async def pieces(self) -> AsyncIterator[Piece]:
        for piece in self._known:
            yield piece


def _never_built(_report: ReportStatus) -> Engine:
    raise EngineNotReadyError("The wrapped worker owns the engine.")
