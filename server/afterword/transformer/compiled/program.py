# pyright: basic
"""The compiled program: threads take the chunks of a job in order, and wait only for earlier steps.

The right to compute one chunk is a ticket, a number that a thread takes from a shared counter. When
the system suspends a thread, only the chunk that it has taken is delayed; a thread that wakes late
takes what is left. So another busy program costs its share of time, and not more.
"""

from afterword.transformer.compiled.kernels.input_quantisation import quantise_to_15_bits
from afterword.transformer.compiled.kernels.layers import (
    STEPS,
    count_chunks,
    do_chunk,
    quantise_hidden,
)
from afterword.transformer.compiled.kernels.linear import predict
from afterword.transformer.compiled.kernels.primitives import (
    atomic_add,
    atomic_load,
    atomic_store,
    compare_and_swap,
    compiled,
    cycles,
    floats,
    int8s,
    int32s,
    kernel,
    pause,
)
from afterword.transformer.compiled.records import HEAD
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS

TICKET_BYTES = 192
"""The bytes of three counters that only grow, each in a cache line of its own: tickets taken, tickets
published, chunks finished."""

_PUBLISHED, _DONE = 64, 128
"""The byte offsets of the second and the third counter."""
_ACTIVE_WAIT_CYCLES = 4_000_000
"""The processor cycles that a worker thread waits for work before it sleeps: one or two ms, so that it
is awake for the next token."""


@kernel
def _take(tickets):
    """Return a ticket, or -1 if none is left."""
    while True:
        taken = atomic_load(tickets)
        if taken >= atomic_load(tickets + _PUBLISHED):
            return -1
        if compare_and_swap(tickets, taken, taken + 1):
            return taken


@kernel
def _do(model, layers, job, ends, tickets, ticket, thread):
    """Compute the chunk of a ticket, as soon as all earlier steps are finished."""
    index = ticket - job.first
    if job.kind == HEAD:
        predict(model, job, index, model.sums + thread * model.sums_bytes)
    else:
        per_layer = ends[STEPS - 1]
        layer, inside = index // per_layer, index % per_layer
        step = 0
        while inside >= ends[step]:
            step += 1
        begins = ends[step - 1] if step else 0
        earlier = job.first + layer * per_layer + begins
        while atomic_load(tickets + _DONE) < earlier:
            pause()
        do_chunk(model, layers, job, layer, step, inside - begins, thread)
    atomic_add(tickets + _DONE, 1)


@compiled
def work(models, layers, jobs, ends, tickets, thread):
    """Compute chunks. Thread 0 publishes the job in ``jobs[0]``, and returns when it is finished.

    A worker thread returns when there has been no work for a while.
    """
    model, job = models[0], jobs[0]
    if thread == 0:
        _publish(model, layers, jobs, ends, tickets)
    since = cycles()
    while True:
        ticket = _take(tickets)
        if ticket >= 0:
            _do(model, layers, job, ends, tickets, ticket, thread)
            since = cycles()
        elif thread == 0 or cycles() - since > _ACTIVE_WAIT_CYCLES:
            break  # never while there are tickets: all other threads may be asleep
        else:
            pause()
    if thread == 0:
        while atomic_load(tickets + _DONE) < atomic_load(tickets + _PUBLISHED):
            pause()


@kernel
def _publish(model, layers, jobs, ends, tickets):
    """Prepare the first step's input, and publish tickets for all chunks of the job."""
    job = jobs[0]
    jobs[0].first = atomic_load(tickets)
    if job.kind == HEAD:
        _begin_head(model, job)
        chunks = job.head.rows // CHUNK_ROWS
    else:
        for token in range(job.count):
            norm, linear = layers[0].attention_norm, layers[0].query_key_value
            quantise_hidden(model, job, token, norm, linear, 0)
        count_chunks(model, layers[0], job.count, ends)
        chunks = model.layers * ends[STEPS - 1]
    atomic_store(tickets + _PUBLISHED, job.first + chunks)


@kernel
def _begin_head(model, job):
    """Quantise the hidden states at ``model.hidden`` to two int8 rows each."""
    columns = job.head.columns
    steps = floats(model.input_scales, job.count)
    sums = int32s(model.input_sums, 2 * job.count)
    for state in range(job.count):
        row = floats(model.hidden + state * columns * 4, columns)
        inputs = model.inputs + 2 * state * columns
        coarse, fine = int8s(inputs, columns), int8s(inputs + columns, columns)
        steps[state], sums[2 * state], sums[2 * state + 1] = quantise_to_15_bits(row, coarse, fine)
