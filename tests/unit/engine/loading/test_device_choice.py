"""What computes a model, by the setting, the model and the GPUs that are there."""

import subprocess
import sys
from dataclasses import replace

import pytest

from afterword.engine.loading.device_choice import GPU_FROM_WEIGHTS, ModelFacts, choose_placement
from afterword.errors import DeviceUnavailableError, MemoryShortageError
from afterword.settings.fields import Device
from afterword.transformer.precision import Precision
from fakes.gpus import GB, FakeGpu

LARGE = ModelFacts(name="large", family="qwen2", weights=1_500_000_000, is_built_in=True)
SMALL = replace(LARGE, name="small", weights=GPU_FROM_WEIGHTS - 1)
FOREIGN = replace(SMALL, family="mamba", is_built_in=False)
GEMMA = replace(LARGE, family="gemma3_text")


@pytest.mark.parametrize("model", [LARGE, FOREIGN], ids=["large", "not built in"])
def test_auto_takes_a_gpu_where_our_own_code_is_slow(model: ModelFacts) -> None:
    gpu = FakeGpu()
    placement = choose_placement(Device.AUTO, model, [gpu])
    assert placement is not None
    assert placement.gpu is gpu


def test_auto_leaves_a_small_model_on_the_processor_and_asks_no_gpu() -> None:
    gpu = FakeGpu()
    assert choose_placement(Device.AUTO, SMALL, [gpu]) is None
    assert gpu.asked == 0


@pytest.mark.parametrize(
    "gpu",
    [
        pytest.param(FakeGpu(works=False), id="torch can't use it"),
        pytest.param(FakeGpu(free=4 * GB - 1), id="too little memory"),
        pytest.param(FakeGpu(breaks=True), id="a broken driver"),
    ],
)
def test_auto_takes_the_processor_where_the_gpu_is_of_no_use(gpu: FakeGpu) -> None:
    assert choose_placement(Device.AUTO, LARGE, [gpu]) is None


def test_auto_does_not_import_torch_to_ask_for_a_gpu_without_a_driver() -> None:
    gpu = FakeGpu(has_driver=False)
    assert choose_placement(Device.AUTO, LARGE, [gpu]) is None
    assert gpu.asked == 0


def test_auto_takes_the_second_kind_of_gpu_where_the_first_is_not_there() -> None:
    gpus = [FakeGpu(works=False), FakeGpu(name="mps")]
    placement = choose_placement(Device.AUTO, LARGE, gpus)
    assert placement is not None
    assert placement.gpu.name == "mps"


def test_cpu_takes_the_processor_for_any_model() -> None:
    gpu = FakeGpu()
    assert choose_placement(Device.CPU, FOREIGN, [gpu]) is None
    assert gpu.asked == 0


def test_a_gpu_that_the_settings_name_computes_a_small_model_too() -> None:
    gpus = [FakeGpu(), FakeGpu(name="mps")]
    placement = choose_placement(Device.MPS, SMALL, gpus)
    assert placement is not None
    assert placement.gpu.name == "mps"


def test_a_gpu_that_the_settings_name_and_that_is_missing_is_an_error_with_the_next_step() -> None:
    with pytest.raises(DeviceUnavailableError, match=r"`device` is \"cuda\"") as raised:
        choose_placement(Device.CUDA, SMALL, [FakeGpu(works=False), FakeGpu(name="mps")])
    assert raised.value.next_step == "Buy one."


def test_a_named_gpu_whose_driver_fails_is_an_error_with_the_next_step() -> None:
    with pytest.raises(DeviceUnavailableError, match="older than torch's build") as raised:
        choose_placement(Device.CUDA, SMALL, [FakeGpu(breaks=True)])
    assert raised.value.next_step == "Buy one."


def test_a_model_that_does_not_fit_a_named_gpu_is_an_error_with_both_sizes() -> None:
    with pytest.raises(MemoryShortageError, match=r"4,000 MB .* Nebula 9, and 3,999 MB are free"):
        choose_placement(Device.CUDA, LARGE, [FakeGpu(free=4 * GB - 1)])
    assert choose_placement(Device.CUDA, LARGE, [FakeGpu(free=4 * GB)]) is not None


@pytest.mark.parametrize(
    ("model", "has_bfloat16", "precision"),
    [
        pytest.param(GEMMA, True, Precision.BFLOAT16, id="bf16 where the GPU has it"),
        pytest.param(LARGE, False, Precision.FLOAT16, id="else fp16"),
        pytest.param(GEMMA, False, Precision.FLOAT32, id="which is too narrow for Gemma"),
    ],
)
def test_weights_have_two_bytes_where_the_gpu_and_the_model_allow_it(
    model: ModelFacts, has_bfloat16: bool, precision: Precision
) -> None:
    gpu = FakeGpu(has_bfloat16=has_bfloat16)
    placement = choose_placement(Device.CUDA, model, [gpu])
    assert placement is not None
    assert placement.precision is precision


CHOOSE = """
import sys
sys.modules["torch"] = None  # its import raises
from afterword.engine.loading.device_choice import ModelFacts, choose_placement
from afterword.engine.loading.gpus import KNOWN_GPUS
from afterword.settings.fields import Device

small = ModelFacts(name="small", family="llama", weights=270_000_000, is_built_in=True)
for device in (Device.AUTO, Device.CPU):
    print(choose_placement(device, small, KNOWN_GPUS))
"""


def test_the_processor_is_chosen_for_a_small_model_where_torch_is_missing() -> None:
    done = subprocess.run(  # noqa: S603 - our own text
        [sys.executable, "-c", CHOOSE], capture_output=True, text=True, check=False
    )
    assert (done.stdout.split(), done.stderr) == (["None", "None"], "")
