from collections.abc import Callable

import pytest

from afterword.prose.zones.quiet_zone import quiet_zone
from afterword.prose.zones.zone_kinds import QuietZone

ZoneAt = Callable[[str, str], QuietZone | None]


@pytest.fixture
def zone_at() -> ZoneAt:
    """Return the zone at the cursor ``‸`` of a text in a language."""

    def zone(marked: str, language_id: str) -> QuietZone | None:
        before, cursor, after = marked.partition("‸")
        assert cursor
        return quiet_zone(before, after, language_id)

    return zone
