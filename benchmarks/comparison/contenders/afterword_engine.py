"""Afterword's engine, through the worker thread that serves the editor.

usage: afterword_engine.py MODEL THREADS
"""

import asyncio
import sys
from dataclasses import asdict
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
            return asdict(runner.run(measure_speed(worker, **request)))

        answer_requests(answer)


if __name__ == "__main__":
    main()
