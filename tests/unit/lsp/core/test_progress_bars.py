"""Work-done progress: when a bar appears, that it ends, and that it can be cancelled."""

import asyncio
from concurrent.futures import Future

import pytest
from lsprotocol import types

from afterword.lsp.core.progress_bars import Bar, ProgressBars


class FakeClient:
    """Keeps what would be sent. Grants a bar when ``granting`` is done."""

    def __init__(self) -> None:
        self.tokens: dict[types.ProgressToken, Future[object]] = {}
        self.sent: list[object] = []
        self.granting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.news = asyncio.Event()

    async def create_async(self, token: types.ProgressToken) -> object:
        self._note("create")
        await self.granting
        self.tokens[token] = Future()
        return None

    def begin(self, token: types.ProgressToken, value: types.WorkDoneProgressBegin) -> None:
        self.tokens.setdefault(token, Future())
        self._note(value)

    def report(self, token: types.ProgressToken, value: types.WorkDoneProgressReport) -> None:
        self._note((value.message, value.percentage))

    def end(self, token: types.ProgressToken, value: types.WorkDoneProgressEnd) -> None:
        self._note("end")

    def _note(self, message: object) -> None:
        self.sent.append(message)
        self.news.set()

    async def until(self, count: int) -> None:
        while len(self.sent) < count:
            self.news.clear()
            await self.news.wait()


class Bench:
    """Bars on a client that shows them."""

    def __init__(self) -> None:
        self.client = FakeClient()
        self.is_supported = True
        self.bars = ProgressBars(self.client, lambda: self.is_supported)

    def grant(self) -> None:
        self.client.granting.set_result(None)

    async def begun(self) -> Bar:
        """Return a bar that the client has agreed to and shows."""
        self.grant()
        bar = self.bars.open("Loading")
        await self.client.until(2)
        return bar


@pytest.fixture
async def bench() -> Bench:
    return Bench()


async def test_a_bar_begins_when_the_client_has_agreed(bench: Bench) -> None:
    bar = bench.bars.open("Loading")
    bar.report("first file", 5)
    await bench.client.until(1)
    assert bench.client.sent == ["create"]
    bench.grant()
    await bench.client.until(2)
    begun = bench.client.sent[1]
    assert isinstance(begun, types.WorkDoneProgressBegin)
    assert (begun.title, begun.message, begun.percentage) == ("Loading", "first file", 5)
    assert begun.cancellable is False


async def test_a_bar_reports_each_news_once_and_ends_once(bench: Bench) -> None:
    bar = await bench.begun()
    for message, percent in (("a", 1), ("a", 1), ("a", 2)):
        bar.report(message, percent)
    bar.close()
    assert bench.client.sent[2:] == [("a", 1), ("a", 2), "end"]
    bar.close()
    bar.report("b", 3)
    await asyncio.sleep(0)
    assert bench.client.sent[2:] == [("a", 1), ("a", 2), "end"]


async def test_a_bar_that_is_gone_leaves_no_token(bench: Bench) -> None:
    bar = await bench.begun()
    bar.close()
    await asyncio.sleep(0)
    assert bench.client.tokens == {}
    assert bench.client.sent[2:] == ["end"]


async def test_work_that_is_done_before_its_bar_is_due_shows_none(bench: Bench) -> None:
    bar = bench.bars.open("Writing", after_s=3600)
    bar.close()
    await asyncio.sleep(0)
    assert bench.client.sent == []


async def test_a_bar_closed_while_the_client_thinks_never_begins(bench: Bench) -> None:
    bar = bench.bars.open("Loading")
    await bench.client.until(1)
    bar.close()
    await asyncio.sleep(0)
    bench.grant()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert bench.client.sent == ["create"]
    assert bench.client.tokens == {}


async def test_a_client_that_refuses_gets_no_bar(bench: Bench) -> None:
    bar = bench.bars.open("Loading")
    await bench.client.until(1)
    bench.client.granting.set_exception(RuntimeError("no room"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    bar.report("more", 50)
    bar.close()
    assert bench.client.sent == ["create"]


async def test_cancelling_is_heard(bench: Bench) -> None:
    bench.grant()
    heard: list[str] = []
    bench.bars.open("Writing", on_cancel=lambda: heard.append("stop"))
    await bench.client.until(2)
    begun = bench.client.sent[1]
    assert isinstance(begun, types.WorkDoneProgressBegin)
    assert begun.cancellable is True
    (future,) = bench.client.tokens.values()
    future.cancel()
    assert heard == ["stop"]


async def test_a_bar_that_came_with_the_request_is_not_asked_for(bench: Bench) -> None:
    bench.is_supported = False
    bar = bench.bars.open("Writing", token="theirs")  # noqa: S106 - a bar's name
    await bench.client.until(1)
    assert isinstance(bench.client.sent[0], types.WorkDoneProgressBegin)
    bar.close()
    await bench.client.until(2)
    assert bench.client.sent[1] == "end"


async def test_a_client_that_shows_no_bars_is_sent_nothing(bench: Bench) -> None:
    bench.is_supported = False
    bar = bench.bars.open("Loading")
    bar.report("half", 50)
    bar.close()
    await asyncio.sleep(0)
    assert bench.client.sent == []
