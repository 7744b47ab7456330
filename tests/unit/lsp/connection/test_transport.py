"""Which addresses the server listens on."""

import pytest

from afterword.errors import AddressError
from afterword.lsp.connection.transport import LoopbackAddress


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        pytest.param("127.0.0.1:0", "127.0.0.1", 0, id="any port"),
        pytest.param("127.8.9.1:65535", "127.8.9.1", 65535, id="elsewhere in the loopback net"),
        pytest.param("[::1]:4000", "::1", 4000, id="ipv6"),
        pytest.param("localhost:4000", "127.0.0.1", 4000, id="by name"),
        pytest.param(":4000", "127.0.0.1", 4000, id="port only"),
    ],
)
def test_reads_loopback_addresses(text: str, host: str, port: int) -> None:
    assert LoopbackAddress.parse(text) == LoopbackAddress(host=host, port=port)


@pytest.mark.parametrize(
    "text", ["0.0.0.0:1", "[::]:1", "192.168.0.1:1", "example.org:1", "localhost.example.org:1"]
)
def test_refuses_addresses_that_others_could_reach(text: str) -> None:
    with pytest.raises(AddressError, match=r"not a loopback address.*Use 127\.0\.0\.1"):
        LoopbackAddress.parse(text)


@pytest.mark.parametrize("text", ["", "4000", "127.0.0.1", "127.0.0.1:", "::1:x", "[::1]:65536"])
def test_refuses_what_is_no_address(text: str) -> None:
    with pytest.raises(AddressError, match="is not HOST:PORT"):
        LoopbackAddress.parse(text)
