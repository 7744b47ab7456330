"""The command with which a client installs a model for the writer."""

from typing import Final, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from afterword.lsp.core.json_rpc import failing_the_request
from afterword.lsp.larger_model.offer import LargerModelOffer
from afterword.lsp.server import AfterwordServer
from afterword.lsp.status import Status
from afterword.models.catalogue import CATALOGUE

INSTALL_MODEL: Final = "afterword.installModel"


def register_model_commands(
    server: AfterwordServer, *, larger_model: LargerModelOffer, status: Status
) -> None:
    """Run the command. Its argument says which model of the catalogue is wanted."""

    @server.command(INSTALL_MODEL)
    async def run_install_model(params: types.ExecuteCommandParams) -> dict[str, object]:
        name = _name_in(params)
        with failing_the_request():
            is_installed = await larger_model.install(name, title=CATALOGUE[name].title)
        status.notify()
        return {"is_installed": is_installed}


def _name_in(params: types.ExecuteCommandParams) -> str:
    """Return the name of a model of the catalogue.

    Raises:
        JsonRpcInvalidParams: the argument is another one.
    """
    arguments = list(params.arguments or [])
    if len(arguments) == 1 and isinstance(arguments[0], dict):
        name = cast("dict[str, object]", arguments[0]).get("name")
        if isinstance(name, str) and name in CATALOGUE:
            return name
    names = ", ".join(CATALOGUE)
    raise JsonRpcInvalidParams(
        f"{params.command} takes an object with the name of one of: {names}."
    )
