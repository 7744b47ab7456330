"""A cancel that is measured while a prompt is read comes while it is read."""

import time
from collections.abc import Iterator

from afterword.engine.interface import PAUSE, CancelToken, GenerationRequest, Piece
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.study.benchmarking.engine_speed import measure_cancel_reading
from fakes.scripted_engine import ScriptedEngine


class ReadingEngine(ScriptedEngine):
    """Reads prompts in parts, for ten seconds or until it is cancelled, and then writes a word."""

    was_cancelled = False

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[Piece]:
        """Yield nothing but pauses until the prompt is read."""
        ends_s = time.monotonic() + 10
        while time.monotonic() < ends_s and not cancel.is_cancelled:
            time.sleep(0.001)
            yield PAUSE
        self.was_cancelled = cancel.is_cancelled
        yield from super().generate(request, CancelToken())


async def test_a_prompt_is_cancelled_while_it_is_read() -> None:
    engine = ReadingEngine("word")
    worker = ModelWorker(engine.build)
    worker.start()
    try:
        await worker.wait_until_ready()
        await measure_cancel_reading(worker, "prompt", seed=0)
    finally:
        worker.close()
    assert engine.was_cancelled
