"""Watches the process whose end must end the server: the one that the editor named."""

import asyncio
import os
from typing import Final

POLL_S: Final = 2.0
"""Seconds between two checks; no portable event exists, and a check costs a microsecond."""


async def parent_is_gone(pid: int) -> None:
    """Return when process ``pid`` has ended.

    Never returns for a process that could not be seen in the first place, such as one outside of
    our container, nor on Windows, where editors end their servers by closing stdin.
    """
    if os.name != "posix" or not _is_alive(pid):
        await asyncio.get_running_loop().create_future()
    while _is_alive(pid):  # noqa: ASYNC110 - nobody is there to set an event
        await asyncio.sleep(POLL_S)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it is there, but not ours
    return True
