"""Other programs that keep processors busy while something is measured: on no writer's machine is Afterword alone."""

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

_LOOP: Final = """
import os, sys, threading

def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)

threading.Thread(target=end_with_parent, daemon=True).start()
print(flush=True)
while True:
    pass
"""
"""A program that computes for ever; it ends when its input is closed, as it is when its parent is killed."""


@contextmanager
def busy_loops(count: int, *, in_own_sessions: bool = False) -> Generator[tuple[int, ...]]:
    """Run ``count`` busy loops, each a process of its own, until the block is left; yield their ids.

    A system may share its time by sessions: with ``in_own_sessions`` each loop has one of its own.
    """
    loops = list[subprocess.Popen[bytes]]()
    try:
        for _ in range(count):
            loop = subprocess.Popen(  # noqa: S603 - our own interpreter
                (sys.executable, "-S", "-c", _LOOP),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # Ctrl+C reaches it too
                start_new_session=in_own_sessions,
            )
            loops.append(loop)
        for loop in loops:
            if loop.stdout is not None:
                loop.stdout.readline()  # it has begun
        yield tuple(loop.pid for loop in loops)
    finally:
        for loop in loops:
            loop.kill()
        for loop in loops:
            loop.communicate()
