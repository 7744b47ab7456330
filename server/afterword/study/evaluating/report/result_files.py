"""Result files in JSON: figures to read, and records to compare with another run. They hold no text."""

import json
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from afterword.errors import DocumentError
from afterword.study.evaluating.measures.accepted_prefix import PrefixMatch
from afterword.study.evaluating.runs.observation import Observation, ThresholdStep
from afterword.study.evaluating.runs.typing_simulation import TypingResult
from afterword.study.evaluating.samples.cursor_samples import PlaceKind

FORMAT: Final = 1
"""The version of the file format."""


@dataclass(slots=True, kw_only=True)
class PolicyResult:
    """The observations and simulated typing of one policy."""

    name: str
    seen: list[Observation] = field(default_factory=list[Observation])
    typed: list[TypingResult] = field(default_factory=list[TypingResult])


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The results of one evaluation run."""

    about: dict[str, Any]
    """The model, settings and seed, and counts and hashes of the texts."""
    policies: Sequence[PolicyResult]
    """The results of each policy, ours first."""
    recall: dict[str, Any] = field(default_factory=dict[str, Any])
    """By language: how many places were tried, and at how many the text was continued word for word."""
    likelihood: dict[str, Any] = field(default_factory=dict[str, Any])
    continuations: dict[str, Any] = field(default_factory=dict[str, Any])


def write_result(path: Path, evaluation: Evaluation, figures: dict[str, Any]) -> None:
    """Write a run with its figures.

    Raises:
        DocumentError: the file can't be written.
    """
    described = {
        "format": FORMAT,
        "about": evaluation.about,
        "figures": figures,
        "recall": evaluation.recall,
        "likelihood": evaluation.likelihood,
        "continuations": evaluation.continuations,
        "records": {
            policy.name: {
                "places": [_describe_seen(each) for each in policy.seen],
                "typing": [asdict(each) for each in policy.typed],
            }
            for policy in evaluation.policies
        },
    }
    write_text_file(path, json.dumps(described, ensure_ascii=False) + "\n")


def write_text_file(path: Path, text: str) -> None:
    """Write a text in UTF-8.

    Raises:
        DocumentError: the file can't be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise DocumentError(
            f"{path} can't be written: {error.strerror}.", next_step="Choose another place."
        ) from error


def read_result(path: Path) -> Evaluation:
    """Read what ``write_result`` wrote.

    Raises:
        DocumentError: the file can't be read, or is not such a file.
    """
    try:
        described = cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))
        if described["format"] != FORMAT:
            raise DocumentError(
                f"{path} was written by another version.", next_step="Run the evaluation again."
            )
        return Evaluation(
            about=described["about"],
            recall=described.get("recall", {}),
            likelihood=described["likelihood"],
            continuations=described["continuations"],
            policies=[
                PolicyResult(
                    name=name,
                    seen=[_read_seen(each) for each in records["places"]],
                    typed=[TypingResult(**each) for each in records["typing"]],
                )
                for name, records in described["records"].items()
            ],
        )
    except OSError as error:
        raise DocumentError(
            f"{path} can't be read: {error.strerror}.", next_step="Check the path."
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DocumentError(
            f"{path} is no result of an evaluation.",
            next_step="Give a file that `afterword evaluate --json` wrote.",
        ) from error


def _describe_seen(seen: Observation) -> dict[str, Any]:
    described = asdict(seen) | {"found": _describe_match(seen.found)}
    described["confidence"] = round(seen.confidence, 4)
    described["took_ms"] = round(seen.took_ms, 2)
    return described | {
        "steps": [[step.threshold, *_describe_match(step.found)] for step in seen.steps]
    }


def _describe_match(found: PrefixMatch) -> list[int]:
    return [int(value) for value in astuple(found)]


def _read_seen(described: dict[str, Any]) -> Observation:
    steps = tuple(
        ThresholdStep(threshold=threshold, found=_read_match(rest))
        for threshold, *rest in described["steps"]
    )
    read: dict[str, Any] = described | {
        "kind": PlaceKind(described["kind"]),
        "found": _read_match(described["found"]),
        "steps": steps,
    }
    return Observation(**read)


def _read_match(values: list[int]) -> PrefixMatch:
    *counts, is_whole_right = values
    shown_words, right_words, shown_chars, right_chars = counts
    return PrefixMatch(
        shown_words=shown_words,
        right_words=right_words,
        shown_chars=shown_chars,
        right_chars=right_chars,
        is_whole_right=bool(is_whole_right),
    )
