"""Imports the scripted server once, and forks one for each ``forked_server`` that asks.

Started by the tests, with the path of the Unix socket to listen on. Says a word on stdout when it
listens, and ends with its stdin.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).parents[1]))

from e2e.scripted_server import main

STREAMS = 3


def host(path: str) -> None:
    """Fork servers until stdin ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them here
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        sys.stdout.write("listening\n")
        sys.stdout.flush()
        while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
            connection, _ = listener.accept()
            with connection:
                if os.fork() == 0:
                    listener.close()
                    _serve(connection)


def _serve(connection: socket.socket) -> NoReturn:
    """Be the server that the other end stands for, and tell it the exit code."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _, streams, _, _ = socket.recv_fds(connection, 1, STREAMS)
        with connection.makefile() as file:
            order = json.load(file)
        for standard, stream in enumerate(streams):
            os.dup2(stream, standard)
            os.close(stream)
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        code = main(order["options"])
    except BaseException:  # noqa: BLE001 - whatever it is, it must not come back to the loop above
        traceback.print_exc()
    with contextlib.suppress(OSError):  # whoever it stood for may have been killed
        connection.sendall(bytes([code]))
    os._exit(code)


if __name__ == "__main__":
    host(sys.argv[1])
