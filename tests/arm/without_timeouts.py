"""A pytest plugin: under emulation tests take as long as they take."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put an endless time before the one that a test asks for: the first one counts."""
    for item in items:
        item.add_marker(pytest.mark.timeout(0), append=False)
