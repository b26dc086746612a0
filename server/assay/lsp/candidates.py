"""The candidates of the runs that go on: told to a client that shows them, and ended where a person says so."""

from __future__ import annotations

from assay.core.event import Standing
from assay.lsp.messages import one_line
from assay.lsp.session import Session

METHOD = "assay/candidates"
"""The notification: {run, candidate, title, rationale, state, passed}, whenever one stands otherwise."""


def told(session: Session, run: str, standing: Standing) -> None:
    """Tell the client how a candidate stands, where it asked for that."""
    if not session.client.candidates:
        return
    params = {
        "run": run,
        "candidate": standing.number,
        "title": one_line(standing.title),
        "rationale": one_line(standing.rationale),
        "state": standing.state,
        "passed": list(standing.passed),
    }
    session.protocol.notify(METHOD, params)


def title(standing: Standing) -> str:
    """A candidate as an entry of a menu that ends it: what it is, and how far it is."""
    what = standing.rationale or standing.title
    how = f"passed {', '.join(standing.passed)}" if standing.passed else standing.state
    return f"End this candidate: {standing.number}: {what} ({how})"


def end(session: Session, run: str, number: int, remark: str) -> bool:
    """End one candidate; false where it does not live any more. The run goes on and sees the remark."""
    job = session.jobs.get(run)
    return job is not None and job.candidates.end(number, remark)
