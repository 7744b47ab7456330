"""A second server in which somebody types, beside which speed is measured."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil
import pytest

from afterword.errors import EngineNotReadyError
from afterword.study.benchmarking.background.second_server import second_server
from fakes.tiny_model_folder import write_tiny_model

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(300),  # where nothing has been compiled yet, the first one compiles
    pytest.mark.skipif(sys.platform != "linux", reason="processes are seen in /proc"),
]


def test_it_works_while_it_is_wanted_and_ends_with_all_that_it_started(tmp_path: Path) -> None:
    options = {"model": str(write_tiny_model(tmp_path / "tiny")), "threads": 1}
    with second_server(options) as typist:
        servers = psutil.Process(typist).children()
        assert len(servers) == 1
        until_ready_s = used_s(servers[0])
        while used_s(servers[0]) < until_ready_s + 0.1:  # it is asked all the time
            time.sleep(0.05)
    assert not psutil.pid_exists(typist)
    assert not servers[0].is_running()


def test_a_server_that_can_not_load_its_model_is_an_error(tmp_path: Path) -> None:
    with (
        pytest.raises(EngineNotReadyError, match="does not start"),
        second_server({"model": str(tmp_path / "none")}),
    ):
        pass


def test_one_that_dies_meanwhile_is_an_error(tmp_path: Path) -> None:
    options = {"model": str(write_tiny_model(tmp_path / "tiny")), "threads": 1}
    with pytest.raises(EngineNotReadyError, match="ended while"):
        measure_beside_one_that_dies(options)


def measure_beside_one_that_dies(options: Mapping[str, object]) -> None:
    with second_server(options) as typist:
        process = psutil.Process(typist)
        process.children()[0].kill()
        while process.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.05)


def used_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system
