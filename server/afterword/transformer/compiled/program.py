# pyright: basic
"""The compiled program: threads take the chunks of a job in order, and wait only for earlier steps.

When the system suspends a thread, only its own chunk is delayed, and only until another thread has
waited for longer than a chunk takes: that one then computes the chunk itself. What a thread that
wakes late has computed is dropped. So another busy program costs its share of time, and not more.
"""

import numpy as np
from llvmlite.binding import get_process_triple

from afterword.transformer.compiled.kernels.atomics import (
    atomic_add,
    atomic_load,
    cycles,
    fence,
    pause,
)
from afterword.transformer.compiled.kernels.input_quantisation import quantise_to_15_bits
from afterword.transformer.compiled.kernels.layers import (
    PREDICT,
    STEPS,
    can_repeat,
    compute_chunk,
    count_chunks,
    quantise_hidden,
    write_results,
)
from afterword.transformer.compiled.kernels.primitives import (
    compiled,
    floats,
    inlined_kernel,
    int8s,
    int32s,
    kernel,
)
from afterword.transformer.compiled.kernels.shared_counters import (
    ACTIVE,
    DONE,
    PUBLISHED,
    SLEEPING,
    TAKEN,
    claim,
    enter,
    is_claimed,
    leave,
    take_ticket,
)
from afterword.transformer.compiled.kernels.sleeping import (
    IDLE_NANOSECONDS,
    IDLE_NAPS,
    sleep_while_equal,
    wake_sleepers,
)
from afterword.transformer.compiled.records import HEAD
from afterword.transformer.processor_features import is_arm

_PATIENCE = 12
"""The number of times that a thread waits actively as long as its chunks take. Nothing that all threads
of a quiet machine do takes longer; then it computes the chunk that it waits for, or sleeps."""
_FIRST_CHUNK_CYCLES = 1_000 if is_arm(get_process_triple()) else 20_000
"""The cycles that a chunk is thought to take before one was computed: 5 to 10 microseconds on x86, 1 to
40 on Arm, where clocks differ more."""
_CALLER = np.int64(0)
"""The number of the thread that publishes jobs. A plain 0 in a call would be of another type than other
threads' numbers, for which numba compiles the called function once more."""
_SLEEP_NANOSECONDS = 100_000
"""The longest sleep of a thread that waits for a chunk that no other thread may compute."""


@compiled
def work(models, layers, jobs, ends, shared, thread):
    """Compute chunks. Thread 0 publishes the job in ``jobs[0]``, and returns when it is finished.

    A worker thread returns when there has been no work for a while, or when it is one too many.

    Args:
        models: (1,) ``records.MODEL``.
        layers: (layers,) ``records.LAYER``.
        jobs: (1 + threads,) ``records.JOB``: the job, and each thread's copy of it.
        ends: (threads, STEPS) int64: see ``count_chunks``; those of each thread's copy.
        shared: the address of ``shared_counters``.
        thread: the number of the thread.
    """
    if thread == 0:
        publish(models, layers, jobs, ends, shared)
    compute(models, layers, jobs, ends, shared, thread)


@inlined_kernel
def compute(models, layers, jobs, ends, shared, thread):
    """Compute chunks as long as there are any: as ``work`` does after it has published the job."""
    model = models[0]
    own, own_ends = jobs[1 + thread], ends[thread]
    usual, naps, since = np.int64(_FIRST_CHUNK_CYCLES), 0, cycles()
    while thread < atomic_load(shared + ACTIVE):
        published = atomic_load(shared + PUBLISHED)
        ticket = take_ticket(shared)
        if ticket >= 0:
            usual = do_ticket(models, layers, jobs, ends, shared, ticket, thread, usual)
            naps, since = 0, cycles()
        elif thread == 0:
            _wait(model, layers, own, own_ends, shared, published, thread, usual)
            return
        elif cycles() - since < _PATIENCE * usual:
            pause()
        elif naps == IDLE_NAPS:
            return
        else:
            naps += 1
            atomic_add(shared + SLEEPING, 1)
            sleep_while_equal(shared + PUBLISHED, published, IDLE_NANOSECONDS)
            atomic_add(shared + SLEEPING, -1)


