"""Writes an instruction to a model as its makers' chat template says, up to where its answer begins.

A template is a program in Jinja that comes with a model: it runs in Jinja's sandbox, once, on
placeholders. What the writer wrote never passes through it.
"""

import logging
from dataclasses import dataclass
from typing import Final, NoReturn

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from afterword.engine.markup import mark_up
from afterword.engine.protocol import Instruction

logger = logging.getLogger(__name__)

_ROLE: Final = "\ufdd2"
_TASK: Final = "\ufdd3"
"""Noncharacters, which Unicode keeps free for such uses, so no template does anything to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatTemplate:
    """What stands around an instruction."""

    before: str
    between: str | None
    """Between role and task; None where the template has no place for a role."""
    after: str
    """Up to the first word of the answer."""

    @classmethod
    def read(cls, source: str, *, bos: str) -> "ChatTemplate | None":
        """Return what a template does; None if it fails, or loses what it is given.

        Args:
            source: the template.
            bos: how the token is spelled that begins a text, where the engine doesn't add it.
        """
        system = {"role": "system", "content": _ROLE}
        user = {"role": "user", "content": _TASK}
        for messages in ([system, user], [user]):
            try:
                rendered = _render(source, messages, bos=bos)
            except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
                # Gemma's template, for one, refuses a system message.
                logger.info("chat template failed (%s)", type(error).__name__)
                continue
            head, found_task, after = rendered.partition(_TASK)
            before, found_role, between = head.partition(_ROLE)
            if found_task and (found_role or len(messages) == 1):
                return cls(before=before, between=between if found_role else None, after=after)
        return None

    def opening(self, instruction: Instruction) -> str:
        """Return the prompt up to where the answer begins, the template's own parts marked up."""
        if self.between is None:
            told = f"{instruction.role}\n\n{instruction.task}"
            return f"{mark_up(self.before)}{told}{mark_up(self.after)}"
        return (
            f"{mark_up(self.before)}{instruction.role}{mark_up(self.between)}"
            f"{instruction.task}{mark_up(self.after)}"
        )

    @property
    def parts(self) -> tuple[str, ...]:
        """The template's own parts, in order."""
        return tuple(part for part in (self.before, self.between, self.after) if part)


def _render(source: str, messages: list[dict[str, str]], *, bos: str) -> str:
    """Render as transformers does, whose environment templates are written for."""
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.loopcontrols"],
        autoescape=False,
    )
    template = environment.from_string(source, globals={"raise_exception": _refuse})
    return template.render(
        messages=messages,
        add_generation_prompt=True,
        enable_thinking=False,  # Qwen 3: thoughts are no prose
        bos_token=bos,
        eos_token="",
    )


def _refuse(message: str) -> NoReturn:
    """Serve ``raise_exception`` in templates."""
    raise TemplateError(message)
