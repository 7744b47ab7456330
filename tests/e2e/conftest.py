"""Servers for the end-to-end tests, which speak with them as an editor does: in JSON."""

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest_asyncio

# pytest's importlib mode does not find a test's neighbours by itself.
sys.path.insert(0, str(Path(__file__).parent))

from starting import Servers, StartEditor
from wire import Editor


@pytest_asyncio.fixture(loop_scope="session")
async def servers() -> AsyncIterator[Servers]:
    """Servers that are one test's own."""
    async with AsyncExitStack() as stack:
        yield Servers(stack)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_servers() -> AsyncIterator[Servers]:
    """Servers for all tests that leave them as they were."""
    async with AsyncExitStack() as stack:
        yield Servers(stack)


@pytest_asyncio.fixture(loop_scope="session")
async def start(servers: Servers) -> StartEditor:
    """Start a scripted server for one test."""
    return servers.start


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def share(shared_servers: Servers) -> StartEditor:
    """Start a scripted server that is ready, or take one that is there already."""
    return shared_servers.share


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def editor(share: StartEditor) -> Editor:
    """One editor that can do everything."""
    return await share()
