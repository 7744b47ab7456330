# pyright: basic
"""The GPUs that torch can compute on: whether one is there, its memory, and what it multiplies.

Knows nothing of models or settings. No GPU was to be had where this was written: what it asks torch is
read from torch's documentation, and was not run on one.
"""

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from afterword.engine.scheduling.memory_budget import available_bytes
from afterword.required_packages import missing_packages

_NEEDED = ("torch", "transformers")
"""The packages that run a model on a GPU."""
_CUDA_DRIVERS = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
"""What the drivers of NVIDIA, AMD and Windows' Linux subsystem make; torch calls all of them ``cuda``."""


class Gpu(Protocol):
    """One kind of GPU. Everything but ``name``, ``fix`` and ``may_be_there`` imports torch."""

    @property
    def name(self) -> str:
        """The device's name in torch, and in the settings."""
        ...

    @property
    def fix(self) -> str:
        """What a writer can do where it is not available."""
        ...

    def may_be_there(self) -> bool:
        """Return whether it is worth asking torch, whose import takes over a second."""
        ...

    def is_available(self) -> bool:
        """Return whether torch is installed, and can compute on it."""
        ...

    def describe(self) -> str:
        """Return the name that its maker gave it. Only where it is available."""
        ...

    def free_bytes(self) -> int:
        """Return how much memory is free for a model. Only where it is available."""
        ...

    def multiplies_bfloat16(self) -> bool:
        """Return whether it has instructions for bf16. Only where it is available."""
        ...


class CudaGpu:
    """NVIDIA's GPUs, and AMD's in torch's builds for ROCm. Of several, torch's first one."""

    name = "cuda"
    fix = (
        "Install the driver, torch's build for your GPU (https://pytorch.org/get-started/locally/) "
        'and "afterword[torch]", or set `device` to "auto".'
    )

    def may_be_there(self) -> bool:
        """Return whether a driver is installed."""
        windows = Path(os.environ.get("SYSTEMROOT", "C:/Windows"), "System32/nvcuda.dll")
        return windows.exists() or any(Path(each).exists() for each in _CUDA_DRIVERS)

    def is_available(self) -> bool:
        """See ``Gpu``."""
        if missing_packages(_NEEDED):
            return False
        import torch

        return torch.cuda.is_available()

    def describe(self) -> str:
        """See ``Gpu``."""
        import torch

        return torch.cuda.get_device_name()

    def free_bytes(self) -> int:
        """See ``Gpu``."""
        import torch

        free, _ = torch.cuda.mem_get_info()
        return free

    def multiplies_bfloat16(self) -> bool:
        """See ``Gpu``."""
        import torch

        return torch.cuda.is_bf16_supported(including_emulation=False)


class MpsGpu:
    """The GPU of Apple's own processors, which shares the machine's memory."""

    name = "mps"
    fix = (
        'It needs a Mac with an Apple processor, its own Python and "afterword[torch]"; '
        'set `device` to "auto".'
    )

    def may_be_there(self) -> bool:
        """Return whether this is a Mac with Apple's processor, and Python is built for it."""
        return (platform.system(), platform.machine()) == ("Darwin", "arm64")

    def is_available(self) -> bool:
        """See ``Gpu``."""
        if missing_packages(_NEEDED):
            return False
        import torch

        return torch.backends.mps.is_available()

    def describe(self) -> str:
        """See ``Gpu``."""
        import torch

        return torch.backends.mps.get_name()

    def free_bytes(self) -> int:
        """Return what Metal recommends at most, or what programs can still get, if that is less."""
        import torch

        free = torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory()
        machine = available_bytes()
        return free if machine is None else min(free, machine)

    def multiplies_bfloat16(self) -> bool:
        """Return whether Metal has the type, which came with macOS 14."""
        import torch

        return torch.backends.mps.is_macos_or_newer(14, 0)


KNOWN_GPUS: Final[Sequence[Gpu]] = (CudaGpu(), MpsGpu())
"""Every kind of GPU that the settings can name, whether it is there or not."""
