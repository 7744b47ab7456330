"""The records that compiled code reads: addresses and sizes of tensors, and the job to run.

Sizes are in elements, or in bytes if the field's name ends in ``_bytes``. The code that fills a
record keeps the tensors alive for as long as the record is used.
"""

import numpy as np

MAX_TOKENS = 128
"""The largest number of tokens of one forward pass."""

MAX_CHUNK_ROWS = 32
"""The number of queries of one key and value head that are computed together in a long prompt."""

MAX_KEY_RANGES = 8
"""The largest number of ranges that all key heads' keys are divided into, for one token."""

LINEAR = np.dtype(
    [
        ("weights", np.int64),  # (rows / 64, columns / 4, 64, 4) uint8: int8 + 128
        ("scales", np.int64),  # (rows,) float32
        ("row_sums", np.int64),  # (rows,) float32: sums of int8 weights; 0 with four bits
        ("bias", np.int64),  # (rows,) float32
        ("rows", np.int64),  # a multiple of 64
        ("columns", np.int64),  # a multiple of 4
        ("has_four_bits", np.int64),  # 1 if ``weights`` are ``four_bit_panels``
    ]
)
"""A linear layer."""

NORM = np.dtype(
    [
        ("weight", np.int64),  # (width,) float32; 0 where the family has no such norm
        ("bias", np.int64),  # (width,) float32
    ]
)
"""A norm."""

LAYER = np.dtype(
    [
        ("query_key_value", LINEAR),
        ("attention_output", LINEAR),
        ("gate_up", LINEAR),
        ("down", LINEAR),
        ("attention_norm", NORM),
        ("attention_output_norm", NORM),
        ("feed_forward_norm", NORM),
        ("feed_forward_output_norm", NORM),
        ("query_key_norm", NORM),  # (heads + key_value_heads, head_width)
        ("window", np.int64),  # number of keys a query sees, its own included; 0: all
        ("rotations", np.int64),  # (positions, head_width / 2, 2) float32 cos, sin; 0: none
    ]
)
"""A decoder layer."""

MODEL = np.dtype(
    [
        ("layers", np.int64),
        ("width", np.int64),
        ("inner_width", np.int64),
        ("heads", np.int64),
        ("shared_heads", np.int64),
        ("head_width", np.int64),
        ("is_gated", np.int64),
        ("activation", np.int64),  # 0 SiLU, 1 GELU by tanh, 2 GELU
        ("is_layer_norm", np.int64),
        ("epsilon", np.float32),
        ("final_norm", NORM),
        # Memory between the steps, for ``MAX_TOKENS`` rows.
        ("hidden", np.int64),  # (tokens, width) float32
        # A linear layer's input: (tokens, columns) int8, or for four-bit weights
        # (columns / 32, tokens, 40) bytes, see ``input_quantisation.quantise_groups``.
        ("inputs", np.int64),
        ("input_scales", np.int64),  # (tokens,) float32
        ("input_zeros", np.int64),  # (tokens,) float32: the int8 zero point
        ("input_sums", np.int64),  # (tokens,) int32: the sum of each row's int8 values
        ("projected", np.int64),  # (tokens, rows of query_key_value) float32
        ("mixed", np.int64),  # (tokens, heads * head_width) float32
        # (key heads * ranges, group * (head_width + 2)) float32: see ``divided_attention``
        ("range_sums", np.int64),
        ("added", np.int64),  # (tokens, rows of attention_output or down) float32
        ("inner", np.int64),  # (tokens, inner_width) float32
        # Memory of each thread; the next thread's is ``*_bytes`` further on.
        ("results", np.int64),  # (MAX_TOKENS, 64) float32: the results of a chunk
        ("sums", np.int64),  # (2, 8, 64) int32 or float32
        ("row", np.int64),  # (width,) float32
        # (2, ROWS_TOGETHER, head_width) float32: queries, outputs; and two numbers for each row
        ("queries", np.int64),
        ("scores", np.int64),  # (ROWS_TOGETHER, keys) float32
        # What ``wide_attention`` needs: bounds (2, ROWS_TOGETHER) int32, sums (2, ROWS_TOGETHER)
        # float32, queries (head_width, ROWS_TOGETHER) float32, keys (8, head_width) float32.
        ("wide", np.int64),
        ("results_bytes", np.int64),
        ("sums_bytes", np.int64),
        ("row_bytes", np.int64),
        ("queries_bytes", np.int64),
        ("scores_bytes", np.int64),
        ("wide_bytes", np.int64),
    ]
)
"""A model: its sizes, and its scratch memory."""

SEQUENCE, BRANCHES, HEAD = range(3)
"""The kinds of job: read tokens of one sequence; read one token for each branch; compute logits."""

JOB = np.dtype(
    [
        ("kind", np.int64),
        ("first", np.int64),  # the first ticket of this job
        ("chunks", np.int64),  # number of tickets
        ("count", np.int64),  # rows
        ("threads", np.int64),  # the number that take tickets
        ("start", np.int64),  # position of the first token; of all with branches
        ("capacity", np.int64),  # size of the KV cache in tokens
        ("keys", np.int64),  # (layers, key_value_heads, capacity, head_width) float16
        ("values", np.int64),  # the same shape, bf16
        # (layers, branches, key_value_heads, branch capacity, head_width), like keys and values
        ("branch_keys", np.int64),
        ("branch_values", np.int64),
        ("branch_capacity", np.int64),
        ("branch_start", np.int64),  # position that the branches begin at
        ("output", np.int64),  # (count, width) float32 normalised; or (count, row) logits
        ("output_bytes", np.int64),  # bytes of one row of ``output``
        ("head", LINEAR),
        ("head_tokens", np.int64),  # (rows,) int32: the column of each row's logit
        ("head_preview", np.int64),  # see ``head_preview``: read instead of weights; 0: none
        (
            "head_largest",
            np.int64,
        ),  # (count, rows / 64) float32: the largest of each chunk's preview
        ("head_chunks", np.int64),  # (chunks,) int32: the chunks of rows to compute; 0: all
        ("head_chunk_count", np.int64),  # the number of those chunks
        ("head_together", np.int64),  # how many of them are one chunk of the job
    ]
)
"""A job that the threads run."""
