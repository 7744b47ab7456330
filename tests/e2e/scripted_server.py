"""``afterword serve`` with an engine that follows a script. Run by the tests, never by pytest.

Takes one argument, a JSON object:
    text            what the engine writes
    texts           what it writes the first time, the second …; in place of ``text``
    token_delay_s   how long each word takes
    gate            a file; the engine is "preparing" until it exists
    failure         a message; the engine can't be built, because of this
    models          such options by the name of a model, for that one alone
    voices          such options by the name of a voice, for that one alone
    needed_mb       how much memory models take, by name
    model_here      a file; the models in ``needed_mb`` are installed if it exists
    install         a Python program that is run in place of an installation
    prepared        the names of models that are ready to load; without it none is loaded ahead
    tcp             HOST:PORT to listen on, in place of stdio
    token           what a client must show on TCP
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from afterword.engine.interface import (
    BuildEngine,
    EnginePhase,
    EngineStatus,
    GenerationRequest,
    ReportStatus,
)
from afterword.engine.scheduling.memory_budget import Memory
from afterword.errors import ModelFileError
from afterword.lsp.connection.logs import configure_logging
from afterword.lsp.connection.transport import LoopbackAddress, serve_stdio, serve_tcp
from afterword.lsp.features import build_server
from afterword.models.instruction_tuned import is_known_instruction_tuned
from afterword.settings import Settings, user_config_path

sys.path.insert(0, str(Path(__file__).parents[1]))  # editors start this file from anywhere

from fakes.scripted_engine import Script, ScriptedEngine


def main(options: dict[str, Any]) -> int:
    """Serve until the client is done."""
    configure_logging()

    def engine_builder(settings: Settings) -> BuildEngine:
        own = {**options, **options.get("models", {}).get(settings.inline_model, {})}
        own |= options.get("voices", {}).get(settings.voice, {})
        return _builder(own, settings.inline_model, settings.voice)

    needed_mb = options.get("needed_mb", {})
    memory = Memory(
        available_bytes=lambda: None,
        needed_bytes=lambda name: needed_mb[name] * 1_000_000 if name in needed_mb else None,
        is_prepared=lambda name: name in options.get("prepared", ()),
    )
    server = build_server(
        engine_builder=engine_builder,
        user_file=user_config_path(),
        required_token=options.get("token", ""),
        memory=memory,
        is_model_here=lambda name: (
            name in needed_mb and Path(options.get("model_here", "/nowhere")).exists()
        ),
        command_to_install=lambda name: (sys.executable, "-c", options["install"], name),
    )
    if "tcp" in options:
        address = LoopbackAddress.parse(options["tcp"])
        return serve_tcp(server, address, lambda host, port: _tell(f"{host} {port}"))
    return serve_stdio(server)


def _builder(options: dict[str, Any], model: str, voice: str) -> BuildEngine:
    def build(report: ReportStatus) -> ScriptedEngine:
        if failure := options.get("failure"):
            raise ModelFileError(failure, next_step="Prepare it again.")
        if gate := options.get("gate"):
            report(EngineStatus(phase=EnginePhase.PREPARING, message="half", percent=50))
            while not Path(gate).exists():
                time.sleep(0.01)
            report(EngineStatus(phase=EnginePhase.LOADING, message="nearly"))
        elif "needed_mb" in options:
            report(EngineStatus(phase=EnginePhase.LOADING, message="here it is"))
        return ScriptedEngine(
            _script(options),
            model_name=model,
            token_delay_s=float(options.get("token_delay_s", 0)),
            follows_instructions=is_known_instruction_tuned(model),
            voice=voice,
        )

    return build


def _script(options: dict[str, Any]) -> Script:
    texts = iter(options.get("texts", ()))

    def write(request: GenerationRequest) -> str:
        if request.max_tokens == 0:  # only read
            return ""
        return next(texts, "") or options.get("text", " sat down by the window.")

    return write


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    raise SystemExit(main(json.loads(sys.argv[1])))
