"""The doctor's check of what computes a model: the processor, or a GPU."""

from collections.abc import Sequence
from typing import Final

from afterword.cli.check_results import Check, failed, passed
from afterword.engine.loading.gpus import KNOWN_GPUS, Gpu
from afterword.errors import DeviceUnavailableError
from afterword.settings.fields import Device

NAME: Final = "device"
"""The name of the check."""
_MEGABYTE: Final = 1_000_000


def check_device(device: Device, gpus: Sequence[Gpu] = KNOWN_GPUS) -> Check:
    """Return what computes models with this setting; a fault if that is a GPU which isn't available."""
    from afterword.engine.loading.device_choice import find_gpu, named_gpu

    if device is Device.AUTO:
        gpu = find_gpu(gpus)
        if gpu is None:
            return passed(NAME, "the processor; no GPU is found that torch can use")
        return passed(
            NAME,
            f"the processor, and {_describe(gpu)} for models over a billion weights "
            "and those that are not built in",
        )
    try:
        gpu = named_gpu(device, gpus)
    except DeviceUnavailableError as error:
        return failed(NAME, error.message, fix=error.next_step)
    return passed(NAME, "the processor" if gpu is None else _describe(gpu))


def _describe(gpu: Gpu) -> str:
    free_mb = gpu.free_bytes() // _MEGABYTE
    return f"{gpu.name}, {gpu.describe()} with {free_mb:,} MB free"
