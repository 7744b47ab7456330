"""Opens a voice's adapter for a model, after checking that they belong together."""

from typing import TYPE_CHECKING

from afterword.engine.loading.voice_choice import is_same_model
from afterword.models.prepared_model import PreparedModel
from afterword.models.prepared_voices import make_prepared_voice_folder
from afterword.models.trained_models import voices_root
from afterword.models.voices.voice_card import check_base
from afterword.models.voices.voice_folder import find_voice

if TYPE_CHECKING:
    from afterword.transformer.quantisation.adapted_store import Adapter


def open_adapter(voice: str, base: PreparedModel) -> "Adapter | None":
    """Return a voice's adapter, to be merged into a model's weights; None if it is for another model.

    Raises:
        ModelError: there is no such voice, its files are damaged, or its model has changed.
    """
    from afterword.transformer.adapter_file import AdapterFile
    from afterword.transformer.quantisation.adapted_store import Adapter

    folder = find_voice(voices_root(), voice)
    if not is_same_model(folder.read_card().base_name, base.name):
        return None
    found = folder.read()
    check_base(found.card, base)
    file = AdapterFile(folder.weights, scale=found.config.scale)
    return Adapter(name=voice, file=file, folder=make_prepared_voice_folder(voice))
