"""The page's server over plain HTTP: what it serves, and all that it refuses."""

import http.client
import json
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from afterword.study.judging.page.page_server import PageServer
from afterword.study.judging.page.verdict_request import MOST_BYTES
from afterword.study.judging.reading_session import ReadingSession
from unit.study.judging.pairs import make_folder

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def session(tmp_path: Path) -> ReadingSession:
    return ReadingSession(make_folder(tmp_path / "pairs", count=3), "ann")


@pytest.fixture
def server(session: ReadingSession) -> Iterator[PageServer]:
    server = PageServer(session)
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield server
    server.close()
    thread.join()


def ask(
    server: PageServer,
    path: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    token: str | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, Any, http.client.HTTPMessage]:
    """Return status, body and headers; ``path`` begins below the token."""
    port = server.address.port
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    below = server.address.token if token is None else token
    sent = {"Host": f"127.0.0.1:{port}"} | (headers or {})
    try:
        connection.request(method, f"/{below}/{path}", body=body, headers=sent)
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    is_json = answer.headers.get_content_type() == "application/json"
    return answer.status, json.loads(content) if is_json else content.decode(), answer.headers


def judge(server: PageServer, *, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    body = json.dumps({"choice": "left", "reason": None, "revision": 0} | fields).encode()
    return ask(server, "verdict", method="POST", body=body, headers=JSON | (headers or {}))


def next_key(server: PageServer) -> str:
    return ask(server, "pair")[1]["pair"]["key"]


def test_the_page_is_whole_and_loads_nothing_from_elsewhere(server: PageServer) -> None:
    status, page, headers = ask(server, "")
    assert status == 200
    assert "Which goes on better?" in page
    for name in ("judging.js", "judging.css"):
        assert name in page
        status, text, _ = ask(server, name)
        assert (status, "http" in text.replace("http.", "")) == (200, False)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_a_verdict_is_kept_and_answered_with_the_next_pair(
    server: PageServer, session: ReadingSession
) -> None:
    first = next_key(server)
    status, answer, _ = judge(server, pair=first, reason="voice")
    assert status == 200
    assert answer["pair"]["key"] != first
    assert answer["progress"]["judged"] == 1
    (line,) = session.path.read_text(encoding="utf-8").splitlines()
    assert (json.loads(line)["pair"], json.loads(line)["reason"]) == (first, "voice")


def test_after_the_last_pair_there_is_none(server: PageServer) -> None:
    answers = [judge(server, pair=next_key(server))[1] for _ in range(3)]
    assert answers[-1]["pair"] is None
    assert answers[-1]["progress"] == {"judged": 3, "total": 3, "last": answers[1]["pair"]["key"]}


def test_a_pair_that_is_judged_can_be_seen_and_judged_again(server: PageServer) -> None:
    first = next_key(server)
    following = judge(server, pair=first)[1]["pair"]
    assert following["previous"] == first
    again = ask(server, f"pair?key={first}")[1]["pair"]
    assert again["revision"] == 1
    assert judge(server, pair=first, choice="tie", revision=1)[0] == 200


@pytest.mark.parametrize("token", ["", "wrong", "%00", "%C3%BC"])
@pytest.mark.parametrize("path", ["", "pair", "judging.js"])
def test_nothing_is_served_without_the_token(server: PageServer, token: str, path: str) -> None:
    status, answer, _ = ask(server, path, token=token)
    assert status == 403
    assert "token" in answer["message"]


def test_a_verdict_without_the_token_is_refused(
    server: PageServer, session: ReadingSession
) -> None:
    body = json.dumps(
        {"pair": next_key(server), "choice": "left", "reason": None, "revision": 0}
    ).encode()
    assert (
        ask(server, "verdict", method="POST", body=body, token="wrong", headers=JSON)[0]  # noqa: S106
        == 403
    )
    assert not session.path.exists()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "evil.example:80"])
def test_a_name_that_was_made_to_point_here_is_refused(server: PageServer, host: str) -> None:
    assert ask(server, "pair", headers={"Host": host})[0] == 421


def test_localhost_is_this_machine(server: PageServer) -> None:
    host = f"localhost:{server.address.port}"
    assert ask(server, "pair", headers={"Host": host})[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ],
    ids=str,
)
def test_another_sites_verdict_is_refused(
    server: PageServer, session: ReadingSession, headers: dict[str, str]
) -> None:
    assert judge(server, pair=next_key(server), headers=headers)[0] in {403, 415}
    assert not session.path.exists()


def test_the_pages_own_verdict_is_taken(server: PageServer) -> None:
    origin = f"http://127.0.0.1:{server.address.port}"
    headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    assert judge(server, pair=next_key(server), headers=headers)[0] == 200


@pytest.mark.parametrize(
    "path", ["pair?key=99-1", "..%2Fpairs.json", "pairs.json", "../pairs.json"]
)
def test_what_is_not_there_is_not_found(server: PageServer, path: str) -> None:
    assert ask(server, path)[0] == 404


