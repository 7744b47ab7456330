"""Makes things in order, several at a time, while those before them are used."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


def made_ahead(
    make: Callable[[Item], Made], items: Iterable[Item], *, threads: int
) -> Generator[Made]:
    """Yield what ``make`` returns for each item, in their order.

    While one result is used, as many threads make the next ones; no more are in memory. Who stops
    early waits for what has been begun, and nothing else is.
    """
    with ThreadPoolExecutor(max_workers=threads) as pool:
        pending = deque[Future[Made]]()
        try:
            for item in items:
                pending.append(pool.submit(make, item))
                if len(pending) > threads:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for each in pending:
                each.cancel()
