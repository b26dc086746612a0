"""The layout of `.pre-commit-config.yaml`: old spellings that pre-commit still reads, and what it takes each for."""

from __future__ import annotations

from assay.syntax.yaml import Mapping, Part, Scalar, Sequence

FILE = ".pre-commit-config.yaml"
STAGES = {"commit": "pre-commit", "push": "pre-push", "merge-commit": "pre-merge-commit"}
LANGUAGES = {"python_venv": "python"}


def repositories(root: Part | None) -> tuple[Mapping, ...]:
    """The repositories of a configuration, in the old layout or the new."""
    listed = root.get("repos") if isinstance(root, Mapping) else root
    return tuple(each for each in listed.items if isinstance(each, Mapping)) if isinstance(listed, Sequence) else ()


def hooks(repository: Mapping) -> tuple[Mapping, ...]:
    """The hooks of a repository."""
    listed = repository.get("hooks")
    return tuple(each for each in listed.items if isinstance(each, Mapping)) if isinstance(listed, Sequence) else ()


def meant(root: Part | None) -> object:
    """What pre-commit reads, whichever layout it is in. Raises `ValueError` where both spellings name one thing."""
    if isinstance(root, Sequence):
        return {"repos": [_repository(each) for each in root.items]}
    if not isinstance(root, Mapping):
        raise ValueError("it is neither a list nor a table")  # noqa: TRY004 - it is the file that is wrong
    found: dict[str, object] = {}
    for key, part in root.items:
        match key.value, part:
            case "repos", Sequence(listed):
                found["repos"] = [_repository(each) for each in listed]
            case "default_stages", _:
                found[key.value] = _renamed(part, STAGES)
            case _:
                found[key.value] = _renamed(part, {})
    return found


def _repository(part: Part) -> object:
    if not isinstance(part, Mapping):
        return _renamed(part, {})
    if part.get("sha") is not None and part.get("rev") is not None:
        raise ValueError("a repository has sha and rev; settle first which of the two holds")
    found: dict[str, object] = {}
    for key, value in part.items:
        name = "rev" if key.value == "sha" else key.value
        match name, value:
            case "hooks", Sequence(listed):
                found[name] = [_hook(each) for each in listed]
            case _:
                found[name] = _renamed(value, {})
    return found


def _hook(part: Part) -> object:
    if not isinstance(part, Mapping):
        return _renamed(part, {})
    names = {"stages": STAGES, "language": LANGUAGES}
    return {key.value: _renamed(value, names.get(key.value, {})) for key, value in part.items}


def _renamed(part: Part, names: dict[str, str]) -> object:
    """The value with its texts renamed; a text that is quoted is one that no reader takes for a number."""
    match part:
        case Scalar(value, tag, style):
            return (tag, names.get(value, value), bool(style) and value not in names and value not in names.values())
        case Sequence(listed):
            return [_renamed(each, names) for each in listed]
        case Mapping(pairs):
            return {key.value: _renamed(value, names) for key, value in pairs}
