"""The checks of the doctor's report: name, verdict, value, fix."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The result of a check."""

    OK = "ok"
    FAULT = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the doctor's report."""

    name: str
    verdict: Verdict
    value: str
    fix: str = ""
    """The next step for a fault: a command, where there is one."""

    def describe(self) -> dict[str, object]:
        """Return the JSON object for this check."""
        return {
            "name": self.name,
            "ok": self.verdict is Verdict.OK,
            "value": self.value,
            "fix": self.fix,
        }


def passed(name: str, value: str) -> Check:
    """Return a check that found no fault."""
    return Check(name=name, verdict=Verdict.OK, value=value)


def failed(name: str, value: str, *, fix: str) -> Check:
    """Return a check that found a fault, and its fix."""
    return Check(name=name, verdict=Verdict.FAULT, value=value, fix=fix)
