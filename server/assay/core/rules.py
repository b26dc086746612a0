"""Which commands may be run for a model or by a wish, beyond what the sandbox allows anyway: allow, ask or forbid.

A rule matches the beginning of a command; of all that match, the strictest decides, and where none does, a person is
asked. Each rule carries commands that it matches and others that it does not, which are held against it when it is
made.
"""

from __future__ import annotations

import shlex
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

Decision = Literal["allow", "ask", "forbid"]

Permit = Callable[[Sequence[str], str], Awaitable[bool]]
"""Asks a person whether a command may run, in the sandbox as everything does, and says who wants it."""

_STRICTNESS: tuple[Decision, ...] = ("allow", "ask", "forbid")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Each of `words` lists what may stand at its place; `why` is for whoever wanted the command."""

    decision: Decision
    words: tuple[tuple[str, ...], ...]
    why: str
    matching: tuple[str, ...]
    others: tuple[str, ...]

    def __post_init__(self) -> None:
        wrong = [each for each in self.matching if not self.matches(shlex.split(each))]
        wrong += [each for each in self.others if self.matches(shlex.split(each))]
        if wrong:
            raise ValueError(f"a rule does not do what its examples say: {', '.join(wrong)}")

    def matches(self, argv: Sequence[str]) -> bool:
        """Whether a command begins as the rule says, whichever folder its program is named in."""
        named = [PurePosixPath(argv[0]).name, *argv[1:]] if argv else []
        return len(named) >= len(self.words) and all(
            word in allowed for word, allowed in zip(named, self.words, strict=False)
        )


CHECKERS = ("mypy", "pyright", "basedpyright", "ty", "pyrefly")
_PYTHON = ("python", "python3")

RULES = (
    Rule("allow", (("pytest",),), "", ("pytest -q tests/test_a.py",), ("py.test-3", "unittest")),
    Rule("allow", (_PYTHON, ("-m",), ("pytest",)), "", ("python -m pytest -x",), ("python -m pip", "python -c 1")),
    Rule("allow", (CHECKERS,), "", ("mypy src", "/usr/bin/pyright"), ("mypyc src",)),
    Rule("allow", (_PYTHON, ("-m",), CHECKERS), "", ("python3 -m mypy",), ("python3 -m mypyc",)),
    Rule(
        "forbid",
        (("rm", "rmdir", "unlink", "shred", "dd", "mkfs", "truncate", "mv"),),
        "nothing is deleted by a command; there is a function for it",
        ("rm -rf /", "/bin/rm -rf ~"),
        ("rmlint",),
    ),
    Rule(
        "forbid",
        (("sh", "bash", "dash", "zsh", "fish", "csh", "ksh", "eval", "xargs", "env", "nohup", "setsid", "exec"),),
        "no shell: name the program itself and its arguments",
        ("sh -c ls", "bash script.sh", "env rm x"),
        ("shfmt",),
    ),
    Rule(
        "forbid",
        (
            (
                "sudo",
                "su",
                "doas",
                "chmod",
                "chown",
                "mount",
                "umount",
                "kill",
                "pkill",
                "killall",
                "reboot",
                "shutdown",
            ),
        ),
        "it is about the system, not the project",
        ("sudo rm x", "kill 1"),
        ("sum",),
    ),
    Rule(
        "forbid",
        (
            (
                "curl",
                "wget",
                "ssh",
                "scp",
                "rsync",
                "nc",
                "ncat",
                "ftp",
                "telnet",
                "git",
                "hg",
                "svn",
                "docker",
                "podman",
            ),
        ),
        "there is no network, and no repository to change",
        ("curl http://x", "git push --force"),
        ("gitlint",),
    ),
    Rule(
        "forbid",
        (("pip", "pip3", "uv", "poetry", "pdm", "conda", "npm", "npx", "yarn", "pnpm", "apt", "apt-get", "brew"),),
        "nothing is installed during a run",
        ("pip install x", "npm ci"),
        ("pipdeptree",),
    ),
    Rule(
        "forbid",
        (_PYTHON, ("-m",), ("pip", "ensurepip", "venv", "http.server")),
        "nothing is installed or served during a run",
        ("python -m pip install x",),
        ("python -m pytest",),
    ),
)


def decide(argv: Sequence[str]) -> tuple[Decision, str]:
    """What is to become of a command, and why where it is forbidden."""
    matching = [rule for rule in RULES if rule.matches(argv)]
    if not matching:
        return "ask", ""
    strictest = max(matching, key=lambda rule: _STRICTNESS.index(rule.decision))
    return strictest.decision, strictest.why


async def nobody(_argv: Sequence[str], _who: str) -> bool:
    """The answer where there is nobody to ask."""
    return False
