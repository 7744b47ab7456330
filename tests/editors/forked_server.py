"""What editors start in place of ``scripted_server``: the same server, forked from ``server_host``.

Takes the socket of the host, and the server's argument. Imports next to nothing: to import the
server is most of what it takes to start one, and an editor's tests start hundreds.
"""

import json
import os
import socket
import sys


def main(path: str, options: str) -> int:
    """Hand streams, environment and folder to the server; return its exit code when it ends."""
    order = {"folder": os.getcwd(), "environment": dict(os.environ), "options": json.loads(options)}  # noqa: PTH109 - pathlib takes long to import
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        socket.send_fds(connection, [b"\0"], [0, 1, 2])
        connection.sendall(json.dumps(order).encode())
        connection.shutdown(socket.SHUT_WR)
        code = connection.recv(1)
    return code[0] if code else 1


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
