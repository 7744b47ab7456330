"""Writes an instruction to a model as its makers' chat template says, up to where its answer begins.

A template runs once, on placeholders. What the writer wrote never passes through it.
"""

import logging
from dataclasses import dataclass
from typing import Final

from afterword.engine.instructions.special_token_markup import mark_up
from afterword.engine.instructions.template_sandbox import run_template
from afterword.engine.interface import Instruction

logger = logging.getLogger(__name__)

_ROLE: Final = "\ufdd2"
_TASK: Final = "\ufdd3"
"""Noncharacters, which Unicode keeps free for such uses, so no template does anything to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatTemplate:
    """The text that a chat template puts around an instruction."""

    before: str
    between: str | None
    """Between role and task; None where the template has no place for a role."""
    after: str
    """From the task up to the first word of the answer."""

    @classmethod
    def read(cls, source: str, *, bos: str) -> "ChatTemplate | None":
        """Return what a template writes; None if it fails, or drops the instruction.

        Args:
            source: the template.
            bos: the spelling of the BOS token, where the engine doesn't add that token itself.
        """
        system = {"role": "system", "content": _ROLE}
        user = {"role": "user", "content": _TASK}
        for messages in ([system, user], [user]):
            rendered = run_template(source, messages, bos=bos)
            if isinstance(rendered, Exception):
                # Gemma's template, for one, refuses a system message.
                logger.info("chat template failed (%s)", type(rendered).__name__)
                if isinstance(rendered, TimeoutError):
                    return None  # a second run would take as long
                continue
            head, found_task, after = rendered.partition(_TASK)
            before, found_role, between = head.partition(_ROLE)
            if any(placeholder in before + between + after for placeholder in (_ROLE, _TASK)):
                continue  # it writes a message twice, so there is no one place for it
            if found_task and (found_role or len(messages) == 1):
                return cls(before=before, between=between if found_role else None, after=after)
        return None

    def opening(self, instruction: Instruction) -> str:
        """Return the prompt up to where the answer begins, the template's own parts marked up."""
        if self.between is None:
            message = f"{instruction.role}\n\n{instruction.task}"
            return f"{mark_up(self.before)}{message}{mark_up(self.after)}"
        return (
            f"{mark_up(self.before)}{instruction.role}{mark_up(self.between)}"
            f"{instruction.task}{mark_up(self.after)}"
        )

    @property
    def parts(self) -> tuple[str, ...]:
        """The template's own parts, in order."""
        return tuple(part for part in (self.before, self.between, self.after) if part)
