"""How long the server takes to its first ghost text: once with an empty cache, then prepared.

usage: python benchmarks/comparison/start_times.py [--runs 3] [--transcript]
"""

import argparse
import asyncio
import json
import os
import statistics
import tempfile
from collections.abc import Mapping
from dataclasses import fields

from afterword.study.benchmarking.editor.language_client import Direction, Message
from afterword.study.benchmarking.server_start import ServerStart, measure_start


def main() -> None:
    """Print one row for the first-ever start and the medians of the prepared ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="prepared starts")
    parser.add_argument("--transcript", action="store_true", help="show the messages of one start")
    arguments = parser.parse_args()
    first, later = asyncio.run(
        measure_starts(arguments.runs, options={}, has_transcript=arguments.transcript)
    )
    print(f"{'':14} {'first-ever':>10} {'prepared':>10}")
    for name in (field.name for field in fields(ServerStart)):
        prepared = statistics.median(getattr(start, name) for start in later)
        print(f"{name:14} {getattr(first, name):10.2f} {prepared:10.2f}")


async def measure_starts(
    runs: int, *, options: Mapping[str, object], has_transcript: bool = False
) -> tuple[ServerStart, list[ServerStart]]:
    """Return the first start with an empty cache, and those after it."""
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"AFTERWORD_CACHE_DIR": cache}
        first = await measure_start(options=options, environment=environment)
        later = [await measure_start(options=options, environment=environment) for _ in range(runs)]
        if has_transcript:
            await measure_start(options=options, environment=environment, on_message=_print_message)
    return first, later


def _print_message(direction: Direction, message: Message) -> None:
    if "inlineCompletion" in str(message) or "odeAction" in str(message) or "result" in message:
        print(direction, json.dumps(message, ensure_ascii=False)[:700])


if __name__ == "__main__":
    main()
