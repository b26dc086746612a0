"""The checker in the background: started when a file is opened or saved, one at a time a folder, the newest first.

What a person asked for goes first: while a run goes on nothing is looked at, and what was left lying is taken up after
it. Nobody is asked for trust on its account.
"""

from __future__ import annotations

import asyncio
from pathlib import Path, PurePosixPath

from assay.lsp import configuration, published
from assay.lsp.folders import Folder
from assay.lsp.messages import say
from assay.lsp.session import Session
from assay.workspace.answer import Answer

QUIET = 1.0
"""Seconds after the last reason to look before one looks."""

_AFTER_TYPING = 0.5
_PYTHON = (".py", ".pyi")


def look(session: Session, path: Path) -> None:
    """Have the checker look at a file that was opened or saved; what it is doing in the folder is out of date then."""
    if path.suffix not in _PYTHON or (found := session.folders.of(path)) is None:
        return
    folder, _ = found
    if path in session.shown.elsewhere or folder.given in session.shown.slow or published.off(folder):
        return
    session.shown.wanted.pop(path, None)
    session.shown.wanted[path] = None
    resume(session, folder)


def changed(session: Session, path: Path) -> None:
    """Take back what no longer holds of a file, once nobody types in it any more."""
    if not session.shown.published.get(path) or path in session.shown.following:
        return

    async def follow() -> None:
        try:
            await session.documents.quiet([path], _AFTER_TYPING)
        finally:
            session.shown.following.discard(path)
        if (found := session.folders.of(path)) is not None:
            published.follow(session, *found)

    session.shown.following.add(path)
    session.spawn(follow())


def closed(session: Session, path: Path) -> None:
    """Show nothing of a file that was closed, and stop looking where no other is waited for."""
    session.shown.elsewhere.discard(path)
    session.shown.wanted.pop(path, None)
    published.withdraw(session, path)
    if (found := session.folders.of(path)) is not None:
        folder, inside = found
        folder.workspace.forget(inside)
        if _next(session, folder) is None:
            pause(session, folder)


def left(session: Session, folder: Folder) -> None:
    """Show nothing of a folder that is no longer open here."""
    for file in [file for file in session.shown.published if file.is_relative_to(folder.given)]:
        published.withdraw(session, file)
    while (path := _next(session, folder)) is not None:
        del session.shown.wanted[folder.given / path]
    pause(session, folder)


def pause(session: Session, folder: Folder) -> None:
    """Stop looking, for now: what is wanted stays wanted."""
    if (task := session.shown.looking.pop(folder.given, None)) is not None:
        task.cancel()


def resume(session: Session, folder: Folder) -> None:
    """Look at what is wanted, from the newest on, unless a run goes on."""
    pause(session, folder)
    if _next(session, folder) is not None and not _busy(session, folder):
        session.shown.looking[folder.given] = session.spawn(_looking(session, folder))


async def _looking(session: Session, folder: Folder) -> None:
    await asyncio.sleep(QUIET)
    await configuration.settled(session, folder)
    while (path := _next(session, folder)) is not None and not published.off(folder):
        await _looked(session, folder, path)


async def _looked(session: Session, folder: Folder, path: PurePosixPath) -> None:
    """Ask about one file; whatever comes of it, that file is not waited for any more."""
    found = await folder.workspace.look(path, session.snapshot(folder))
    session.shown.wanted.pop(folder.given / path, None)
    if isinstance(found, Answer):
        for each in found.texts:
            session.shown.wanted.pop(folder.given / each, None)
            published.show(session, folder, each)
        return
    if found.slow:
        session.shown.slow.add(folder.given)
        while (other := _next(session, folder)) is not None:
            del session.shown.wanted[folder.given / other]
    if folder.given not in session.shown.told:  # its words differ from time to time
        session.shown.told.add(folder.given)
        say(session.protocol, found.reason, "warning")


def _next(session: Session, folder: Folder) -> PurePosixPath | None:
    """The file of the folder that was opened or saved last and not looked at since."""
    for path in reversed(session.shown.wanted):
        found = session.folders.of(path)
        if found is not None and found[0] is folder:
            return found[1]
    return None


def _busy(session: Session, folder: Folder) -> bool:
    return any(job.asked.folder is folder for job in session.jobs.values())
