"""Which models follow instructions: those that were trained to, and whose chat template works.

This is the one place that callers above the engine ask.
"""

import importlib.util
import logging
from typing import TYPE_CHECKING

from afterword.errors import ModelError
from afterword.models.chat_template_file import read_chat_template, read_token
from afterword.models.instruction_tuned import is_instruction_tuned, is_known_instruction_tuned
from afterword.models.model_store import ModelStore
from afterword.models.prepared_model import PreparedModel

if TYPE_CHECKING:
    from afterword.engine.instructions.rendered_template import ChatTemplate

logger = logging.getLogger(__name__)


def read_working_template(prepared: PreparedModel) -> "ChatTemplate | None":
    """Return the chat template of an instruction-tuned model; None for others, or if it doesn't work.

    It may take some seconds: a template is a program, which comes with the model.
    """
    if not is_instruction_tuned(prepared):
        return None
    # Jinja is a part of the `local` extra, without which nothing is loaded.
    from afterword.engine.instructions.rendered_template import ChatTemplate

    bos = "" if prepared.prepends_bos else read_token(prepared.folder, "bos_token")
    template = ChatTemplate.read(read_chat_template(prepared.folder), bos=bos)
    if template is None:
        logger.warning("%s has no chat template that works: it is not instructed", prepared.name)
    return template


def supports_instructions(
    model: str, *, engine_answer: bool | None = None, runs_template: bool = False
) -> bool:
    """Return whether requests to a model may have an instruction.

    Once the model was loaded, its engine says it; before that, the catalogue and the model's files do.
    Nothing is prepared or fetched for it.

    Args:
        model: the name of the model.
        engine_answer: what the engine says; None if the model was never loaded.
        runs_template: whether a chat template counts only if it works. Without it, a model whose
            template turns out not to work is taken to follow instructions until it is loaded; with
            it, this may take seconds, which only a command line has.
    """
    if engine_answer is not None:
        return engine_answer
    is_tuned = is_known_instruction_tuned(model)
    return is_tuned and not (runs_template and _has_broken_template(model))


def _has_broken_template(model: str) -> bool:
    """Return whether a tuned model's chat template is known not to work."""
    try:
        prepared = ModelStore().info(model).prepared
    except ModelError:
        return False
    if prepared is None or importlib.util.find_spec("jinja2") is None:
        return False
    return read_working_template(prepared) is None
