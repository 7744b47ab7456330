"""Which models can be told what to do: those that learned it, and whose chat template works."""

import importlib.util
import logging
from typing import TYPE_CHECKING

from afterword.errors import ModelError
from afterword.models.chat_template_file import read_chat_template, read_token
from afterword.models.instruction_tuned import follows_instructions, is_known_to_follow_instructions
from afterword.models.model_store import ModelStore
from afterword.models.prepared_model import PreparedModel

if TYPE_CHECKING:
    from afterword.engine.instructions.rendered_template import ChatTemplate

logger = logging.getLogger(__name__)


def template_of(prepared: PreparedModel) -> "ChatTemplate | None":
    """Return how a model is told what to do; None if it can't be told.

    It may take some seconds: the template is a program, and foreign.
    """
    if not follows_instructions(prepared):
        return None
    from afterword.engine.instructions.rendered_template import (
        ChatTemplate,  # Jinja comes with what runs a model
    )

    bos = "" if prepared.prepends_bos else read_token(prepared.folder, "bos_token")
    template = ChatTemplate.read(read_chat_template(prepared.folder), bos=bos)
    if template is None:
        logger.warning("%s has no chat template that works: it is not instructed", prepared.name)
    return template


def supports_instructions(name: str) -> bool:
    """Tell of a name whether its model, once loaded, will be told what to do.

    Nothing is prepared or fetched for it: of a model that is not here the catalogue says it.
    """
    if not is_known_to_follow_instructions(name):
        return False
    try:
        prepared = ModelStore().info(name).prepared
    except ModelError:
        prepared = None
    if prepared is None or importlib.util.find_spec("jinja2") is None:
        return True
    return template_of(prepared) is not None
