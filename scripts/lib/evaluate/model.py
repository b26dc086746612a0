"""A model beside the recipes, each on the package as it was released: recipes alone, the model alone, and both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluate.run import Fixing, Way
from evaluate.sources import Unfit

URL = "ASSAY_EVALUATE_URL"
KEY = "ASSAY_EVALUATE_KEY"

RECIPES, MODEL, BOTH = "recipes alone", "the model alone", "both"


@dataclass(frozen=True, slots=True)
class Ways:
    """What came of one package in each way, by its name; and the characters of its files, by path."""

    fixings: Mapping[str, Fixing]
    sizes: Mapping[str, int]


def ways(name: str, environ: Mapping[str, str], folder: Path) -> dict[str, Way]:
    """How the action is run, by name; the configurations are written below the folder. Raises `Unfit`."""
    if not (url := environ.get(URL)):
        raise Unfit(
            f"{URL} is not set: put into it where the model is asked, as in http://localhost:11434/v1, and its key, "
            f"if it needs one, into {KEY}"
        )
    # nothing is remembered: each way has to find it by itself
    asked = [f'model_url = "{url}"', f'model = "{name}"', "model_memory = 0", "model_traces = 0"]
    asked += [f'model_key_variable = "{KEY}"'] if environ.get(KEY) else []
    nobody, somebody = _configured(folder / "none", []), _configured(folder / "model", asked)
    return {RECIPES: Way(nobody), MODEL: Way(somebody, "evaluate.without_recipes"), BOTH: Way(somebody)}


def measure(fresh: Callable[[], Path], how: Mapping[str, Way], fix: Callable[[Path, Way], Fixing]) -> Ways:
    """One package; `fresh` gives its folder as it was released, `fix` runs the action there in one way."""
    fixings: dict[str, Fixing] = {}
    sizes: dict[str, int] = {}
    for name, way in how.items():
        folder = fresh()
        sizes = sizes or {file.relative_to(folder).as_posix(): _size(file) for file in folder.rglob("*.py")}
        fixings[name] = fix(folder, way)
    return Ways(fixings, sizes)


def _configured(folder: Path, lines: list[str]) -> Path:
    (folder / "assay").mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "assay" / "config.toml").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return folder


def _size(file: Path) -> int:
    return len(file.read_text("utf-8", "replace"))
