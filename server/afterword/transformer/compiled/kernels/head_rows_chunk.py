# pyright: basic
"""A chunk of a job that computes logits: some times 64 rows of a head, exactly or as a preview."""

import numpy as np

from afterword.transformer.compiled.kernels.linear import predict, write_logits
from afterword.transformer.compiled.kernels.preview_logits import preview, write_largest
from afterword.transformer.compiled.kernels.primitives import int32s, kernel
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS


@kernel
def predict_rows(model, job, chunk, results, sums):
    """Write the logits of a chunk to ``results``, (``job.head_together``, count, 64) float32."""
    first = chunk * job.head_together
    for index in range(first, _end_of(job, first)):
        place = results + (index - first) * job.count * CHUNK_ROWS * 4
        if job.head_preview:
            preview(model, job, _rows_of(job, index), place, sums)
        else:
            predict(model, job, _rows_of(job, index), place, sums)


@kernel
def write_predicted(job, chunk, results):
    """Copy the results of ``predict_rows`` to where the job wants them."""
    first = chunk * job.head_together
    for index in range(first, _end_of(job, first)):
        place = results + (index - first) * job.count * CHUNK_ROWS * 4
        write_logits(job, _rows_of(job, index), place)
        if job.head_preview:
            write_largest(job, _rows_of(job, index), place)


@kernel
def _end_of(job, first):
    return min(first + job.head_together, job.head_chunk_count)


@kernel
def _rows_of(job, index):
    """Return which 64 rows of the head are computed in the place ``index``."""
    if job.head_chunks:
        return np.int64(int32s(job.head_chunks, index + 1)[index])
    return np.int64(index)