def test_a_verdict_on_an_unknown_pair_is_not_found(
    server: PageServer, session: ReadingSession
) -> None:
    assert judge(server, pair="99-1")[0] == 404
    assert not session.path.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"left"',
        b"\xff",
        b'{"pair": 1, "choice": "left", "revision": 0}',
        b'{"pair": "1-1", "choice": "up", "revision": 0}',
        b'{"pair": "1-1", "choice": ["left"], "revision": 0}',
        b'{"pair": "1-1", "choice": "left", "revision": "0"}',
        b'{"pair": "1-1", "choice": "left", "revision": true}',
        b'{"pair": "1-1", "choice": "left", "revision": 0, "reason": "taste"}',
        b"[" * 2000,
    ],
    ids=repr,
)
def test_a_body_that_is_no_verdict_is_refused(server: PageServer, body: bytes) -> None:
    status, answer, _ = ask(server, "verdict", method="POST", body=body, headers=JSON)
    assert status == 400
    assert answer["message"]


def test_a_body_that_is_too_large_is_refused(server: PageServer, session: ReadingSession) -> None:
    body = b" " * (MOST_BYTES * 50)
    assert ask(server, "verdict", method="POST", body=body, headers=JSON)[0] == 413
    assert not session.path.exists()


def test_a_body_of_unknown_length_is_refused(server: PageServer) -> None:
    headers = JSON | {"Content-Length": "many"}
    assert ask(server, "verdict", method="POST", headers=headers)[0] == 411


def test_of_two_windows_the_first_verdict_is_kept(
    server: PageServer, session: ReadingSession
) -> None:
    shown = next_key(server)  # in both
    assert judge(server, pair=shown, choice="left")[0] == 200
    status, answer, _ = judge(server, pair=shown, choice="right")
    assert status == 409
    assert "another window" in answer["message"]
    assert len(session.path.read_text(encoding="utf-8").splitlines()) == 1


def test_verdicts_that_come_at_once_are_each_taken_once(
    server: PageServer, session: ReadingSession
) -> None:
    shown = next_key(server)
    statuses = list[int]()
    threads = [
        threading.Thread(target=lambda: statuses.append(judge(server, pair=shown)[0]))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 409, 409, 409, 409, 409]
    assert len(session.path.read_text(encoding="utf-8").splitlines()) == 1


def test_a_verdict_that_can_not_be_written_is_said(
    server: PageServer, session: ReadingSession
) -> None:
    shown = next_key(server)
    session.path.mkdir()
    status, answer, _ = judge(server, pair=shown)
    assert status == 500
    assert answer["message"]


def test_the_address_is_new_each_time_and_nothing_is_logged(
    server: PageServer, session: ReadingSession, capfd: pytest.CaptureFixture[str]
) -> None:
    ask(server, "pair")
    ask(server, "pair", token="wrong")  # noqa: S106
    assert capfd.readouterr() == ("", "")
    other = PageServer(session)
    other.close()
    assert other.address.token != server.address.token
    assert len(server.address.token) >= 32


def test_an_address_that_cannot_be_read_is_refused(
    server: PageServer, capfd: pytest.CaptureFixture[str]
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.address.port, timeout=20)
    connection.request("GET", "http://[bad/", headers={"Host": f"localhost:{server.address.port}"})
    assert connection.getresponse().status == 403
    connection.close()
    assert capfd.readouterr() == ("", "")


def test_a_length_of_thousands_of_digits_is_refused(server: PageServer) -> None:
    headers = JSON | {"Content-Length": "9" * 5000}
    assert ask(server, "verdict", method="POST", headers=headers)[0] == 411


def test_half_a_character_in_a_file_does_not_stop_the_page(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "odd", count=1)
    plan = folder / "pairs.json"
    text = plan.read_text(encoding="utf-8").replace("The ferry", "\\ud83d ferry")
    plan.write_text(text, encoding="utf-8")
    server = PageServer(ReadingSession(folder, "ann"))
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        assert ask(server, "pair")[1]["pair"]["opening"].startswith("\ud83d ferry")
    finally:
        server.close()
        thread.join()


def test_a_browser_that_leaves_in_the_middle_is_no_error(
    server: PageServer, capsys: pytest.CaptureFixture[str]
) -> None:
    address = ("127.0.0.1", server.address.port)
    before = set(threading.enumerate())
    with socket.create_connection(address) as browser:
        head = (
            f"POST /{server.address.token}/verdict HTTP/1.1\r\nHost: {':'.join(map(str, address))}"
        )
        more = "Content-Type: application/json\r\nContent-Length: 100"
        browser.sendall(f"{head}\r\n{more}\r\n\r\n".encode())
        # Closed at once, with a reset in place of an end.
        browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert ask(server, "pair")[0] == 200  # the one before is being served, or was
    for thread in set(threading.enumerate()) - before:
        thread.join(20)
    assert capsys.readouterr().err == ""
