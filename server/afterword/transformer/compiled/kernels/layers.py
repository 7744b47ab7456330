# pyright: basic
"""The steps of decoder layers and of the head, divided into chunks that any thread may take.

A chunk reads only what earlier steps wrote, and writes what no other chunk of its step touches. The
chunks that take long leave their results in the thread's own memory first, so that another thread may
compute one again whose thread the system has suspended.
"""

from afterword.transformer.compiled.kernels.attention import (
    attend,
    attention_chunks,
    write_attended,
)
from afterword.transformer.compiled.kernels.blocks.four_bit_block import INPUT_BYTES
from afterword.transformer.compiled.kernels.divided_attention import (
    attend_to_range,
    is_divided,
    join_ranges,
    key_ranges,
    write_range,
)
from afterword.transformer.compiled.kernels.head_rows_chunk import predict_rows, write_predicted
from afterword.transformer.compiled.kernels.input_quantisation import quantise_groups, quantise_row
from afterword.transformer.compiled.kernels.kv_cache_write import rotate_and_cache
from afterword.transformer.compiled.kernels.linear import (
    multiply,
    project_up,
)
from afterword.transformer.compiled.kernels.norms import normalise, normaliser
from afterword.transformer.compiled.kernels.primitives import floats, int8s, int32s, kernel
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS

(
    PROJECT_QUERY_KEY_VALUE,
    ROTATE_AND_CACHE,
    ATTEND,
    QUANTISE_ATTENDED,
    PROJECT_OUTPUT,
    ADD_ATTENTION,
    PROJECT_UP,
    QUANTISE_INNER,
    PROJECT_DOWN,
    ADD_FEED_FORWARD,
) = range(10)
"""The steps of a layer, in order."""

STEPS = 10
"""The number of steps of a layer."""
PREDICT = STEPS
"""The only step of a job that computes logits."""
_TOKENS_PER_CHUNK = 4
"""The number of tokens of a chunk, in steps that compute each token by itself."""


@kernel
def count_chunks(model, layer, job, ends):
    """Write the number of chunks of a layer up to the end of each step to ``ends``, (STEPS,) int64."""
    groups = (job.count + _TOKENS_PER_CHUNK - 1) // _TOKENS_PER_CHUNK
    chunks = (
        layer.query_key_value.rows // CHUNK_ROWS,
        groups,
        _attention_chunks(model, job),
        groups,
        layer.attention_output.rows // CHUNK_ROWS,
        groups,
        model.inner_width // CHUNK_ROWS,
        groups,
        layer.down.rows // CHUNK_ROWS,
        groups,
    )
    total = 0
    for step in range(STEPS):
        total += chunks[step]
        ends[step] = total


@kernel
def _attention_chunks(model, job):
    if is_divided(model, job):
        return model.shared_heads * key_ranges(model)
    return attention_chunks(model, job.count)


@kernel
def can_repeat(step):
    """Return whether a chunk of a step may be computed by two threads: it changes nothing that is shared.

    Its results lie in the thread's own memory until ``write_results`` copies them.
    """
    return step in (
        PROJECT_QUERY_KEY_VALUE,
        ATTEND,
        PROJECT_OUTPUT,
        PROJECT_UP,
        PROJECT_DOWN,
        PREDICT,
    )


@kernel
def compute_chunk(model, layers, job, layer_index, step, chunk, thread):
    """Compute one chunk of a step of layer ``layer_index``, or of the head."""
    layer = layers[layer_index]
    results = model.results + thread * model.results_bytes
    sums = model.sums + thread * model.sums_bytes
    if step == PROJECT_QUERY_KEY_VALUE:
        multiply(model, job, layer.query_key_value, chunk, results, sums)
    elif step == ATTEND:
        if is_divided(model, job):
            attend_to_range(model, layers, layer_index, job, chunk, thread)
        else:
            attend(model, layers, layer_index, job, chunk, thread)
    elif step == PROJECT_OUTPUT:
        multiply(model, job, layer.attention_output, chunk, results, sums)
    elif step == PROJECT_UP:
        project_up(model, job, layer.gate_up, chunk, results, sums)
    elif step == PROJECT_DOWN:
        multiply(model, job, layer.down, chunk, results, sums)
    elif step == PREDICT:
        predict_rows(model, job, chunk, results, sums)
    else:
        first = chunk * _TOKENS_PER_CHUNK
        for token in range(first, min(first + _TOKENS_PER_CHUNK, job.count)):
            _do_token(model, layers, job, layer_index, step, token, thread)


