"""What an evaluation finds of an action that asks for another Node.js."""

from __future__ import annotations

import pytest

from evaluate_actions.runtimes import judged

OLD = "name: a\nruns:\n  using: 'node12'  # then\n  main: dist/index.js\n"
NEW = OLD.replace("node12", "node24")


@pytest.mark.parametrize(
    ("after", "wrong"),
    [
        (NEW, ""),
        (OLD.replace("node12", "node20"), "it does not ask for node24"),
        (NEW.replace("dist/", "lib/"), "something else changes"),
        (NEW.replace("  # then", "") + "# more\n", "something else changes"),
        (NEW.replace("name: a", "name:  a"), "something else changes"),
    ],
)
def test_what_is_wrong_with_it(after: str, wrong: str) -> None:
    assert judged(OLD, after) == wrong
