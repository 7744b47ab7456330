"""How ``afterword continue`` prints continuations, as JSON and for people."""

import io

from rich.console import Console

from afterword.cli.commands.continue_text import describe, describe_takes, show_takes
from afterword.engine.interface import Usage
from afterword.writing.results import Continuation


def take(text: str) -> Continuation:
    usage = Usage(
        prompt_tokens=9, cached_tokens=0, generated_tokens=5, prefill_ms=1.0, decode_ms=2.0
    )
    return Continuation(
        text=text,
        insert_char_offset=7,
        confidence=0.5,
        model="scripted",
        usage=usage,
        timings_ms={"total": 3.0},
    )


def test_several_takes_stand_beside_the_first() -> None:
    described = describe_takes([take(" One."), take(" Two.")])
    assert described["text"] == " One."
    assert [each["text"] for each in described["takes"]] == [" One.", " Two."]


def test_a_single_take_stands_alone() -> None:
    assert "takes" not in describe_takes([take(" One.")])


def test_takes_are_printed_under_their_numbers_as_they_are() -> None:
    console = Console(file=io.StringIO(), width=40)
    show_takes([take("\n\n[b]One[/b]."), take(" Two.")], console)
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == "Take 1\n[b]One[/b].\nTake 2\n Two.\n"


def test_a_continuation_has_all_keys_and_its_place() -> None:
    described = describe(take(" It rained."))
    keys = {"text", "suppressed", "confidence", "model", "tokens", "timings_ms"}
    assert set(described) == keys | {"insert_char_offset", "note"}
    assert (described["tokens"], described["insert_char_offset"]) == (5, 7)
