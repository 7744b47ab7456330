"""What every test shares: none reads the settings or the trained models of the person who runs it."""

from collections.abc import Iterator

import hypothesis
import pytest

# Speed is no claim of these tests, and a failure must come again when it is looked into.
hypothesis.settings.register_profile("afterword", deadline=None, derandomize=True)
hypothesis.settings.load_profile("afterword")


@pytest.fixture(scope="session", autouse=True)
def settings_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Point the user's settings to an empty folder, for this process and those it starts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AFTERWORD_CONFIG_DIR", str(tmp_path_factory.mktemp("config")))
        patch.setenv("AFTERWORD_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        yield
