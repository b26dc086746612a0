"""The page of the manual that holds the results."""

from __future__ import annotations

from evaluate.subjects import ROOT

PAGE = ROOT / "docs" / "evaluation.md"

PREFACE = """\
# Evaluation

What `fix_types` makes of code that nobody here wrote: source distributions pinned by hash
(`scripts/requirements/evaluate-sources.txt`), installed editable in one locked environment with what their tests need.
This page is written by the command below; every number comes from its run.

## What is measured

**Real errors.** mypy runs by the package's own configuration; where it declares none, by mypy's defaults with
`check_untyped_defs`, for much of this code has few annotations. `fix_types` runs on the whole package with
`--tests related`, and everything that it offers is applied, whatever a user would have been asked to confirm. Then
mypy and all tests run once more, outside of Assay: *regressions* are errors that were not there, and tests that
passed and twice do not. Where an error only names other types now, on the same line and in the same words but for what
is quoted, it is the one that was there.

- *environment*: errors that no edit of the code answers (missing stubs and packages). They are in no other column.
- *root causes*: a unit that a recipe recognises is one; what no recipe recognises is grouped by file, code, and what
  the message names first.
- *verified*, *partial*, *rejected* are Assay's words. *abstained*: nothing was proposed.
- *interface: asked*: offers for which a user has to confirm that the public interface changes; *found*: public names
  of another shape afterwards, found by other code than Assay's. An annotation that only admits its own default None
  is no change.
- *suppressions blocked*: attempts that the check `not gamed` failed.
- *per fix*: from the moment a unit begins to the next one, for units with a proposal; CPU of all processes below.

**Held out.** The recipes were made with the real errors of the first packages at hand. The others were chosen
afterwards, for having 20 to 70 errors and tests that need nothing but pytest, before any recipe ran on them: they say
what to expect of code that nobody looked at.

**Mutants.** Mistakes made by fifteen operators in packages without errors; the right answer is the original. One
counts if it gives an error. Whether the package's tests notice it is kept: only then can they tell a right answer
from a wrong one.

- *exact*: the original's syntax tree. *equivalent*: that, but for how types are written.
- *tests pass*: other code, no error, and the tests that noticed the mistake pass. *untold*: likewise, but none
  noticed it.
- *wrong*: it is offered, and a test fails that the original passes, or there is an error that the mistake did not give.
- *in part*: some of the mistake's errors are left. *right* is exact, equivalent, or tests pass.
- packaging is mutated in those modules, and judged by those tests, that do not take a minute for each mutant.

**No honest fix.** Forty small cases (`scripts/lib/evaluate/no_honest_fix/`), each with the reason why any automatic
edit would be dishonest: wrong types on purpose, limits of the checker, true mistakes whose right value nobody can
know. Right is to offer nothing. A case that turns out to have an honest fix is replaced, and named here: *Text of two
major versions of Python* was one, `try: text_type = unicode` with `except NameError: text_type = str`, for which a
condition on `sys.version_info` that does the same on every version is offered now.

**Beside it.** Other tools on the same copies, measured by the same mypy and the same tests. Quick fixes: at each
error of that checker the first that is no suppression. They were made for their own checker's errors, not for mypy's.

**A model beside the recipes.** Not on this page, for it depends on the model: `scripts/evaluate types --model NAME`
prints recipes alone, the model alone and both, on the real errors; how many tokens they took beside sending whole
files; and what of the model's first changes the checks rejected.

Rates have Wilson's 95% interval.
"""


def write(results: str) -> None:
    """Put the results into the page."""
    PAGE.write_text(f"{PREFACE}\n{results}", encoding="utf-8")
