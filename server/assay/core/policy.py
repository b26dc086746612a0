"""What a run may touch and see, as set by the user. A workspace can only narrow it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath

SECRETS = (
    ".env",
    ".env.*",
    "*.pem",
    "*.key",
    "*.p12",
    "*.pfx",
    "id_rsa*",
    "id_ed25519*",
    ".netrc",
    ".pypirc",
    ".npmrc",
    "*.kdbx",
    "credentials.json",
    "secrets.*",
)
"""File names that no command and no model may see."""

NOT_SECRET = (".env.example", ".env.sample", ".env.template", "secrets.py")
"""Names that look like secrets and are part of the code."""

PROTECTED = (
    ".github/**",
    ".gitlab-ci.yml",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "tox.ini",
    "noxfile.py",
    "**/conftest.py",
    "conftest.py",
    "**/migrations/**",
    "*.lock",
    "Dockerfile",
)
"""Paths whose change asks for a confirmation."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Glob patterns (as `PurePath.match` reads them, `**` for any depth) of what is guarded."""

    protected: tuple[str, ...] = PROTECTED
    secrets: tuple[str, ...] = SECRETS

    def protects(self, path: PurePosixPath) -> bool:
        """Whether a change of this file needs the user's confirmation."""
        return any(_matches(path, pattern) for pattern in self.protected)

    def hides(self, path: PurePosixPath) -> bool:
        """Whether this file's content is kept from every command."""
        return path.name not in NOT_SECRET and any(path.match(pattern) for pattern in self.secrets)

    def narrowed(self, *, protected: tuple[str, ...] = (), secrets: tuple[str, ...] = ()) -> Policy:
        """The policy with more guarded; there is no way to guard less."""
        return replace(self, protected=(*self.protected, *protected), secrets=(*self.secrets, *secrets))


def _matches(path: PurePosixPath, pattern: str) -> bool:
    if pattern.endswith("/**"):
        folder = pattern.removesuffix("/**").removeprefix("**/")
        parents = [str(parent) for parent in path.parents]
        if pattern.startswith("**/"):
            return any(parent == folder or parent.endswith(f"/{folder}") for parent in parents)
        return folder in parents
    return path.match(pattern)
