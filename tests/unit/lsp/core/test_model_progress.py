"""What the writer sees while the model gets ready."""

from afterword.engine.interface import EnginePhase, EngineStatus
from afterword.lsp.core.model_progress import PARAGRAPH_MODEL, THE_MODEL, ModelProgress
from afterword.lsp.core.progress_bars import Bar


class RecordingBar(Bar):
    """Writes down what it shows."""

    def __init__(self, title: str, story: list[object]) -> None:
        super().__init__(None, title)
        self._story = story

    def report(self, message: str, percent: int | None = None) -> None:
        self._story.append((message, percent))

    def close(self) -> None:
        self._story.append("close")


class Stage:
    """Opens recording bars; also writes down errors and notes."""

    def __init__(self, what: str = THE_MODEL) -> None:
        self.story: list[object] = []
        self.progress = ModelProgress(
            self.open,
            show_error=lambda message: self.story.append(("error", message)),
            note=lambda message: self.story.append(("note", message)),
            what=what,
        )

    def open(self, title: str) -> Bar:
        self.story.append(title)
        return RecordingBar(title, self.story)

    def show(self, phase: EnginePhase, message: str = "", percent: int | None = None) -> None:
        self.progress.show(EngineStatus(phase=phase, message=message, percent=percent))


def test_each_phase_has_a_bar_that_ends() -> None:
    stage = Stage()
    stage.show(EnginePhase.PREPARING, "unpacking")
    stage.show(EnginePhase.PREPARING, "unpacking", 80)
    stage.show(EnginePhase.LOADING, "reading")
    stage.show(EnginePhase.READY, "gemma")
    assert stage.story == [
        "Afterword: preparing the model",
        ("unpacking", 0),
        ("unpacking", 80),
        "close",
        "Afterword: loading the model",
        ("reading", None),
        "close",
        ("note", "Afterword is ready: gemma"),
    ]


def test_a_failure_ends_the_bar_and_is_shown() -> None:
    stage = Stage()
    stage.show(EnginePhase.LOADING, "reading")
    stage.show(EnginePhase.FAILED, "The file is gone. Prepare it again.")
    assert stage.story[2:] == [
        "close",
        ("error", "Afterword can't write: The file is gone. Prepare it again."),
    ]


def test_a_second_model_gets_bars_of_its_own() -> None:
    stage = Stage()
    for _ in range(2):
        stage.show(EnginePhase.LOADING, "reading")
        stage.show(EnginePhase.READY, "model")
    assert stage.story.count("Afterword: loading the model") == 2
    assert stage.story.count("close") == 2


def test_the_model_for_paragraphs_has_its_own_name() -> None:
    stage = Stage(PARAGRAPH_MODEL)
    stage.show(EnginePhase.LOADING, "reading")
    stage.show(EnginePhase.READY, "large")
    stage.show(EnginePhase.STOPPED)
    assert stage.story[0] == "Afterword: loading the model for paragraphs"
    assert stage.story[-2:] == [
        ("note", "Afterword is ready: large"),
        ("note", "Afterword unloaded the model for paragraphs."),
    ]


def test_why_a_model_is_unloaded_goes_to_the_log() -> None:
    stage = Stage()
    stage.show(EnginePhase.STOPPED, "Put aside for another one.")
    assert stage.story == [("note", "Afterword unloaded the model. Put aside for another one.")]
