"""Builders of both jobs' engines with their voices, or of the models as they are where a voice can't be used."""

from collections.abc import Callable

from afterword.engine.interface import BuildEngine, Engine, EnginePhase, EngineStatus, ReportStatus
from afterword.engine.loading.voice_choice import ChosenVoice, VoiceChoice
from afterword.errors import AfterwordError
from afterword.settings import Settings

EngineBuilder = Callable[[Settings], BuildEngine]
"""Returns what prepares and loads the model that the settings name, with the voice that they name."""


def builders_with_voices(
    engine_builder: EngineBuilder, settings: Settings, voices: VoiceChoice
) -> tuple[BuildEngine, BuildEngine | None]:
    """Return what builds ghost text's engine, and what builds the paragraphs'; None if that is the same.

    A fault of a voice is reported as the status's problem.
    """

    def builder(model: str, voice: ChosenVoice) -> BuildEngine:
        as_it_is = settings.with_one_model(model).with_voice("")
        base = engine_builder(as_it_is)
        if not voice.name:
            return base
        return _voice_or_base(engine_builder(as_it_is.with_voice(voice.name)), base)

    ghost, paragraph = settings.inline_model, settings.paragraph_model
    second = None if paragraph == ghost else builder(paragraph, voices.paragraph)
    return builder(ghost, voices.inline), second


def _voice_or_base(build_with_voice: BuildEngine, build_base: BuildEngine) -> BuildEngine:
    def build(report: ReportStatus) -> Engine:
        try:
            return build_with_voice(report)
        except AfterwordError as error:
            problem = str(error)
        engine = build_base(report)
        # Last, so that the fault of a model that can't be loaded at all is reported as that alone.
        report(EngineStatus(phase=EnginePhase.LOADING, problem=problem))
        return engine

    return build
