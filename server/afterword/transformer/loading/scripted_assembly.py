# pyright: basic
"""Assembles a ``Runtime`` of TorchScript modules, in any precision."""

import contextlib
import warnings
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from torch import Tensor, nn

from afterword.transformer.fused_shapes import HEAD, fused_shapes, head_parts
from afterword.transformer.fused_weights import ReadWeight, fused_weight, head_rows
from afterword.transformer.kv_cache import BFLOAT16
from afterword.transformer.precision import Precision
from afterword.transformer.quantisation.head_rows import HeadRows
from afterword.transformer.quantisation.quantised_store import QuantisedWeights
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.runtime import Runtime, RuntimeParts
from afterword.transformer.serving_interfaces import TokenIds, TokenRows
from afterword.transformer.torch_arrays import as_tensor
from afterword.transformer.torchscript.inference_model import compile_model
from afterword.transformer.torchscript.kernel_features import (
    has_bfloat16,
    has_grid_inputs,
    must_reduce_range,
)
from afterword.transformer.torchscript.linear_layers import FloatLinear, Int8Linear
from afterword.transformer.torchscript.model_builder import ModelBuilder
from afterword.transformer.torchscript.scripted_layers import ScriptedLayers
from afterword.transformer.torchscript.vocabulary_head import VocabularyHead


def assemble_float(
    configuration: ModelConfiguration,
    read: ReadWeight,
    token_rows: TokenRows,
    precision: Precision,
    *,
    threads: int,
) -> Runtime:
    """Make a runtime of weights in fp32 or bf16."""
    dtype = getattr(torch, precision.value)

    def make_linear(name: str, bias: Tensor | None) -> nn.Module:
        weight = as_tensor(fused_weight(name, configuration, read, {}))
        return FloatLinear(weight.to(dtype).contiguous(), bias)

    builder = ModelBuilder(
        configuration=configuration,
        read=read,
        make_linear=make_linear,
        make_head_rows=lambda token_ids: FloatLinear(
            as_tensor(head_rows(token_ids, configuration, read, {})).to(dtype), None
        ),
    )
    return _assemble(builder, token_rows, precision, threads=threads)


def assemble_int8(
    configuration: ModelConfiguration,
    read: ReadWeight,
    token_rows: TokenRows,
    quantised: QuantisedWeights,
    *,
    threads: int,
) -> Runtime:
    """Make a runtime of int8 weights in torch's own kernels."""
    reduce_range = must_reduce_range()
    rows = HeadRows(configuration, quantised)
    builder = ModelBuilder(
        configuration=configuration,
        read=read,
        make_linear=lambda name, bias: Int8Linear(
            quantised.panels(name).rows(), bias, reduce_range=reduce_range
        ),
        make_head_rows=lambda token_ids: Int8Linear(
            rows.of(token_ids), None, reduce_range=reduce_range
        ),
        column_factors=quantised.measured.column_factors,
    )
    return _assemble(
        builder,
        token_rows,
        Precision.INT8,
        threads=threads,
        likely_token_ids=quantised.measured.likely_token_ids,
        head_order=rows.order,
    )


def _assemble(
    builder: ModelBuilder,
    token_rows: TokenRows,
    precision: Precision,
    *,
    threads: int,
    likely_token_ids: TokenIds | None = None,
    head_order: TokenIds | None = None,
) -> Runtime:
    configuration = builder.configuration
    torch.set_num_threads(threads)
    names = list(fused_shapes(configuration))
    # Packing releases the GIL, so several threads can share it.
    with _without_deprecations(), ThreadPoolExecutor(max_workers=threads) as pool:
        likely = (
            None if likely_token_ids is None else pool.submit(_pack_head, builder, likely_token_ids)
        )
        linears = dict(zip(names, pool.map(builder.linear, names), strict=True))
        likely_head = None if likely is None else likely.result()
        model = compile_model(builder.model(linears))
    positions = builder.position_table()
    head_linears = [linears[f"{HEAD}.{part}"] for part in range(head_parts(configuration))]
    is_rounded = precision is not Precision.FLOAT32 and has_bfloat16()
    return Runtime(
        RuntimeParts(
            configuration=configuration,
            precision=precision,
            layers=ScriptedLayers(model, configuration, threads),
            head=VocabularyHead(head_linears, order=head_order, has_grid_inputs=has_grid_inputs()),
            likely_head=likely_head,
            pack_head=lambda token_ids: _pack_head(builder, token_ids),
            token_rows=token_rows,
            position_table=None if positions is None else positions.numpy(),
            key_dtype=np.dtype(np.float32),
            value_dtype=BFLOAT16 if is_rounded else np.dtype(np.float32),
        )
    )


def _pack_head(builder: ModelBuilder, token_ids: TokenIds) -> VocabularyHead:
    return VocabularyHead(
        [builder.head_rows(token_ids)], token_ids=token_ids, has_grid_inputs=has_grid_inputs()
    )


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
