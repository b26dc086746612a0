"""The commands. Each takes one object and answers at once: some editors stand still until a command is answered."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from assay.core.errors import AssayError, BadInput
from assay.lsp import apply, arguments, candidates, evidence, runs
from assay.lsp.messages import say
from assay.lsp.names import CommandName
from assay.lsp.session import Session

logger = logging.getLogger(__name__)

Command = Callable[[Session, Mapping[str, Any]], Any]


def _run(session: Session, argument: Mapping[str, Any]) -> Any:
    """{action, uri, range, diagnostics, intent, constraints, changed}; {run, unit} of what is to be verified again.

    {run, unit, survivor, intent}: the number of a fault that no test notices, and what should come of it.
    """
    if "run" not in argument:
        return {"run": runs.start(session, arguments.asked(session, argument))}
    if (survivor := arguments.survivor(argument)) is not None:
        key = arguments.unit(argument)
        asked = session.asked.get(key[0])
        unit = None if asked is None else asked.folder.workspace.unit(*key)
        if asked is None or unit is None:
            raise BadInput("nothing is known of that run any more; run the action again")
        return {"run": runs.noticing(session, asked, unit, *survivor)}
    if (pending := session.pending.get(arguments.unit(argument))) is None:
        raise BadInput("nothing is pending under that name any more; choose the action itself again")
    return {"run": runs.again(session, pending)}


def _apply(session: Session, argument: Mapping[str, Any]) -> Any:
    """{run, unit}: what is pending, confirmed by choosing this."""
    key = arguments.unit(argument)
    if key not in session.pending:
        raise BadInput("nothing is pending under that name any more; run the action again")
    session.spawn(apply.decide(session, key))


def _discard(session: Session, argument: Mapping[str, Any]) -> Any:
    """{run, unit, reason, again}: what is pending, and no longer is; with `again` any unit is done in another way."""
    reason, again = arguments.reason(argument)
    key = arguments.unit(argument)
    if (pending := session.pending.pop(key, None)) is not None:
        say(session.protocol, f"discarded: {pending.title}; no file was changed")
        return {"run": runs.another(session, pending.asked, pending.unit, reason)} if again else None
    asked = session.asked.get(key[0])
    unit = None if asked is None else asked.folder.workspace.unit(*key)
    if asked is None or unit is None or not again:
        raise BadInput("nothing is pending under that name any more")
    return {"run": runs.another(session, asked, unit, reason)}


def _cancel(session: Session, argument: Mapping[str, Any]) -> Any:
    """{run}: a run that goes on."""
    if not runs.cancel(session, arguments.run(argument)):
        raise BadInput("that run is over already")


def _end(session: Session, argument: Mapping[str, Any]) -> Any:
    """{run, candidate, reason}: one candidate of a run that goes on without it, and sees the reason."""
    remark = arguments.remark(argument)
    if not candidates.end(session, arguments.run(argument), arguments.candidate(argument), remark):
        raise BadInput("that candidate is over already")


def _evidence(session: Session, argument: Mapping[str, Any]) -> Any:
    """{run, unit}: any unit of the last runs."""
    run, number = arguments.unit(argument)
    for folder in session.folders:
        if (unit := folder.workspace.unit(run, number)) is not None:
            session.spawn(evidence.show(session, folder, unit))
            return
    raise BadInput(f"the evidence of run {run} is no longer held here; run the action again")


_COMMANDS: Mapping[CommandName, Command] = {
    "assay.run": _run,
    "assay.apply": _apply,
    "assay.discard": _discard,
    "assay.cancel": _cancel,
    "assay.end": _end,
    "assay.evidence": _evidence,
}


def call(session: Session, name: CommandName, given: tuple[Any, ...]) -> Any:
    """Carry out a command. Whatever goes wrong is said in words: editors show a command's error raw, or not at all."""
    try:
        return _COMMANDS[name](session, arguments.the_object(given))
    except AssayError as error:
        say(session.protocol, str(error), "error")
    except Exception as error:
        logger.exception("%s failed", name)
        say(session.protocol, f"{name}: Assay itself failed ({type(error).__name__}); its log says where", "error")
    return None
