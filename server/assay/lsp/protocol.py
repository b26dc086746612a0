"""JSON-RPC as pygls speaks it, made to hold where a peer does not.

Every request of the client gets an answer, every request to the client an end, and nothing that goes wrong inside is
shown raw.
"""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams, JsonRpcMethodNotFound
from pygls.protocol import LanguageServerProtocol

from assay.core.errors import BadInput

logger = logging.getLogger(__name__)
T = TypeVar("T")

_CLOSELY = 0.3
_PUSHED = 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client answered; `came` is false where it answered with an error or not in time."""

    came: bool
    result: Any = None


class Protocol(LanguageServerProtocol):
    """The protocol of one connection."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._answered = float("-inf")
        self._push: asyncio.TimerHandle | None = None

    def receive(self, body: bytes) -> None:
        """Handle one message. Raises `ValueError` for what is no JSON-RPC in UTF-8: it cannot even be answered."""
        message = _envelope(body)
        method, number = message.get("method"), message.get("id")
        if method is not None and number is not None and self.get_message_type(method) is None:
            self._send_response(number, error=JsonRpcMethodNotFound.of(method).to_response_error())
            return
        try:
            structured = self.structure_message(message)
        except JsonRpcException as error:
            unfit = JsonRpcInvalidParams.of(error).to_response_error()
            if method is None:
                self._handle_response(cast("str", number), error=unfit)
            elif number is not None:
                self._send_response(number, error=unfit)
            return
        self.handle_message(cast("Any", structured))

    def built_in(self, method: str, handler: Callable[[Any], Any]) -> None:
        """Handle a method in place of what pygls does by itself."""
        cast("Any", self.fm).add_builtin_feature(method, handler)

    async def ask(self, method: str, params: Any, *, seconds: float) -> Answer:
        """The client's answer. Some clients have none for some requests, and never say so."""
        number = str(uuid.uuid4())
        answer = asyncio.wrap_future(self.send_request(method, params, msg_id=number))
        try:
            return Answer(came=True, result=await asyncio.wait_for(answer, seconds))
        except TimeoutError:
            logger.warning("%s: no answer within %s s", method, seconds)
        except JsonRpcException as error:
            logger.warning("%s: %s", method, error)
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) is None or task.cancelling() or not answer.cancelled():
                raise
            logger.warning("%s: the client shut down before it answered", method)
        finally:
            self._request_futures.pop(number, None)
            self._result_types.pop(number, None)
        return Answer(came=False)

    def _send_response(
        self, msg_id: str | int, result: Any | None = None, error: types.ResponseError | None = None
    ) -> None:
        """Answer the client. What went wrong inside is in the log; pygls would send its traceback along."""
        if error is not None and error.code == types.ErrorCodes.InternalError:
            error = types.ResponseError(code=error.code, message="Assay itself failed; its log says where")
        super()._send_response(msg_id, result, error)

    def _send_data(self, data: Any) -> None:
        """Send a message; a little later push on one that follows an answer closely.

        Emacs 28 reads such a message together with the answer and then leaves it lying until something else comes.
        """
        super()._send_data(data)
        now = asyncio.get_running_loop().time()
        if not hasattr(data, "method"):
            self._answered = now
        elif self._push is None and now - self._answered < _CLOSELY:
            self._push = asyncio.get_running_loop().call_later(_PUSHED, self._push_on)

    def _push_on(self) -> None:
        self.notify(types.LOG_TRACE, types.LogTraceParams(message=""))
        self._push = None

    def plain(self, value: Any) -> Any:
        """A value of the protocol as the JSON that goes over the wire."""
        return self._converter.unstructure(value)

    def read(self, value: Any, kind: type[T]) -> T:
        """A value of the protocol from JSON that came over the wire. Raises `BadInput`."""
        try:
            return self._converter.structure(value, kind)
        except Exception as error:  # the converter raises whatever its hooks and the attributes' validators raise
            raise BadInput(f"not a {kind.__name__} as the protocol has it: {value!r}") from error

    @property
    def shut_down(self) -> bool:
        """Whether the client has asked for the end."""
        return self._shutdown


def _envelope(body: bytes) -> dict[str, Any]:
    message = json.loads(body)
    if not isinstance(message, dict) or cast("dict[str, Any]", message).get("jsonrpc") != Protocol.VERSION:
        raise ValueError("not a JSON-RPC 2.0 message")
    return cast("dict[str, Any]", message)
