"""Instruction-tuned models: those that the catalogue marks, else those with a chat template."""

from afterword.errors import ModelError
from afterword.models.catalogue import CATALOGUE
from afterword.models.chat_template_file import read_chat_template
from afterword.models.model_store import ModelStore
from afterword.models.prepared_model import PreparedModel


def follows_instructions(prepared: PreparedModel) -> bool:
    """Tell whether a prepared model was trained to follow instructions.

    Some base models have a template that they were never trained on: the catalogue marks these.
    """
    entry = CATALOGUE.get(prepared.name)
    if entry is not None:
        return entry.is_instruction_tuned
    return bool(read_chat_template(prepared.folder))


def is_known_to_follow_instructions(name: str) -> bool:
    """Tell the same for a model's name, without preparing or fetching anything.

    The answer is False also where it is unknown before the model is prepared: for a GGUF file that
    was never used, and for a Hugging Face id.
    """
    entry = CATALOGUE.get(name)
    if entry is not None:
        return entry.is_instruction_tuned
    try:
        prepared = ModelStore().info(name).prepared
    except ModelError:
        return False
    return prepared is not None and follows_instructions(prepared)
