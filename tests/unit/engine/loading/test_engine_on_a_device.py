# pyright: basic
"""An engine is loaded onto the device that is chosen, and says which one it is."""

import json
from pathlib import Path

import pytest

from afterword.engine.interface import CancelToken, Engine, EnginePhase, GenerationRequest
from afterword.engine.loading.engine_builder import engine_builder, load_engine
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import DeviceUnavailableError, EngineNotReadyError
from afterword.models.model_store import ModelStore
from afterword.models.prepared_model import PreparedModel
from afterword.settings import Settings
from afterword.settings.fields import Device
from fakes.gpu_on_processor import gpu_on_processor
from fakes.gpus import FakeGpu
from fakes.tiny_model_folder import write_tiny_model

DRIVERLESS = FakeGpu()
"""A GPU that says it is there; torch, built for the processor, then fails to compute on it."""


@pytest.fixture
def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PreparedModel:
    """Return a model of an architecture that is not built in."""
    monkeypatch.setenv("AFTERWORD_CACHE_DIR", str(tmp_path / "cache"))
    folder = write_tiny_model(tmp_path / "foreign")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config |= {"model_type": "mistral", "architectures": ["MistralForCausalLM"]}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return ModelStore().prepare(str(folder))


def write(engine: Engine) -> str:
    request = GenerationRequest(prompt="She opened the door. " * 40, max_tokens=6)
    return "".join(piece.text for piece in engine.generate(request, CancelToken()))


def test_an_engine_on_a_gpu_writes_what_it_writes_on_the_processor(foreign: PreparedModel) -> None:
    on_processor = load_engine(foreign, threads=1, device=Device.CPU)
    with gpu_on_processor() as name:
        gpu = FakeGpu(name=name)
        on_gpu = load_engine(foreign, threads=1, device=Device.AUTO, gpus=[gpu])
        text = write(on_gpu)
    assert (on_gpu.runtime, on_processor.runtime) == (
        f"bfloat16 on transformers, {name}",
        "bfloat16 on transformers, 1 threads",
    )
    assert text == write(on_processor) != ""


def test_auto_serves_on_the_processor_where_the_gpu_fails(
    foreign: PreparedModel, caplog: pytest.LogCaptureFixture
) -> None:
    engine = load_engine(foreign, threads=1, device=Device.AUTO, gpus=[DRIVERLESS])
    assert engine.runtime.endswith("1 threads")
    assert "cuda failed, the processor serves" in caplog.text


def test_a_named_gpu_that_fails_is_an_error_with_the_next_step(foreign: PreparedModel) -> None:
    with pytest.raises(DeviceUnavailableError, match="can't run on cuda") as raised:
        load_engine(foreign, threads=1, device=Device.CUDA, gpus=[DRIVERLESS])
    assert '`device` to "cpu"' in raised.value.next_step


@pytest.mark.parametrize("device", [Device.CUDA, Device.MPS])
async def test_a_named_gpu_that_is_missing_is_in_the_status(
    device: Device,
) -> None:
    missing = [FakeGpu(name="cuda", works=False), FakeGpu(name="mps", works=False)]
    settings = Settings(model="no-such-model", device=device)  # it isn't even looked for
    worker = ModelWorker(engine_builder(settings, gpus=missing))
    worker.start()
    with pytest.raises(EngineNotReadyError):
        await worker.wait_until_ready()
    status = worker.status
    worker.close()
    assert status.phase is EnginePhase.FAILED
    assert f'`device` is "{device}"' in status.message
    assert status.message.endswith("Buy one.")
