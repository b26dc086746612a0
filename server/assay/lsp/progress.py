"""The progress of one run as the editor shows it: begin, at most four reports a second, end."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from assay.core.event import Event
from assay.lsp.messages import note, one_line
from assay.lsp.session import Session

_INTERVAL = 0.25
_CREATED = 5.0
_PREFIX = "assay/"


class Progress:
    """One token of the server's own. A client without such progress gets lines in its log instead."""

    def __init__(self, session: Session, run: str, title: str) -> None:
        self._session = session
        self._token = f"{_PREFIX}{run}"
        self._title = title
        self._open = False
        self._ended = False
        self._latest: Event | None = None
        self._due: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Ask the client for the token; the run does not wait for its answer."""
        if self._session.client.progress:
            self._session.spawn(self._begin())

    def report(self, event: Event) -> None:
        """Show where the run stands; of reports that come too fast the last one is shown."""
        if not self._session.client.progress:
            note(self._session.protocol, f"{event.phase}: {event.message}")
            return
        self._latest = event
        if self._open and self._due is None:
            self._send_latest()

    def end(self, message: str) -> None:
        """Show the end, once, whatever went before."""
        if self._due is not None:
            self._due.cancel()
        if self._open and not self._ended:
            self._notify(types.WorkDoneProgressEnd(message=one_line(message)))
        self._ended = True

    async def _begin(self) -> None:
        params = types.WorkDoneProgressCreateParams(token=self._token)
        created = await self._session.protocol.ask(types.WINDOW_WORK_DONE_PROGRESS_CREATE, params, seconds=_CREATED)
        if not created.came or self._ended:
            return
        self._notify(types.WorkDoneProgressBegin(title=one_line(self._title), cancellable=True))
        self._open = True
        if self._latest is not None:
            self._send_latest()

    def _send_latest(self) -> None:
        self._due = None
        if self._latest is None or self._ended:
            return
        event, self._latest = self._latest, None
        percentage = None if event.fraction is None else round(100 * min(1.0, max(0.0, event.fraction)))
        self._notify(types.WorkDoneProgressReport(message=one_line(event.message), percentage=percentage))
        self._due = asyncio.get_running_loop().call_later(_INTERVAL, self._send_latest)

    def _notify(
        self, value: types.WorkDoneProgressBegin | types.WorkDoneProgressReport | types.WorkDoneProgressEnd
    ) -> None:
        self._session.protocol.notify(types.PROGRESS, types.ProgressParams(token=self._token, value=value))


def run_of(token: int | str) -> str:
    """The run that a token of ours stands for; for any other token something that no run is called."""
    return token.removeprefix(_PREFIX) if isinstance(token, str) else ""
