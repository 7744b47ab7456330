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
    """Return what computes models with this setting; a fault if that is a GPU which can't be used."""
    try:
        return passed(NAME, _describe_choice(device, gpus))
    except DeviceUnavailableError as error:
        return failed(NAME, error.message, fix=error.next_step)
    except Exception as error:  # noqa: BLE001 - a driver may fail in any way
        return failed(
            NAME,
            f"the GPU does not answer ({type(error).__name__}: {error})",
            fix='Install its driver again, or set `device` to "cpu".',
        )


def _describe_choice(device: Device, gpus: Sequence[Gpu]) -> str:
    from afterword.engine.loading.device_choice import find_gpu, named_gpu

    if device is not Device.AUTO:
        gpu = named_gpu(device, gpus)
        return "the processor" if gpu is None else _describe(gpu)
    gpu = find_gpu(gpus)
    if gpu is None:
        return "the processor; no GPU is found that torch can use"
    return (
        f"the processor, and {_describe(gpu)} for models over a billion weights "
        "and those that are not built in"
    )


def _describe(gpu: Gpu) -> str:
    free_mb = gpu.free_bytes() // _MEGABYTE
    return f"{gpu.name}, {gpu.describe()} with {free_mb:,} MB free"
