"""Gives back what a model took when it is unloaded, without waiting for the next one to be loaded."""

import gc


def freeze_garbage_collector() -> None:
    """Take all objects that are there now out of later garbage collections.

    torch, the vocabulary and the rest make 200,000: looking through them stops every thread for
    150 ms, in the middle of a keystroke. What an earlier model left behind is collected first.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def reclaim_memory() -> None:
    """Collect what nobody refers to any more, and give it back to the system."""
    from afterword.transformer.allocator import return_freed_memory

    freeze_garbage_collector()
    return_freed_memory()
