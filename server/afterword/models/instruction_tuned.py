"""Which models were trained to follow instructions, as far as the catalogue and their files say."""

from afterword.errors import ModelError
from afterword.models.catalogue import CATALOGUE
from afterword.models.chat_template_file import read_chat_template
from afterword.models.model_store import ModelStore
from afterword.models.prepared_model import PreparedModel


def is_instruction_tuned(prepared: PreparedModel) -> bool:
    """Return whether a prepared model was trained to follow instructions.

    Of models in the catalogue, that says it, since some base models come with a chat template that
    they were never trained on; other models are taken to be if they have a chat template.
    """
    entry = CATALOGUE.get(prepared.name)
    if entry is not None:
        return entry.is_instruction_tuned
    return bool(read_chat_template(prepared.folder))


def is_known_instruction_tuned(name: str) -> bool:
    """Return the same for a model's name, without preparing or fetching anything.

    False also where nothing is known before the model is prepared: for a GGUF file that was never
    used, or a Hugging Face id.
    """
    entry = CATALOGUE.get(name)
    if entry is not None:
        return entry.is_instruction_tuned
    try:
        prepared = ModelStore().info(name).prepared
    except ModelError:
        return False
    return prepared is not None and is_instruction_tuned(prepared)
