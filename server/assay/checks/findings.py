"""What the runs of the tests found, and the result of the check that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assay.checks.changed import Touched
from assay.checks.regressions import BAD, Regression, first_few, problem, refutation, refuting, sentence
from assay.checks.services import needs_service
from assay.checks.suites import Both, SuiteRun
from assay.core.check import CheckResult, Json
from assay.tools.pytest_journal import Line
from assay.tools.pytest_report import SuiteReport


@dataclass(frozen=True, slots=True)
class Findings:
    """The first run on both sides, the ones that repeated it, and what they say together.

    `broken` says why the run after the patch does not count although the one before does. `flaky` are tests whose
    answers differ by themselves. `unsure` is true where the budget left no time to ask again. `notes` are for the user.
    """

    first: Both
    again: tuple[Both, ...] = ()
    broken: str = ""
    regressions: tuple[Regression, ...] = ()
    flaky: tuple[str, ...] = ()
    unsure: bool = False
    touched: tuple[Touched, ...] = ()
    notes: tuple[str, ...] = ()


def judged(blank: CheckResult, findings: Findings) -> CheckResult:
    """The result; `blank` holds what is known without running anything."""
    before, after = findings.first.before.report, findings.first.after.report
    runs = (findings.first, *findings.again)
    result = replace(
        blank,
        commands=tuple(ran for both in runs for ran in both.ran),
        seconds=sum(both.seconds for both in runs),
        before=_figures(before),
        after={**_figures(after), **_lines(findings), "flaky": list(findings.flaky)},
    )
    if before.failure:
        return skipped(result, f"before the patch already the tests cannot be judged: {before.failure}")
    refuted = refuting(before, after, frozenset(_raising(findings.touched)))
    if findings.broken or findings.regressions or refuted:
        return _failed(result, findings, refuted)
    if after.failure:
        return skipped(result, f"of two runs after the patch only one came to its end: {after.failure}")
    if not before.cases and not after.cases:
        return skipped(result, _nothing_collected(before))
    lacks = tuple(_lacks(findings))
    return replace(result, summary="; ".join((*_said(findings), *lacks)), incomplete="; ".join(lacks))


def skipped(result: CheckResult, why: str) -> CheckResult:
    """The result where nothing was judged."""
    return replace(result, status="skipped", summary=f"not judged: {why}", reason=why)


def _raising(touched: Iterable[Touched]) -> Iterator[Line]:
    for each in touched:
        if each.raises:
            yield from ((each.path, line) for line in each.witnesses)


def _failed(result: CheckResult, findings: Findings, refuted: tuple[Regression, ...]) -> CheckResult:
    unsure = ("there was no time to run them again",) if findings.unsure else ()
    broken = (f"after the patch the tests cannot be judged any more: {findings.broken}",) if findings.broken else ()
    told = filter(None, (sentence(findings.regressions), refutation(refuted)))
    reason = "; ".join((*broken, *told, *unsure))
    problems = tuple(each for each in map(problem, (*findings.regressions, *refuted)) if each is not None)
    return replace(result, required=True, status="failed", summary=reason, reason=reason, problems=problems)


def _nothing_collected(report: SuiteReport) -> str:
    if not report.uncollected:
        return "pytest finds no tests; say where they are with `testpaths` in its configuration"
    first = report.uncollected[0]
    files = "1 file" if len(report.uncollected) == 1 else f"{len(report.uncollected)} files"
    return f"no tests, for {files} cannot be imported: {first.id}: {first.message.partition(chr(10))[0]}"


def _said(findings: Findings) -> Iterator[str]:
    """What there is to say of a result that is no failure."""
    before, after = findings.first.before.report.cases, findings.first.after.report.cases
    stay = sum(
        case.outcome == "passed" and after[name].outcome == "passed" for name, case in before.items() if name in after
    )
    yield f"{stay} of {len(after)} tests pass before and after the patch"
    lines = _lines(findings)
    if lines["changed_lines"]:
        yield f"tests ran {lines['changed_lines_run']} of {lines['changed_lines']} changed lines"
    if services := _services(findings.first.before.report):
        yield f"{services} fail before the patch already for want of a network or a service"
    if findings.flaky:
        yield f"flaky, decides nothing: {', '.join(findings.flaky)}"
    yield from findings.notes


def _lacks(findings: Findings) -> Iterator[str]:
    """Why the result, though no failure, did not judge all that it should have."""
    before, after = findings.first.before, findings.first.after
    if not before.report.count("passed"):
        services = _services(before.report)
        yield "no test passed before the patch" + (f": {services} need a network or a service" if services else "")
        cases = after.report.cases.values()
        if now := [Regression("fails", case) for case in cases if case.outcome in BAD and not needs_service(case)]:
            yield f"after it {len(now)} of {len(cases)} fail: {first_few(now)}"
    for run, when in ((before, "before the patch"), (after, "after the patch")):
        yield from _cut(run, when)
    if findings.touched and not _judges(findings):
        yield "no test runs a changed line in pytest's own process"


def _cut(run: SuiteRun, when: str) -> Iterator[str]:
    report = run.report
    if report.killed:
        name = next(case.id for case in report.cases.values() if case.outcome == "killed")
        missed = f"{report.not_run} of {len(report.cases)} tests are not judged"
        yield f"{when} {name} does not end ({report.killed}): {missed}"
    elif report.not_run:
        total = len(report.cases)
        yield f"cut by {run.limit} after {total - report.not_run} of {total} tests {when}"


def _judges(findings: Findings) -> bool:
    """Whether a test runs something of the change.

    A function must be called by a test; what stands outside of all functions runs when a test imports it.
    """
    report = findings.first.after.report
    called = [each for each in findings.touched if each.called]
    if called:
        return any(each.ran(report.lines) for each in called)
    return any(each.ran(report.lines | report.imported) for each in findings.touched)


def _lines(findings: Findings) -> dict[str, Json]:
    report = findings.first.after.report
    return {
        "changed_lines": sum(len(each.lines) for each in findings.touched),
        "changed_lines_run": sum(len(each.lines) for each in findings.touched if each.ran(report.lines)),
        "changed_lines_imported": sum(len(each.lines) for each in findings.touched if each.ran(report.imported)),
    }


def _figures(report: SuiteReport) -> dict[str, Json]:
    return {
        "collected": len(report.cases),
        "passed": report.count("passed", "xpassed"),
        "failed": report.count("failed", "error"),
        "skipped": report.count("skipped", "xfailed"),
        "not_run": report.not_run,
        "uncollected": len(report.uncollected),
        "want_service": _services(report),
    }


def _services(report: SuiteReport) -> int:
    return sum(map(needs_service, (*report.cases.values(), *report.uncollected)))
