"""The arguments of every command. Each command's code is imported only when it runs."""

import argparse
import importlib
from collections.abc import Callable
from typing import Any

from afterword import __version__
from afterword.cli.control_options import add_controls
from afterword.cli.evaluate_options import add_evaluate_options
from afterword.cli.judging.judge_options import DESCRIPTION, USAGE, add_judge_options
from afterword.cli.objective_options import add_objective_options
from afterword.cli.tune_options import add_tune_options
from afterword.cli.voice_option import add_voice
from afterword.cli.whole_numbers import whole_number

Run = Callable[[argparse.Namespace], int]


def build_parser() -> argparse.ArgumentParser:
    """Return the parser; its result has ``run``, a function that takes the result."""
    parser = argparse.ArgumentParser(
        prog="afterword",
        description="The words that come after the cursor, from a model on your own machine.",
    )
    parser.add_argument("--version", action="version", version=f"afterword {__version__}")
    parser.add_argument("--verbose", action="store_true", help="log what is done, never your text")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_serve(commands)
    _add_complete(commands)
    _add_continue(commands)
    _add_try(commands)
    _add_models(commands)
    _add_doctor(commands)
    _add_train(commands)
    _add_tune(commands)
    _add_bench(commands)
    _add_evaluate(commands)
    _add_judge(commands)
    return parser


def _command(module: str, function: str) -> Run:
    """Return a function that imports a command's module and runs it."""

    def run(arguments: argparse.Namespace) -> int:
        return int(getattr(importlib.import_module(module), function)(arguments))

    return run


def _add_serve(commands: Any) -> None:
    serve = commands.add_parser("serve", help="start the language server for an editor")
    transport = serve.add_mutually_exclusive_group()
    transport.add_argument("--stdio", action="store_true", help="speak on stdin/stdout (default)")
    transport.add_argument("--tcp", metavar="HOST:PORT", help="listen on a loopback address")
    serve.set_defaults(run=_command("afterword.cli.commands.serve", "run_serve"))


def _add_complete(commands: Any) -> None:
    complete = commands.add_parser("complete", help="print the ghost text at a place in a file")
    _add_place(complete)
    complete.add_argument(
        "--invoked", action="store_true", help="as if asked for by hand: whatever the confidence"
    )
    complete.add_argument(
        "--takes", type=int, default=1, choices=range(1, 4), help="how many, with --invoked"
    )
    _add_explain(complete)
    complete.set_defaults(run=_command("afterword.cli.commands.complete", "run_complete"))


def _add_continue(commands: Any) -> None:
    continuing = commands.add_parser("continue", help="continue the paragraph at a place in a file")
    _add_place(continuing)
    continuing.add_argument(
        "--takes",
        type=whole_number(least=1, most=20),
        default=1,
        metavar="N",
        help="how many different ones",
    )
    add_controls(continuing)
    continuing.add_argument(
        "--task",
        default="continue",
        choices=["continue", "next", "bridge", "speak", "line"],
        help="the rest of the paragraph, the next one, what leads to the one below, a turn in a "
        "dialogue, or a line of verse",
    )
    continuing.add_argument("--speaker", default="", metavar="NAME", help="with --task speak")
    _add_explain(continuing)
    continuing.set_defaults(run=_command("afterword.cli.commands.continue_text", "run_continue"))


def _add_try(commands: Any) -> None:
    trying = commands.add_parser("try", help="show what it does, on a sample text")
    trying.set_defaults(run=_command("afterword.cli.commands.try_out", "run_try"))


