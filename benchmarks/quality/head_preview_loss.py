"""What the likely head's preview loses: how often its first choice is the exact head's, on some texts.

usage: python benchmarks/quality/head_preview_loss.py docs/sample/*.md [--model gemma3-270m] [--tokens 384]
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from afterword.engine.loading.cpu import default_threads
from afterword.engine.loading.engine_builder import load_engine
from afterword.models.model_store import ModelStore
from afterword.settings.fields import Device

CHARS_A_TOKEN = 5
SURE = 0.1
"""The probability of a first choice from which it is guessed and not computed at once."""


def main() -> None:
    """Print a line for each text."""
    parser = argparse.ArgumentParser(usage=(__doc__ or "").split("usage: ")[1].strip())
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--model", default="gemma3-270m")
    parser.add_argument("--tokens", type=int, default=384)
    options = parser.parse_args()
    prepared = ModelStore().prepare(options.model)
    engine: Any = load_engine(prepared, threads=default_threads(), device=Device.CPU)
    runtime = engine._model._runtime  # noqa: SLF001 - measured without the engine
    likely = runtime.likely_head
    if likely is None:
        raise SystemExit(f"{options.model} has no likely head")
    tokenizer = Tokenizer.from_file(str(prepared.folder / "tokenizer.json"))
    for path in options.texts:
        text = path.read_text(encoding="utf-8")[: CHARS_A_TOKEN * options.tokens]
        ids = np.array(tokenizer.encode(text).ids[: options.tokens])
        states = runtime.hidden(ids, runtime.new_cache(len(ids)), 0)
        exact, previewed = runtime.head.logits(states)[:, likely.token_ids], likely.logits(states)
        misses = exact.argmax(axis=1) != previewed.argmax(axis=1)
        was_sure, is_sure = (
            np.exp(log_softmax(logits).max(axis=1)) >= SURE for logits in (exact, previewed)
        )
        print(
            f"{path.name}: of {len(ids)} places another first choice at {misses.sum()}, "
            f"of {is_sure.sum()} sure ones ({was_sure.sum()} by exact logits) at {(misses & is_sure).sum()}"
        )


def log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the log probabilities of each row."""
    centred = logits - logits.max(axis=1, keepdims=True)
    return centred - np.log(np.exp(centred).sum(axis=1, keepdims=True))


if __name__ == "__main__":
    main()