@inlined_kernel
def do_ticket(models, layers, jobs, ends, shared, ticket, thread, usual):
    """Compute the chunk of a ticket, as soon as all earlier steps are finished.

    Returns:
        The cycles that this thread's chunks usually take.
    """
    model, own, own_ends = models[0], jobs[1 + thread], ends[thread]
    enter(shared, thread, ticket)
    is_copied = own.first <= ticket < own.first + own.chunks
    if not is_copied:
        _copy_job(model, layers, jobs, own_ends, thread)
    if is_claimed(shared, ticket):
        # The job may be finished: then the next one may have been described during the copy, which
        # mixes both, and must not be taken for a copy of the next one.
        if not is_copied:
            own.chunks = 0
    else:
        # While the ticket is not claimed its job is not finished, and so the copy is whole.
        _, _, first, _ = _locate(own, own_ends, ticket)
        _wait(model, layers, own, own_ends, shared, first, thread, usual)
        began = cycles()
        _attempt(model, layers, own, own_ends, shared, ticket, thread)
        usual = average_cycles(usual, cycles() - began)
    leave(shared, thread)
    return usual


@kernel
def average_cycles(usual, took):
    """Return what chunks usually take, in cycles, after one more chunk: it counts for an eighth.

    Rounded up: on a clock that counts slowly, one or two cycles could otherwise never become more.
    """
    return (7 * usual + min(took, 4 * usual) + 7) // 8


@kernel
def _copy_job(model, layers, jobs, own_ends, thread):
    """Copy the job for a thread, which may go on reading it when the next job is described."""
    jobs[1 + thread] = jobs[0]
    fence()
    if jobs[1 + thread].kind != HEAD:
        count_chunks(model, layers[0], jobs[1 + thread], own_ends)


@kernel
def _locate(job, ends, ticket):
    """Return a ticket's layer and step, the step's first ticket, and the first one of the step after it."""
    if job.kind == HEAD:
        return 0, PREDICT, job.first, job.first + job.chunks
    index, per_layer = ticket - job.first, ends[STEPS - 1]
    inside = index % per_layer
    step = 0
    while inside >= ends[step]:
        step += 1
    layer_first = ticket - inside
    begins = ends[step - 1] if step else 0
    return index // per_layer, step, layer_first + begins, layer_first + ends[step]


@inlined_kernel
def _wait(model, layers, own, own_ends, shared, target, thread, usual):
    """Wait until so many chunks are finished; help where that takes too long."""
    since = cycles()
    while True:
        done = atomic_load(shared + DONE)
        if done >= target:
            return
        if cycles() - since < _PATIENCE * usual:
            pause()
            continue
        if not _help(model, layers, own, own_ends, shared, done, thread):
            sleep_while_equal(shared + DONE, done, _SLEEP_NANOSECONDS)
        since = cycles()


@inlined_kernel
def _help(model, layers, own, own_ends, shared, done, thread):
    """Compute a chunk that another thread has taken; return whether there was one.

    The chunk belongs to the step that is being computed, of which all earlier ones are finished.
    """
    if not own.first <= done < own.first + own.chunks:
        return False
    _, _, first, end = _locate(own, own_ends, done)
    end = min(end, atomic_load(shared + TAKEN))
    for ticket in range(first, end):
        if not is_claimed(shared, ticket):
            _attempt(model, layers, own, own_ends, shared, ticket, thread)
            return True
    return False


@inlined_kernel
def _attempt(model, layers, job, ends, shared, ticket, thread):
    """Compute a chunk, unless another thread has claimed it or claims it meanwhile."""
    layer, step, first, _ = _locate(job, ends, ticket)
    chunk = ticket - first
    if can_repeat(step):
        if is_claimed(shared, ticket):
            return
        compute_chunk(model, layers, job, layer, step, chunk, thread)
        if not claim(shared, ticket):
            return
        write_results(model, layers, job, layer, step, chunk, thread)
    else:
        if not claim(shared, ticket):
            return
        compute_chunk(model, layers, job, layer, step, chunk, thread)
    atomic_add(shared + DONE, 1)


@kernel
def publish(models, layers, jobs, ends, shared):
    """Prepare the first step's input, and publish tickets for all chunks of the job."""
    model, job = models[0], jobs[0]
    job.first = atomic_load(shared + TAKEN)
    if job.kind == HEAD:
        _begin_head(model, job)
        job.chunks = (job.head_chunk_count + job.head_together - 1) // job.head_together
    else:
        for token in range(job.count):
            norm, linear = layers[0].attention_norm, layers[0].query_key_value
            quantise_hidden(model, job, token, norm, linear, _CALLER)
        count_chunks(model, layers[0], job, ends[0])
        job.chunks = model.layers * ends[0, STEPS - 1]
    jobs[1] = job  # thread 0's copy
    atomic_add(shared + PUBLISHED, job.chunks)
    if atomic_load(shared + SLEEPING):
        wake_sleepers(shared + PUBLISHED)


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
