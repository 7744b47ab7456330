# pyright: basic
"""From a model's folder to a ``Runtime``: choosing a precision, packing weights, compiling."""

import contextlib
import warnings
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
from torch import Tensor, nn

from afterword.errors import ModelFileError
from afterword.transformer.allocator import returning_large_buffers
from afterword.transformer.building import ModelBuilder
from afterword.transformer.configuration import ModelConfiguration
from afterword.transformer.families import Unsupported, read_configuration
from afterword.transformer.fusing import (
    HEAD,
    HEAD_PART_ROWS,
    ReadWeight,
    fused_shapes,
    fused_weight,
    head_parts,
)
from afterword.transformer.head import VocabularyHead
from afterword.transformer.inference_model import compile_model
from afterword.transformer.int8_recipe import SampleTokens, int8_recipe
from afterword.transformer.linear import FloatLinear, Int8Linear, Precision, QuantisedRows
from afterword.transformer.model import Transformer
from afterword.transformer.processor import (
    choose_precision,
    has_bfloat16,
    has_grid_inputs,
    must_reduce_range,
)
from afterword.transformer.quantised_store import QuantisedWeights, open_quantised, quantise
from afterword.transformer.runtime import Runtime, RuntimeParts
from afterword.transformer.weights import WeightFolder


def load_runtime(
    folder: Path,
    *,
    threads: int,
    precision: Precision | None = None,
    device: str = "cpu",
    sample_tokens: SampleTokens | None = None,
) -> Runtime:
    """Load a model of one of our families.

    Sets torch's number of threads for the whole process. Call it on the thread that will use the
    runtime: OpenMP keeps a set of threads for each caller, and once there are more of them than
    processors, none waits actively between layers any more.

    Args:
        folder: ``config.json`` and safetensors, as Hugging Face lays them out.
        threads: processor threads, at least 1.
        precision: of the weights; None chooses by the processor.
        device: ``cpu``, ``cuda`` or ``mps``.
        sample_tokens: called when int8 weights are made, the first time; without it tokens are
            drawn at random, and the rounding costs twice as much quality.

    Raises:
        ModelFileError: a file is missing or damaged, or the architecture is not built in.
    """
    configuration = read_configuration(folder)
    if isinstance(configuration, Unsupported):
        raise ModelFileError(f"The model in {folder} can't run here: {configuration.reason}.")
    torch.set_num_threads(threads)
    target = torch.device(device)
    chosen = precision or choose_precision(target)
    weights = WeightFolder(folder, configuration)
    with _without_deprecations(), returning_large_buffers():
        if chosen is Precision.INT8:
            sources = (folder / "config.json", *(file.path for file in weights.files))
            recipe = int8_recipe(configuration, weights.read, sources, sample_tokens)
            quantised = open_quantised(folder, recipe)
            likely = quantised.measured.likely_token_ids
            builder = _int8_builder(configuration, weights.read, quantised)
        else:
            likely = None
            builder = _float_builder(configuration, weights.read, chosen.dtype, target)
        return _assemble(builder, chosen, target, threads=threads, likely_token_ids=likely)


def runtime_of(model: Transformer, *, precision: Precision = Precision.FLOAT32) -> Runtime:
    """Return a runtime with a copy of a reference model's weights, on the CPU.

    For looking at what a model writes while it is trained.
    """
    state = {name: tensor.detach().cpu() for name, tensor in model.state_dict().items()}
    with _without_deprecations():
        if precision is Precision.INT8:
            recipe = int8_recipe(model.configuration, state.__getitem__, (), None)
            builder = _int8_builder(model.configuration, state.__getitem__, quantise(recipe))
        else:
            builder = _float_builder(
                model.configuration, state.__getitem__, precision.dtype, torch.device("cpu")
            )
        return _assemble(builder, precision, torch.device("cpu"), threads=1, likely_token_ids=None)


