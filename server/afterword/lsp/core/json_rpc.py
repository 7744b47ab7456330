"""JSON-RPC as the specification requires it, where pygls 2.1.1 leaves a request without answer."""

import logging
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any, Final, cast

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
from afterword.lsp.core.document_uris import file_path
from afterword.lsp.core.lenient_decoding import decode_leniently
from afterword.lsp.core.text_documents import WriterWorkspace

logger = logging.getLogger(__name__)

CommandHandler = Callable[[types.ExecuteCommandParams], Awaitable[object]]
"""A handler that ``server.command`` registers; pygls would pass it the arguments one by one."""
_MAX_LOGGED: Final = 10
"""How many dropped parts of one message are logged."""
_EXACT: Final = ("textDocument/did", "notebookDocument/did")
"""How the methods begin that change documents: a part of a change would make another text."""


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
    _is_asked_to_shut_down = False
    """Whether ``shutdown`` came. pygls knows it when the model is closed, and ``exit`` may be quicker."""

    @property
    def is_shut_down(self) -> bool:
        """Whether the client sent ``shutdown``; only then is its ``exit`` a success."""
        return self._shutdown or self._is_asked_to_shut_down

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
        """Decode a message, as far as it can be; a request that says too little then gets an answer.

        pygls only logs it, so that the client would wait for ever.
        """
        try:
            message = self._decode_leniently(data)
            return super().structure_message(data) if message is None else message
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._answer_undecodable(data["id"], data["method"], error)
            raise

    def _decode_leniently(self, data: dict[str, Any]) -> Any:
        """Return a message without what can't be decoded in it; None if pygls is to decode it."""
        method = str(data.get("method", ""))
        kind = (
            self.get_message_type(method) if method else self._result_types.get(data.get("id", ""))
        )
        if {"jsonrpc", "error"} & data.keys() != {"jsonrpc"}:
            return None
        if kind is None or method.startswith(_EXACT):
            return None
        try:
            message, dropped = decode_leniently(
                data, lambda each: self._converter.structure(each, kind)
            )
        except Exception:  # noqa: BLE001 - pygls fails in the same way, and its failure is answered
            return None
        if dropped:
            what = ", ".join(dropped[:_MAX_LOGGED])
            more = f" and {len(dropped) - _MAX_LOGGED} more" * (len(dropped) > _MAX_LOGGED)
            logger.warning("%s: ignored what is not known: %s%s", method or "answer", what, more)
        if not method:
            self._result_types.pop(data["id"])
        return message

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
            self._is_asked_to_shut_down |= method == types.SHUTDOWN
            self._settle_uris(getattr(message, "params", None))
            super().handle_message(message)
        elif isinstance(message, RPCRequest):
            self._send_response(message.id, error=refusal.to_response_error())

    def _settle_uris(self, params: object) -> None:
        """Name an open document by the URI under which it was opened, also where the client doesn't.

        A root that is no URI, at which pygls would fail, is taken for none.
        """
        document: object = getattr(params, "text_document", None)
        is_reference = isinstance(
            document, types.TextDocumentIdentifier | types.VersionedTextDocumentIdentifier
        )
        if is_reference and isinstance(self._workspace, WriterWorkspace):
            document.uri = self._workspace.uri_as_opened(document.uri)
        if isinstance(params, types.InitializeParams) and file_path(params.root_uri or "") is None:
            params.root_uri = None

    def refuse(self, error: JsonRpcException) -> None:
        """Answer what is no request that could be read: with an error that names none."""
        # Not as lsprotocol's own type, which leaves the id out where it is null.
        self._send_data({"jsonrpc": self.VERSION, "id": None, "error": error.to_response_error()})

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
