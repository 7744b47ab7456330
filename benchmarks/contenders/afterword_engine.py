"""Afterword's engine, through the worker thread that serves the editor.

usage: afterword_engine.py MODEL THREADS
"""

import asyncio
import sys
from typing import Any

from request_loop import answer_requests

from afterword.engine.loading.engine_builder import engine_builder
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.settings import Settings
from afterword.study.benchmarking.engine_speed import measure_speed


def main() -> None:
    """Load the model and measure what is asked for."""
    settings = Settings(model=sys.argv[1], threads=int(sys.argv[2]))
    worker = ModelWorker(engine_builder(settings))
    worker.start()
    with asyncio.Runner() as runner:
        runner.run(worker.wait_until_ready())

        def answer(request: dict[str, Any]) -> dict[str, Any]:
            speed = runner.run(
                measure_speed(worker, request["prompt"], write_tokens=request["write_tokens"])
            )
            return {
                "prompt_tokens": speed.prompt_tokens,
                "prefill_s": speed.prefill_s,
                "forwards": speed.forwards,
                "written_tokens": speed.written_tokens,
                "decode_s": speed.decode_s,
            }

        answer_requests(answer)


if __name__ == "__main__":
    main()
