"""What the doctor says of the device."""

import pytest

from afterword.cli.check_results import Verdict
from afterword.cli.device_check import check_device
from afterword.settings.fields import Device
from fakes.gpus import FakeGpu


@pytest.mark.parametrize(
    ("device", "gpu", "value"),
    [
        pytest.param(Device.CPU, FakeGpu(), "the processor", id="cpu"),
        pytest.param(
            Device.AUTO,
            FakeGpu(works=False),
            "the processor; no GPU is found that torch can use",
            id="auto, no gpu",
        ),
        pytest.param(
            Device.AUTO,
            FakeGpu(),
            "the processor, and cuda, Nebula 9 with 24,000 MB free for models over a billion weights "
            "and those that are not built in",
            id="auto, a gpu",
        ),
        pytest.param(Device.CUDA, FakeGpu(), "cuda, Nebula 9 with 24,000 MB free", id="cuda"),
    ],
)
def test_names_what_computes_models(device: Device, gpu: FakeGpu, value: str) -> None:
    check = check_device(device, [gpu])
    assert (check.verdict, check.value) == (Verdict.OK, value)


def test_a_gpu_that_is_not_there_is_a_fault_with_its_fix() -> None:
    check = check_device(Device.CUDA, [FakeGpu(works=False)])
    assert check.verdict is Verdict.FAULT
    assert check.fix == "Buy one."


@pytest.mark.parametrize("device", [Device.AUTO, Device.CUDA])
def test_a_gpu_whose_driver_fails_is_a_fault_with_its_fix(device: Device) -> None:
    check = check_device(device, [FakeGpu(breaks=True)])
    assert check.verdict is Verdict.FAULT
    assert "the driver is older than torch's build" in check.value
    assert '"cpu"' in check.fix
