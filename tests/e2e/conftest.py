"""Servers for the end-to-end tests, which speak with them as an editor does: in JSON."""

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest_asyncio

# pytest's importlib mode does not find a test's neighbours by itself.
sys.path.insert(0, str(Path(__file__).parent))

from editor_client import EditorClient
from server_processes import SHOW_ALL, ServerProcesses, StartEditor


@pytest_asyncio.fixture(loop_scope="session")
async def servers() -> AsyncIterator[ServerProcesses]:
    """Servers that are one test's own."""
    async with AsyncExitStack() as stack:
        yield ServerProcesses(stack)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_servers() -> AsyncIterator[ServerProcesses]:
    """Servers for all tests that leave them as they were."""
    async with AsyncExitStack() as stack:
        yield ServerProcesses(stack)


@pytest_asyncio.fixture(loop_scope="session")
async def start(servers: ServerProcesses) -> StartEditor:
    """Start a scripted server for one test."""
    return servers.start


@pytest_asyncio.fixture(loop_scope="session")
async def start_ready(servers: ServerProcesses) -> StartEditor:
    """Start a scripted server for one test, and wait until its model is ready."""
    return servers.start_ready


@pytest_asyncio.fixture(loop_scope="session")
async def share(shared_servers: ServerProcesses) -> StartEditor:
    """Start a scripted server that is ready, or take one that earlier tests have left as it was."""
    shared_servers.forget_messages()
    return shared_servers.share


@pytest_asyncio.fixture(loop_scope="session")
async def editor(share: StartEditor) -> EditorClient:
    """One editor that can do everything."""
    return await share()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def real(shared_servers: ServerProcesses) -> EditorClient:
    """One editor with the real default model, which shows ghost text whatever its confidence."""
    editor = await shared_servers.start_real(settings=SHOW_ALL)
    await editor.wait_until_ready()
    return editor
