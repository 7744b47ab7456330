"""JSON-RPC as the specification requires it, where pygls 2.1.1 leaves a request without answer."""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.protocol.json_rpc import RPCMessage, RPCRequest

from afterword.errors import AfterwordError
from afterword.lsp.core.text_documents import WriterWorkspace

CommandHandler = Callable[[types.ExecuteCommandParams], Awaitable[object]]
"""A handler that ``server.command`` registers; pygls would pass it the arguments one by one."""


class RequestFailedError(JsonRpcException):
    """The request could not be carried out; the message holds the reason and the next step."""

    CODE = types.LSPErrorCodes.RequestFailed
    MESSAGE = "Request Failed"


@contextmanager
def failing_the_request() -> Generator[None]:
    """Answer the request with an error if one of ours is raised: their texts address the writer.

    Raises:
        RequestFailedError: in place of an ``AfterwordError``.
    """
    try:
        yield
    except AfterwordError as error:
        raise RequestFailedError(str(error)) from error


class WriterProtocol(LanguageServerProtocol):
    """Answers malformed and untimely requests, keeps our own documents, and lets commands be cancelled."""

    is_accepted = False
    """Whether ``initialize`` has accepted the client; nothing else is served before."""

    @property
    def is_shut_down(self) -> bool:
        """Whether the client sent ``shutdown``; only then is its ``exit`` a success."""
        return self._shutdown

    @property
    def workspace(self) -> WriterWorkspace:
        """The workspace that holds the open documents."""
        if not isinstance(self._workspace, WriterWorkspace):
            raise RuntimeError("accept was not called")  # noqa: TRY004 - what pygls raises too
        return self._workspace

    def accept(self, params: types.InitializeParams) -> None:
        """Serve this client from now on, with our own documents in place of pygls's."""
        if (plain := self._workspace) is not None:
            self._workspace = WriterWorkspace(
                plain.root_uri,
                types.TextDocumentSyncKind.Incremental,
                params.workspace_folders or [],
                plain.position_encoding,
            )
        self.is_accepted = True

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Decode a message; a request whose parameters can't be decoded gets an answer.

        pygls only logs it, so that the client would wait for ever.
        """
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._answer_undecodable(data["id"], data["method"], error)
            raise

    def handle_message(self, message: RPCMessage) -> None:
        """Dispatch a message unless it comes before ``initialize`` or after ``shutdown``."""
        method = str(getattr(message, "method", ""))
        refusal: JsonRpcException | None = None
        if self._shutdown and method != types.EXIT:
            refusal = JsonRpcInvalidRequest("The server is shutting down.")
        elif self.is_accepted and method == types.INITIALIZE:
            refusal = JsonRpcInvalidRequest("The server is initialized already.")
        elif not self.is_accepted and method not in ("", types.INITIALIZE, types.EXIT):
            refusal = JsonRpcServerNotInitialized("The first request must be initialize.")
        if refusal is None:
            super().handle_message(message)
        elif isinstance(message, RPCRequest):
            self._send_response(message.id, error=refusal.to_response_error())

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, params: types.ExecuteCommandParams
    ) -> object:
        """Run a command. A coroutine, so that ``$/cancelRequest`` reaches it; pygls's is not."""
        commands = cast("dict[str, CommandHandler]", self.fm.commands)  # pyright: ignore[reportUnknownMemberType]
        handler = commands.get(params.command)
        if handler is None:
            raise JsonRpcInvalidParams(f"There is no command {params.command!r}.")
        return await handler(params)

    def _answer_undecodable(self, msg_id: Any, method: object, error: JsonRpcException) -> None:
        if method == types.TEXT_DOCUMENT_INLINE_COMPLETION:
            # VS Code shows a notification for each error, which would be one a keystroke.
            self._send_response(msg_id, result=types.InlineCompletionList(items=[]))
        else:
            self._send_response(msg_id, error=error.to_response_error())