@kernel
def write_results(model, layers, job, layer_index, step, chunk, thread):
    """Copy the results of a chunk from the thread's own memory to where all threads read them."""
    layer = layers[layer_index]
    results = model.results + thread * model.results_bytes
    if step == ATTEND:
        if is_divided(model, job):
            write_range(model, chunk, thread)
        else:
            write_attended(model, job, chunk, thread)
    elif step == PROJECT_QUERY_KEY_VALUE:
        _write_rows(results, job.count, chunk, model.projected, layer.query_key_value.rows)
    elif step == PROJECT_OUTPUT:
        _write_rows(results, job.count, chunk, model.added, layer.attention_output.rows)
    elif step == PROJECT_UP:
        _write_rows(results, job.count, chunk, model.inner, model.inner_width)
    elif step == PROJECT_DOWN:
        _write_rows(results, job.count, chunk, model.added, layer.down.rows)
    elif step == PREDICT:
        write_predicted(job, chunk, results)


@kernel
def _write_rows(results, count, chunk, output, width):
    """Copy (count, 64) float32 to the columns of ``chunk`` in (count, width) float32 at ``output``."""
    for token in range(count):
        source = floats(results + token * CHUNK_ROWS * 4, CHUNK_ROWS)
        target = floats(output + (token * width + chunk * CHUNK_ROWS) * 4, CHUNK_ROWS)
        for row in range(CHUNK_ROWS):
            target[row] = source[row]


@kernel
def _do_token(model, layers, job, layer_index, step, token, thread):
    layer = layers[layer_index]
    if step == ROTATE_AND_CACHE:
        rotate_and_cache(model, layers, layer_index, job, token)
    elif step == QUANTISE_ATTENDED:
        columns = model.heads * model.head_width
        if is_divided(model, job):
            join_ranges(model)
        row = floats(model.mixed + token * columns * 4, columns)
        _quantise_input(model, job, token, row, layer.attention_output)
    elif step == QUANTISE_INNER:
        columns = model.inner_width
        row = floats(model.inner + token * columns * 4, columns)
        _quantise_input(model, job, token, row, layer.down)
    elif step == ADD_ATTENTION:
        _add(model, token, layer.attention_output.rows, layer.attention_output_norm)
        quantise_hidden(model, job, token, layer.feed_forward_norm, layer.gate_up, thread)
    else:
        _add(model, token, layer.down.rows, layer.feed_forward_output_norm)
        if layer_index + 1 < model.layers:
            following = layers[layer_index + 1]
            linear = following.query_key_value
            quantise_hidden(model, job, token, following.attention_norm, linear, thread)
        else:
            output = floats(job.output + token * job.output_bytes, model.width)
            _normalise_hidden(model, token, model.final_norm, output)


@kernel
def _add(model, token, rows, norm):
    """Add a linear layer's output to the hidden state, after the output norm if there is one."""
    hidden = floats(model.hidden + token * model.width * 4, model.width)
    added = floats(model.added + token * rows * 4, model.width)
    if not norm.weight:
        for index in range(model.width):
            hidden[index] += added[index]
        return
    mean, scale = normaliser(added, model.epsilon, model.is_layer_norm)
    weight, bias = floats(norm.weight, model.width), floats(norm.bias, model.width)
    for index in range(model.width):
        hidden[index] += (added[index] - mean) * scale * weight[index] + bias[index]


@kernel
def quantise_hidden(model, job, token, norm, linear, thread):
    """Normalise a token's hidden state and quantise it as the input of ``linear``."""
    row = floats(model.row + thread * model.row_bytes, model.width)
    _normalise_hidden(model, token, norm, row)
    _quantise_input(model, job, token, row, linear)


@kernel
def _normalise_hidden(model, token, norm, target):
    hidden = floats(model.hidden + token * model.width * 4, model.width)
    weight, bias = floats(norm.weight, model.width), floats(norm.bias, model.width)
    normalise(hidden, weight, bias, model.epsilon, model.is_layer_norm, target)


@kernel
def _quantise_input(model, job, token, row, linear):
    """Quantise a row for a linear layer: in groups of columns for four-bit weights, else as a whole."""
    if linear.has_four_bits:
        quantise_groups(row, model.inputs + token * INPUT_BYTES, job.count * INPUT_BYTES)
        return
    target = int8s(model.inputs + token * len(row), len(row))
    step, zero, total = quantise_row(row, target)
    floats(model.input_scales, token + 1)[token] = step
    floats(model.input_zeros, token + 1)[token] = zero
    int32s(model.input_sums, token + 1)[token] = total
