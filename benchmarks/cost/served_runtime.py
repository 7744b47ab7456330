"""The runtime of a model as the server loads it, to be measured without the engine around it."""

from typing import Any

from afterword.engine.instructions.instructed_engine import InstructedEngine
from afterword.engine.loading.engine_builder import load_engine
from afterword.models.model_store import ModelStore
from afterword.settings.fields import Device
from afterword.transformer.runtime import Runtime


def load_served_runtime(model_name: str, *, threads: int) -> Runtime:
    """Prepare and load a model of one of our families on the processor; return its runtime."""
    prepared = ModelStore().prepare(model_name)
    engine: Any = load_engine(prepared, threads=threads, device=Device.CPU)
    if isinstance(engine, InstructedEngine):
        engine = engine.plain
    return engine._model._runtime  # noqa: SLF001
