"""From starting the server to the first ghost text: once with an empty cache, then prepared.

usage: python benchmarks/start.py [--runs 3] [--transcript]
"""

import argparse
import json
import os
import statistics
import tempfile
from dataclasses import fields

from afterword.study.benchmarking.server_run import Start, measure_start
from afterword.study.benchmarking.stdio_client import Message


def main() -> None:
    """Print one row for the first-ever start and the medians of the prepared ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="prepared starts")
    parser.add_argument("--transcript", action="store_true", help="show the messages of one start")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"AFTERWORD_CACHE_DIR": cache}
        first = measure_start(options={}, environment=environment)
        later = [measure_start(options={}, environment=environment) for _ in range(arguments.runs)]
        if arguments.transcript:
            measure_start(options={}, environment=environment, on_message=_print_message)
    print(f"{'':14} {'first-ever':>10} {'prepared':>10}")
    for name in (field.name for field in fields(Start)):
        prepared = statistics.median(getattr(start, name) for start in later)
        print(f"{name:14} {getattr(first, name):10.2f} {prepared:10.2f}")


def _print_message(direction: str, message: Message) -> None:
    if "inlineCompletion" in str(message) or "odeAction" in str(message) or "result" in message:
        print(direction, json.dumps(message, ensure_ascii=False)[:700])


if __name__ == "__main__":
    main()
