"""What the tests of several editors share."""

from collections.abc import Iterator

import pytest

from editors.scripted_servers import HOST, host_servers


@pytest.fixture(scope="session")
def server_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have servers that start fast: see ``scripted``."""
    folder = tmp_path_factory.mktemp("servers")
    with host_servers(folder) as path, pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOST, path)
        yield
