"""Build the files of Python environments, as the managers that make them lay them out. Nothing in them can run."""

from __future__ import annotations

from pathlib import Path


def installation(prefix: Path, version: str) -> Path:
    """A Python of this version, as `make install` leaves it; gives its interpreter."""
    library = prefix / "lib" / f"python{version}"
    (library / "site-packages").mkdir(parents=True)
    (library / "os.py").write_text("# the standard library\n")
    (prefix / "bin").mkdir()
    real = prefix / "bin" / f"python{version}"
    real.write_bytes(b"\x7fELF")
    real.chmod(0o755)
    for name in ("python3", "python"):
        (prefix / "bin" / name).symlink_to(real.name)
    return prefix / "bin" / "python3"


def virtual_environment(prefix: Path, base: Path, version: str) -> Path:
    """A virtual environment of the installation at `base`, as `venv` makes it; gives its interpreter."""
    (prefix / "lib" / f"python{version}" / "site-packages").mkdir(parents=True)
    (prefix / "bin").mkdir()
    (prefix / "bin" / "python3").symlink_to(base / "bin" / "python3")
    (prefix / "bin" / "python").symlink_to("python3")
    (prefix / "pyvenv.cfg").write_text(f"home = {base / 'bin'}\nversion = {version}.7\n")
    return prefix / "bin" / "python"


def packages(prefix: Path) -> Path:
    """The folder that an environment's packages are in."""
    (found,) = prefix.glob("lib/python3*/site-packages")
    return found
