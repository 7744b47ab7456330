"""Installs a model: fetches it, and does all that its first use would do, so that this is quick."""

from afterword.engine.interface import EnginePhase, EngineStatus, ReportStatus
from afterword.engine.loading.engine_builder import engine_builder, require_local_packages
from afterword.models.model_store import ModelStore
from afterword.models.preparation_progress import PreparationProgress
from afterword.models.prepared_model import PreparedModel
from afterword.settings import Settings


def install_model(name: str, settings: Settings, report: ReportStatus) -> PreparedModel:
    """Fetch a model of the catalogue, unpack it, round its weights and compile.

    Args:
        name: its name in the catalogue.
        settings: how many threads it may use, and on which device it will run.
        report: called often; an exception from it ends the installation, and a later one goes on.

    Raises:
        AfterwordError: a package is missing, or the model can't be fetched, stored or loaded.
    """
    require_local_packages()

    def report_fetching(progress: PreparationProgress) -> None:
        report(
            EngineStatus(
                phase=EnginePhase.PREPARING, message=progress.message, percent=progress.percent
            )
        )

    store = ModelStore()
    store.fetch(name, report=report_fetching)
    engine_builder(settings.with_one_model(name).with_voice(""))(report).close()
    return store.prepare(name)
