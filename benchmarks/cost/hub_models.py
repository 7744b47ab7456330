"""What the catalogue's models from the hub take: memory, and time to prepare, load, read and write.

usage: python benchmarks/cost/hub_models.py [NAMES...] [--folder FOLDER] [--threads N]

Random weights in the real shapes stand for the real ones, which are not fetched: sizes and times are
those of the shapes, but nothing that is written means anything, and no guess is right, so that each
token is a run of the model. Each model is written, prepared by a process of its own, loaded and run by
another one, and removed; meanwhile it takes three bytes of the disk for each weight.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from random_hub_model import CONFIGS, write_random_model

from afterword.models.catalogue import CATALOGUE

MODEL_COST = Path(__file__).with_name("model_cost.py")
"""Run in a process of its own: torch, which is imported here, is not part of what serving takes."""


def main() -> None:
    """Print a row for each model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of {', '.join(CONFIGS)}; all without")
    parser.add_argument("--folder", type=Path, help="where a model is written, instead of /tmp")
    parser.add_argument("--threads", type=int, default=0)
    arguments = parser.parse_args()
    print(f"{'':16}{'first use':>12}{'peak':>9}{'later':>9}{'peak':>9}{'read':>10}{'write':>9}")
    for name in arguments.names or CONFIGS:
        with tempfile.TemporaryDirectory(dir=arguments.folder) as made:
            write_random_model(CATALOGUE[name], Path(made))
            first, later = (_cost(made, arguments.threads) for _ in range(2))
        print(
            f"{name:16}{first['load_s']:10.1f} s{first['peak_mb']:6.0f} MB"
            f"{later['load_s']:7.1f} s{later['peak_mb']:6.0f} MB"
            f"{later['prefill_tokens_per_s']:8.0f}/s{later['decode_ms']:6.1f} ms",
            flush=True,
        )


def _cost(folder: str, threads: int) -> dict[str, Any]:
    finished = subprocess.run(  # noqa: S603  our own program
        [sys.executable, str(MODEL_COST), folder, "--threads", str(threads)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(finished.stdout)


if __name__ == "__main__":
    main()