def _add_models(commands: Any) -> None:
    models = commands.add_parser("models", help="list, inspect, install, prepare and remove models")
    actions = models.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="which models there are")
    listing.add_argument("--json", action="store_true", help="print one JSON object")
    listing.set_defaults(run=_command("afterword.cli.commands.list_models", "run_list"))
    for name, module, what in (
        ("info", "list_models", "what is known about a model"),
        ("install", "install_model", "fetch a model of the catalogue and prepare it"),
        (
            "prepare",
            "list_models",
            "unpack a model and convert it for this processor, so that it loads quickly",
        ),
        ("remove", "install_model", "delete a prepared model, and what was fetched for it"),
    ):
        action = actions.add_parser(name, help=what)
        action.add_argument("model", help="a catalogue name, Hugging Face id, folder or .gguf file")
        if name == "info":
            action.add_argument("--json", action="store_true", help="print one JSON object")
        elif name == "install":
            action.add_argument(
                "--json", action="store_true", help="print the progress, one JSON object a line"
            )
        action.set_defaults(run=_command(f"afterword.cli.commands.{module}", f"run_{name}"))


def _add_doctor(commands: Any) -> None:
    doctor = commands.add_parser("doctor", help="check this machine and say how to mend faults")
    doctor.add_argument("--json", action="store_true", help="print one JSON object")
    doctor.set_defaults(run=_command("afterword.cli.commands.doctor", "run_doctor"))


def _add_bench(commands: Any) -> None:
    bench = commands.add_parser("bench", help="measure how fast it is on this machine")
    bench.add_argument("--json", action="store_true", help="print one JSON object")
    bench.add_argument(
        "--full",
        action="store_true",
        help="by prompt and document length too, typed in real time: about five minutes",
    )
    bench.add_argument(
        "--busy",
        type=whole_number(least=0, most=64),
        nargs="*",
        default=[1],
        metavar="N",
        help="measure beside N other busy programs too, in turn if several N are given; without N "
        "beside half as many as there are processors, then as many (default 1; 0 leaves that out)",
    )
    bench.add_argument(
        "--second-server",
        action="store_true",
        help="measure beside a second server too, in which somebody types",
    )
    bench.add_argument("--model", help="another model than the settings say")
    add_voice(bench)
    bench.set_defaults(run=_command("afterword.cli.commands.bench", "run_bench"))


def _add_evaluate(commands: Any) -> None:
    evaluate = commands.add_parser("evaluate", help="measure on texts what suggestions are worth")
    add_evaluate_options(evaluate)
    evaluate.set_defaults(run=_command("afterword.cli.commands.evaluate", "run_evaluate"))


def _add_judge(commands: Any) -> None:
    judge = commands.add_parser(
        "judge",
        help="compare settings or models by readers who don't know which wrote what",
        usage=USAGE,
        description=DESCRIPTION,
    )
    add_judge_options(judge)
    judge.set_defaults(run=_command("afterword.cli.commands.judge", "run_judge"))


def _add_train(commands: Any) -> None:
    train = commands.add_parser("train", help="make a small model of your own from texts")
    train.add_argument(
        "paths", metavar="PATH", nargs="+", help="files or folders of .md, .txt and .tex"
    )
    train.add_argument("--name", required=True, help="what to call it, in `model` and --model")
    train.add_argument(
        "--size", choices=["tiny", "small"], help="minutes or hours; by default tiny"
    )
    train.add_argument(
        "--steps",
        type=whole_number(least=1, most=10_000_000),
        metavar="N",
        help="by default what suits the size",
    )
    train.add_argument("--resume", action="store_true", help="go on where it was stopped")
    add_objective_options(train)
    train.set_defaults(run=_command("afterword.cli.commands.train", "run_train"))


def _add_tune(commands: Any) -> None:
    tune = commands.add_parser("tune", help="teach a model how you write, as a voice")
    add_tune_options(tune)
    tune.set_defaults(run=_command("afterword.cli.commands.tune", "run_tune"))


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a text file, or - for standard input")
    parser.add_argument(
        "--at",
        metavar="LINE:COLUMN",
        help="the cursor, counted from 1, the column in characters; by default the end",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--model", help="another model than the settings say")
    add_voice(parser)
    parser.add_argument(
        "--language", metavar="ID", help="markdown, plaintext, latex …; by default from the name"
    )


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--explain",
        action="store_true",
        help="show first what the model reads, and by which controls words are drawn",
    )
