"""Assembles a ``Runtime`` of compiled code: int8 where ``precision.can_run_compiled_code``.

numba is imported only here, and only where the code can run.
"""

from pathlib import Path

from afterword.transformer.compiled.code_cache import cached_code
from afterword.transformer.fused_shapes import fused_shapes
from afterword.transformer.kv_cache import BFLOAT16, FLOAT16
from afterword.transformer.precision import Precision, can_run_compiled_code
from afterword.transformer.quantisation.head_rows import HeadRows
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS
from afterword.transformer.quantisation.quantised_store import QuantisedWeights
from afterword.transformer.reference.model_configuration import ModelConfiguration, NormKind
from afterword.transformer.runtime import Runtime, RuntimeParts
from afterword.transformer.serving_interfaces import Head, TokenIds, TokenRows

_FOUR_BITS_FROM_WEIGHTS = 1_000_000_000
"""The number of weights from which a model keeps four-bit weights. In smaller models four bits save
little memory and no time: int8 takes fewer instructions."""

_HEAD_WIDTH_STEP = 64
"""The number that head widths must be a multiple of: attention sums 64 columns of values at a time."""


def can_run_compiled(configuration: ModelConfiguration) -> bool:
    """Return whether compiled code runs on this processor, and fits the sizes of a model."""
    is_plain_norm = configuration.norm_kind is NormKind.RMS
    return (
        can_run_compiled_code()
        and configuration.head_width % _HEAD_WIDTH_STEP == 0
        and configuration.feed_forward_width % CHUNK_ROWS == 0
        and (is_plain_norm or not configuration.has_query_key_norm)
    )


def keeps_grids(configuration: ModelConfiguration) -> bool:
    """Return whether four-bit weights of a model stay in four bits: in large models in compiled code."""
    return is_large(configuration) and can_run_compiled(configuration)


def is_large(configuration: ModelConfiguration) -> bool:
    """Return whether a model has so many weights that four bits are worth keeping."""
    weights = sum(rows * columns for rows, columns in fused_shapes(configuration).values())
    return weights >= _FOUR_BITS_FROM_WEIGHTS


def assemble_compiled(
    configuration: ModelConfiguration,
    token_rows: TokenRows,
    quantised: QuantisedWeights,
    *,
    threads: int,
    code_folder: Path | None = None,
) -> Runtime:
    """Make a runtime of int8 and four-bit weights, which are mapped from their file."""
    _compile(code_folder)
    from afterword.transformer.compiled.layer_builder import LayerBuilder

    compiled = LayerBuilder(configuration, quantised, threads)
    rows = HeadRows(configuration, quantised)
    likely = quantised.measured.likely_token_ids

    def pack_head(token_ids: TokenIds) -> Head:
        return compiled.some_rows(rows.of(token_ids), token_ids)

    likely_head = None if likely is None else compiled.first_rows(likely) or pack_head(likely)
    return Runtime(
        RuntimeParts(
            configuration=configuration,
            precision=Precision.INT8,
            layers=compiled.model,
            head=compiled.head(rows.order),
            likely_head=likely_head,
            pack_head=pack_head,
            token_rows=token_rows,
            position_table=quantised.norms_and_biases.get("position_table"),
            key_dtype=FLOAT16,
            value_dtype=BFLOAT16,
        )
    )


def _compile(code_folder: Path | None) -> None:
    """Compile the program or read it from disk; if the stored code is damaged, compile it again, once."""
    for is_last in (False, True):
        try:
            with cached_code(code_folder):
                from afterword.transformer.compiled.thread_pool import compile_program

                compile_program()
        except Exception:  # damaged code raises what unpickling it raises, which is anything
            if is_last:
                raise
        else:
            return
