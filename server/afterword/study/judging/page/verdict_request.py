"""The body of a request that gives a verdict. Bad input is refused with a sentence."""

import json
from dataclasses import dataclass
from typing import Any, Final, cast

from afterword.study.judging.verdicts import Choice, Reason

MOST_BYTES: Final = 2048
"""Bytes of a body at most; a verdict takes about a hundred."""


class VerdictRequestError(ValueError):
    """The body is no verdict. The message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRequest:
    """A verdict as the page sends it."""

    pair: str
    choice: Choice
    reason: Reason | None
    revision: int


def read_verdict_request(body: bytes) -> VerdictRequest:
    """Return the verdict in a body.

    Raises:
        VerdictRequestError: it is no JSON object with the fields of a verdict.
    """
    try:
        values = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise VerdictRequestError("The body is no JSON.") from error
    if not isinstance(values, dict):
        raise VerdictRequestError("The body is no JSON object.")
    fields = cast("dict[str, Any]", values)
    pair, revision, reason = (fields.get(name) for name in ("pair", "revision", "reason"))
    if not isinstance(pair, str) or type(revision) is not int:
        raise VerdictRequestError("`pair` must be a text and `revision` a number.")
    try:
        return VerdictRequest(
            pair=pair,
            choice=Choice(fields.get("choice")),
            reason=None if reason is None else Reason(reason),
            revision=revision,
        )
    except (ValueError, TypeError) as error:
        raise VerdictRequestError(
            "`choice` or `reason` is none of those that there are."
        ) from error
