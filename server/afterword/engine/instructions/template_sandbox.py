"""Runs a chat template: a foreign program in Jinja, which may do anything that its sandbox lets it.

It gets a thread and some time. Whatever it does, whoever loads the model goes on.
"""

import math
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any, Final, NoReturn

from jinja2 import TemplateError, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

DEADLINE_S: Final = 2.0
"""For one run; an ordinary one takes 2 ms, one of 20 kB 190."""
MOST_SOURCE_CHARS: Final = 100_000
"""Of a template; those in use have some thousands."""
MOST_REPEATED: Final = 100_000
"""So large a number, text or list may become by ``*``: "a" * 10**12 would ask for all memory."""
_TEMPLATE_FILE: Final = "<template>"
"""As Jinja calls the code that it makes of a template."""

Message = dict[str, str]


def run_template(
    source: str, messages: Sequence[Message], *, bos: str, deadline_s: float = DEADLINE_S
) -> str | Exception:
    """Return what a template makes of messages, or why it makes nothing of them.

    Args:
        source: the template.
        messages: each with ``role`` and ``content``.
        bos: how the token is spelled that begins a text, where the engine doesn't add it.
        deadline_s: the most that this takes; then it is a TimeoutError.
    """
    if len(source) > MOST_SOURCE_CHARS:
        return ValueError("too long for a template")
    done = SimpleQueue[str | Exception]()
    end_s = time.monotonic() + deadline_s

    def run() -> None:
        try:
            done.put(_render(source, messages, bos=bos, end_s=end_s))
        except Exception as error:  # noqa: BLE001 - a foreign program raises anything: RecursionError …
            done.put(error)

    threading.Thread(target=run, name="afterword-template", daemon=True).start()
    try:
        return done.get(timeout=deadline_s)
    except Empty:
        return TimeoutError("the template takes too long")


def _render(source: str, messages: Sequence[Message], *, bos: str, end_s: float) -> str:
    """Render as transformers does, whose environment templates are written for, until ``end_s``."""
    environment = _Sandbox(
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.loopcontrols", _Generation],
        autoescape=False,
    )
    template = environment.from_string(
        source, globals={"raise_exception": _refuse, "strftime_now": _now}
    )
    # Else an endless loop would go on beside the model. What compiles a template has no such loop,
    # and would take four times as long.
    sys.settrace(_stopping_at(end_s))
    return template.render(
        messages=messages,
        add_generation_prompt=True,
        enable_thinking=False,  # Qwen 3: thoughts are no prose
        bos_token=bos,
        eos_token="",
    )


class _Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox without the two operators by which a short program takes all memory."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate, as far as no operand makes the result larger than a template may need.

        Raises:
            OverflowError: one does.
        """
        sizes = [
            abs(each) if isinstance(each, int | float) else len(each) for each in (left, right)
        ]
        if max(sizes) > MOST_REPEATED or (operator == "*" and math.prod(sizes) > MOST_REPEATED):
            raise OverflowError(operator)
        return super().call_binop(context, operator, left, right)


class _Generation(Extension):
    """``{% generation %}`` of transformers: it marks what a model is trained on, and adds nothing."""

    tags = {"generation"}  # noqa: RUF012 - as Jinja declares it

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Return what stands between the tags."""
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _stopping_at(end_s: float) -> Callable[[FrameType, str, object], Any]:
    """Return a trace function that ends its thread's work from a time on."""

    def watch(frame: FrameType, _event: str, _argument: object) -> Any:
        if time.monotonic() > end_s:
            raise TimeoutError
        return watch if frame.f_code.co_filename == _TEMPLATE_FILE else None

    return watch


def _refuse(message: str) -> NoReturn:
    """Serve ``raise_exception`` in templates."""
    raise TemplateError(message)


def _now(form: str) -> str:
    """Serve ``strftime_now`` in templates."""
    return datetime.now(UTC).astimezone().strftime(form)
