"""What one model takes: seconds to load, memory, and time to read a page and to write.

usage: python benchmarks/cost/model_cost.py MODEL [--threads N]

MODEL is a name of the catalogue or a folder; the first run prepares it. It prints JSON.
"""

import argparse
import asyncio
import json
import resource
import time
from dataclasses import asdict, dataclass

from afterword.engine.loading.engine_builder import engine_builder
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.settings import Settings
from afterword.study.benchmarking.engine_speed import EngineSpeed, measure_speed, prompt_of

PROMPT_TOKENS = 512
WRITTEN_TOKENS = 24
ROUNDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCost:
    """What a process took to load a model, and to use it."""

    load_s: float
    peak_mb: float
    prompt_tokens: int
    prefill_tokens_per_s: float
    """Of the quickest round, as is the next figure."""
    decode_ms: float
    """Milliseconds for one run of the model."""


def main() -> None:
    """Print the cost of one model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--threads", type=int, default=0)
    arguments = parser.parse_args()
    settings = Settings.model_validate({"model": arguments.model, "threads": arguments.threads})
    print(json.dumps(asdict(asyncio.run(measure_cost(settings)))))


async def measure_cost(settings: Settings) -> ModelCost:
    """Load a model as the server does, read a page and write a little."""
    started_s = time.perf_counter()
    worker = ModelWorker(engine_builder(settings))
    try:
        worker.start()
        await worker.wait_until_ready()
        load_s = time.perf_counter() - started_s
        speeds: list[EngineSpeed] = []
        for serial in range(ROUNDS):
            prompt = prompt_of(PROMPT_TOKENS, serial=serial)
            speeds.append(await measure_speed(worker, prompt, write_tokens=WRITTEN_TOKENS))
    finally:
        worker.close()
    return ModelCost(
        load_s=load_s,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        prompt_tokens=speeds[-1].prompt_tokens,
        prefill_tokens_per_s=max(speed.prefill_tokens_per_s for speed in speeds),
        decode_ms=min(speed.decode_ms_per_forward for speed in speeds),
    )


if __name__ == "__main__":
    main()
