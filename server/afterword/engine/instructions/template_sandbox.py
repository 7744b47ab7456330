"""Runs a chat template, which is an untrusted Jinja program, in a sandbox with a time limit.

It runs on a thread of its own, so loading the model goes on whatever the template does.
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
"""Seconds for one run. An ordinary template takes 2 ms, one of 20 kB takes 190."""
MAX_SOURCE_CHARS: Final = 100_000
"""Characters of the longest template that is run; those in use have some thousands."""
MAX_PRODUCT: Final = 100_000
"""The largest number or length that ``*`` may produce: "a" * 10**12 would take all memory."""
_TEMPLATE_FILE: Final = "<template>"
"""The file name that Jinja gives to the code that it compiles from a template."""

Message = dict[str, str]


def run_template(
    source: str, messages: Sequence[Message], *, bos: str, deadline_s: float = DEADLINE_S
) -> str | Exception:
    """Return the text that a template writes for messages, or the error that it fails with.

    Args:
        source: the template.
        messages: each with ``role`` and ``content``.
        bos: the spelling of the BOS token, where the engine doesn't add that token itself.
        deadline_s: seconds after which this returns a TimeoutError.
    """
    if len(source) > MAX_SOURCE_CHARS:
        return ValueError("too long for a template")
    done = SimpleQueue[str | Exception]()
    end_s = time.monotonic() + deadline_s

    def run() -> None:
        try:
            done.put(_render(source, messages, bos=bos, end_s=end_s))
        except Exception as error:  # noqa: BLE001 - an untrusted program raises anything: RecursionError …
            done.put(error)

    threading.Thread(target=run, name="afterword-template", daemon=True).start()
    try:
        return done.get(timeout=deadline_s)
    except Empty:
        return TimeoutError("the template takes too long")


def _render(source: str, messages: Sequence[Message], *, bos: str, end_s: float) -> str:
    """Render in the environment that templates are written for, which is transformers', until ``end_s``."""
    environment = _Sandbox(
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.loopcontrols", _Generation],
        autoescape=False,
    )
    template = environment.from_string(
        source, globals={"raise_exception": _refuse, "strftime_now": _now}
    )
    # Otherwise an endless loop would go on while the model runs. Compiling has no such loop, and would
    # take four times as long if it were traced.
    sys.settrace(_stopping_at(end_s))
    return template.render(
        messages=messages,
        add_generation_prompt=True,
        enable_thinking=False,  # Qwen 3: thoughts are no prose
        bos_token=bos,
        eos_token="",
    )


class _Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox that limits the two operators by which a short program could take all memory."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate a product or a power, unless it may be too large.

        Raises:
            OverflowError: the result, or an operand, may be larger than ``MAX_PRODUCT``.
        """
        sizes = [
            abs(each) if isinstance(each, int | float) else len(each) for each in (left, right)
        ]
        if max(sizes) > MAX_PRODUCT or (operator == "*" and math.prod(sizes) > MAX_PRODUCT):
            raise OverflowError(operator)
        return super().call_binop(context, operator, left, right)


class _Generation(Extension):
    """Ignores the tag ``{% generation %}``, by which transformers finds the text to train on."""

    tags = {"generation"}  # noqa: RUF012 - Jinja declares it so

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Return the nodes between the tags."""
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _stopping_at(end_s: float) -> Callable[[FrameType, str, object], Any]:
    """Return a trace function that raises a TimeoutError in its thread once a time has passed."""

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
