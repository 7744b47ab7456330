"""What ``afterword bench`` measures beside, by its options; nothing is measured here."""

import pytest

from afterword.cli.commands.bench import loads_of
from afterword.cli.parser import build_parser


@pytest.mark.parametrize(
    ("options", "names"),
    [
        pytest.param([], ["1 busy loop"], id="by default one"),
        pytest.param(["--busy", "0"], [], id="0 leaves it out"),
        pytest.param(["--busy", "3"], ["3 busy loops"], id="a number"),
        pytest.param(["--busy", "0", "4", "2"], ["4 busy loops", "2 busy loops"], id="in turn"),
        pytest.param(["--busy"], ["3 busy loops", "6 busy loops"], id="half and all"),
        pytest.param(
            ["--busy", "--second-server"],
            ["3 busy loops", "6 busy loops", "a second server"],
            id="a second server comes last",
        ),
        pytest.param(["--busy", "0", "--second-server"], ["a second server"], id="it alone"),
    ],
)
def test_options_say_what_runs_beside(options: list[str], names: list[str]) -> None:
    arguments = build_parser().parse_args(["bench", *options])
    assert [load.name for load in loads_of(arguments, processors=6)] == names


@pytest.mark.parametrize("number", ["-1", "65", "many"])
def test_a_number_of_loops_out_of_range_is_refused(
    number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        build_parser().parse_args(["bench", "--busy", "1", number])
    assert "0-64" in capsys.readouterr().err
