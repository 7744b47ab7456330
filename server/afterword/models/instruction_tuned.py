"""Which models follow instructions: as the catalogue says, else those with a chat template."""

from afterword.errors import ModelError
from afterword.models.catalogue import CATALOGUE
from afterword.models.chat_template_file import read_chat_template
from afterword.models.prepared_model import PreparedModel
from afterword.models.store import ModelStore


def follows_instructions(prepared: PreparedModel) -> bool:
    """Tell whether a prepared model has learned to answer.

    Some base models come with a template that they were never trained on: only the catalogue knows.
    """
    entry = CATALOGUE.get(prepared.name)
    if entry is not None:
        return entry.is_instruction_tuned
    return bool(read_chat_template(prepared.folder))


def is_known_to_follow_instructions(name: str) -> bool:
    """Tell the same of a name, without preparing or fetching anything.

    False also where it can't be told before the model is here: a GGUF file that was never used, a
    Hugging Face id.
    """
    entry = CATALOGUE.get(name)
    if entry is not None:
        return entry.is_instruction_tuned
    try:
        prepared = ModelStore().info(name).prepared
    except ModelError:
        return False
    return prepared is not None and follows_instructions(prepared)
