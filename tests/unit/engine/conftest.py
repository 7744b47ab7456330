"""Two scripted models on one thread."""

from collections.abc import AsyncIterator

import pytest

from fakes.two_models import Studio


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    made = Studio()
    made.gate.set()
    yield made
    made.close()