@contextlib.contextmanager
def _without_deprecations() -> Generator[None]:
    """Keep torch's notices about TorchScript and quantised tensors off the writer's terminal.

    Both are deprecated upstream and have no successor that needs no compiler; we pin torch. See
    https://github.com/pytorch/pytorch/issues/184982.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*quantize_per_tensor")
        warnings.filterwarnings("ignore", message=".*torch.jit", category=DeprecationWarning)
        yield


def _assemble(
    builder: ModelBuilder,
    precision: Precision,
    device: torch.device,
    *,
    threads: int,
    likely_token_ids: Tensor | None,
) -> Runtime:
    configuration = builder.configuration
    names = list(fused_shapes(configuration))
    # Packing runs outside Python's lock, so threads share it.
    with ThreadPoolExecutor(max_workers=threads) as pool:
        likely = (
            None if likely_token_ids is None else pool.submit(_pack_head, builder, likely_token_ids)
        )
        linears = dict(zip(names, pool.map(builder.linear, names), strict=True))
        likely_head = None if likely is None else likely.result()
    head_linears = [linears[f"{HEAD}.{part}"] for part in range(head_parts(configuration))]
    positions = builder.read("embedding.positions") if configuration.learned_positions else None
    is_rounded = precision is not Precision.FLOAT32 and device.type == "cpu" and has_bfloat16()
    return Runtime(
        RuntimeParts(
            configuration=configuration,
            precision=precision,
            model=compile_model(builder.model(linears).to(device)),
            head=VocabularyHead(head_linears, has_grid_inputs=has_grid_inputs()),
            likely_head=likely_head,
            pack_head=lambda token_ids: _pack_head(builder, token_ids),
            token_table=builder.read("embedding.tokens"),
            position_table=None if positions is None else positions.float().to(device),
            value_dtype=torch.bfloat16 if is_rounded else torch.float32,
            device=device,
        )
    )


def _pack_head(builder: ModelBuilder, token_ids: Tensor) -> VocabularyHead:
    return VocabularyHead(
        [builder.head_rows(token_ids)], token_ids=token_ids, has_grid_inputs=has_grid_inputs()
    )


def _float_builder(
    configuration: ModelConfiguration,
    read: ReadWeight,
    dtype: torch.dtype,
    device: torch.device,
) -> ModelBuilder:
    def make_linear(name: str, bias: Tensor | None) -> nn.Module:
        weight = fused_weight(name, configuration, read, {})
        return FloatLinear(weight.to(device, dtype).contiguous(), bias)

    return ModelBuilder(
        configuration=configuration,
        read=read,
        make_linear=make_linear,
        make_head_rows=lambda token_ids: FloatLinear(
            fused_weight(HEAD, configuration, read, {})[token_ids].to(device, dtype), None
        ),
        column_factors={},
    )


def _int8_builder(
    configuration: ModelConfiguration, read: ReadWeight, quantised: QuantisedWeights
) -> ModelBuilder:
    reduce_range = must_reduce_range()

    def make_linear(name: str, bias: Tensor | None) -> nn.Module:
        return Int8Linear(quantised.rows(name), bias, reduce_range=reduce_range)

    def make_head_rows(token_ids: Tensor) -> nn.Module:
        chosen: list[QuantisedRows] = []
        for part in range(head_parts(configuration)):
            inside = token_ids - part * HEAD_PART_ROWS
            inside = inside[(inside >= 0) & (inside < HEAD_PART_ROWS)]
            rows = quantised.rows(f"{HEAD}.{part}")
            chosen.append(QuantisedRows(values=rows.values[inside], scales=rows.scales[inside]))
        together = QuantisedRows(
            values=torch.cat([rows.values for rows in chosen]),
            scales=torch.cat([rows.scales for rows in chosen]),
        )
        return Int8Linear(together, None, reduce_range=reduce_range)

    return ModelBuilder(
        configuration=configuration,
        read=read,
        make_linear=make_linear,
        make_head_rows=make_head_rows,
        column_factors=quantised.measured.column_factors,
    )
