# pyright: basic
"""What rounding weights costs: KL divergence to fp32, and bits per byte, on some texts.

usage: python benchmarks/quality/rounding_loss.py FOLDER docs/sample/*.md [--int8] [--shipped] [--tokens 320]

FOLDER is a prepared model's. With --int8 no weight stays on its four-bit grid, with --shipped the
packaged measurements are used. The fp32 model is run
layer by layer, so that it needs little memory; it takes half a minute a text for 1.5 billion weights.
"""

import argparse
import math
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Final

import torch
from tokenizers import Tokenizer
from torch import Tensor

from afterword.engine.loading.calibration import shipped_measurements
from afterword.models.model_store import compiled_code_folder
from afterword.models.prepared_model import read_record
from afterword.transformer.fused_shapes import HEAD, head_parts
from afterword.transformer.fused_weights import ReadWeight, fused_weight
from afterword.transformer.loading.compiled_assembly import assemble_compiled, keeps_grids
from afterword.transformer.quantisation.activation_statistics import measure_inputs
from afterword.transformer.quantisation.int8_recipe import int8_recipe
from afterword.transformer.quantisation.quantised_store import MeasuredActivations
from afterword.transformer.reference.families import Unsupported, read_configuration
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.weight_folder import WeightFolder
from afterword.transformer.runtime import Runtime
from afterword.transformer.torch_arrays import as_tensor

CHARS_A_TOKEN: Final = 5
THREADS: Final = 2


@torch.inference_mode()
def exact_logits(configuration: ModelConfiguration, read: ReadWeight, ids: Tensor) -> Tensor:
    """Return (n, vocabulary) logits in fp32."""
    hidden = measure_inputs(configuration, read, ids).hidden
    parts = (
        as_tensor(fused_weight(f"{HEAD}.{part}", configuration, read, {})).float()
        for part in range(head_parts(configuration))
    )
    return torch.cat([hidden @ part.t() for part in parts], dim=1)


def rounded(
    configuration: ModelConfiguration,
    weights: WeightFolder,
    sample_ids: Sequence[int],
    *,
    on_grids: bool,
    known: MeasuredActivations | None,
) -> Runtime:
    """Round the weights anew, and keep them in memory only."""
    recipe = int8_recipe(
        configuration,
        weights.read,
        (),
        lambda: sample_ids,
        known_measurements=lambda: known,
        keeps_grids=on_grids,
    )
    return assemble_compiled(
        configuration,
        weights.token_rows,
        recipe.quantise(),
        threads=THREADS,
        code_folder=compiled_code_folder(),
    )


def known_measurements(folder: Path) -> MeasuredActivations:
    """Return the packaged measurements of a prepared model."""
    record = read_record(folder)
    known = None if record is None else shipped_measurements(record.source_sha256)
    if known is None:
        raise SystemExit(f"no measurements come with the model in {folder}")
    return known


def bits(logits: Tensor, ids: Tensor) -> float:
    """Return what predicting all tokens but the first takes."""
    chances = logits[:-1].log_softmax(-1).gather(1, ids[1:, None])
    return float(-chances.sum()) / math.log(2)


def main() -> None:
    """Print a line for each text."""
    parser = argparse.ArgumentParser(usage=(__doc__ or "").split("usage: ")[1].split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--int8", action="store_true")
    parser.add_argument("--shipped", action="store_true")
    parser.add_argument("--tokens", type=int, default=320)
    options = parser.parse_args()
    configuration = read_configuration(options.folder)
    if isinstance(configuration, Unsupported):
        raise SystemExit(configuration.reason)
    weights = WeightFolder(options.folder, configuration)
    tokenizer = Tokenizer.from_file(str(options.folder / "tokenizer.json"))
    sample = resources.files("afterword.engine.loading").joinpath("calibration_sample.txt")
    sample_ids = tokenizer.encode(sample.read_text(encoding="utf-8")).ids
    on_grids = keeps_grids(configuration) and not options.int8
    known = known_measurements(options.folder) if options.shipped else None
    runtime = rounded(configuration, weights, sample_ids, on_grids=on_grids, known=known)
    for path in options.texts:
        text = path.read_text(encoding="utf-8")[: CHARS_A_TOKEN * options.tokens]
        ids = torch.tensor(tokenizer.encode(text).ids[: options.tokens])
        exact = exact_logits(configuration, weights.read, ids)
        hidden = runtime.hidden(ids.numpy(), runtime.new_cache(len(ids)), 0)
        ours = torch.from_numpy(runtime.head.logits(hidden))
        true, found = exact.log_softmax(-1), ours.log_softmax(-1)
        divergence = (true.exp() * (true - found)).sum(-1)[1:]
        size_bytes = len(tokenizer.decode(ids[1:].tolist()).encode())
        print(
            f"{path.name}: KL mean {divergence.mean():.5f}, median {divergence.median():.5f}; "
            f"bits per byte {bits(ours, ids) / size_bytes:.4f}, fp32 {bits(exact, ids) / size_bytes:.4f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
