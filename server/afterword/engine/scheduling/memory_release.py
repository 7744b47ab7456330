"""Returns a model's memory to the system when it is unloaded, not only when the next one is loaded."""

import gc
import sys


def freeze_garbage_collector() -> None:
    """Exclude all objects that exist now from later garbage collections.

    Modules and the rest are 130,000 objects, with torch 200,000: going through those stops every
    thread for 150 ms, in the middle of a keystroke. Garbage that an earlier model left is collected
    first.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def reclaim_memory() -> None:
    """Collect garbage, and return its memory to the system, a GPU's too."""
    from afterword.transformer.allocator import return_freed_memory

    freeze_garbage_collector()
    return_freed_memory()
    if "torch" in sys.modules:  # else no model was on a GPU
        import torch  # waits, if another thread is just importing it

        if torch.accelerator.is_available():
            torch.accelerator.empty_cache()
