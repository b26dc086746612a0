"""What a user can set: the one source of the settings page of the manual and of the editors' schemas.

Values of the user's own come from their configuration file, the command line or the environment. What comes over
the wire or from a workspace is taken only where it narrows: it may ask for more caution, never for less.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from assay.core import shapes
from assay.core.model import Endpoint, Prices

Scope: TypeAlias = Literal["user", "any, narrowing"]
"""`user`: only from the user's own configuration. `any, narrowing`: from anywhere, by `Settings.narrowed`."""

SCOPES: dict[Scope, str] = {
    "user": "only from your own configuration file or the command line",
    "any, narrowing": "from anywhere; an editor or a workspace can only narrow it",
}


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a setting: its scope, the shape of its values, what it does, an example as in TOML."""

    scope: Scope
    shape: str
    description: str
    example: str


def _about(scope: Scope, shape: str, description: str, example: str) -> dict[str, About]:
    return {"about": About(scope, shape, description, example)}


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, each with its default. None for `budget` is no limit."""

    interpreter: Path | None = field(
        default=None,
        metadata=_about(
            "user",
            "an absolute path",
            "The Python interpreter of your projects. Unset, it is found by the project's own files.",
            '"/usr/bin/python3.12"',
        ),
    )
    checker: Literal["mypy", "basedpyright", "pyright", "ty", "pyrefly"] | None = field(
        default=None,
        metadata=_about(
            "user",
            '"mypy", "basedpyright", "pyright", "ty" or "pyrefly"',
            "The type checker that judges your projects. Unset, it is the one whose error you point at, else the one "
            "that the project configures or its continuous integration names, else mypy.",
            '"pyright"',
        ),
    )
    diagnostics: Literal["auto", "on", "off"] = field(
        default="auto",
        metadata=_about(
            "any, narrowing",
            '"auto", "on" or "off"',
            "Whether an editor shows the errors of your checker as Assay finds them, in the background, when a file is "
            'opened or saved. "auto" does so until the editor passes errors of a type checker for that file from '
            'elsewhere; "on" does so in any case. Only in a trusted folder. From "on" to "auto" to "off" is narrowing.',
            '"off"',
        ),
    )
    tests: Literal["related", "all"] = field(
        default="related",
        metadata=_about(
            "any, narrowing",
            '"related" or "all"',
            "Which tests have to pass: those related to the change, by imports and names, or all of the project. "
            'From "related" to "all" is narrowing.',
            '"all"',
        ),
    )
    budget: float | None = field(
        default=None,
        metadata=_about(
            "any, narrowing",
            "a number of seconds, 0 for no limit",
            "How long a run may take; what is not judged by then makes the result partial. Unset, it is 120 in an "
            "editor and has no limit on the command line. Less is narrowing.",
            "60",
        ),
    )
    protected: tuple[str, ...] = field(
        default=(),
        metadata=_about(
            "any, narrowing",
            "a list of glob patterns",
            "More files whose change needs your confirmation, beside the build, test and CI configuration. "
            "More patterns are narrowing.",
            '["src/billing/**"]',
        ),
    )
    secrets: tuple[str, ...] = field(
        default=(),
        metadata=_about(
            "any, narrowing",
            "a list of glob patterns",
            "More files whose content no command may see, beside keys, `.env` files and the like. "
            "More patterns are narrowing.",
            '["*.token"]',
        ),
    )
    container_is_sandbox: bool = field(
        default=False,
        metadata=_about(
            "user",
            "true or false",
            "Declares that the container or machine in which Assay runs is itself the sandbox, for where the system "
            "forbids namespaces. Commands then run on a copy of the workspace with nothing else between them and "
            "the rest of the container, and receipts say `tier 3: declared by you`.",
            "true",
        ),
    )

    model_url: str | None = field(
        default=None,
        metadata=_about(
            "user",
            "an address that begins with http:// or https://",
            "Where a model is asked, by the protocol that OpenAI, Azure, Ollama, llama.cpp, vLLM and LM Studio share; "
            "it mostly ends in /v1. Unset, none is asked and nothing leaves the machine.",
            '"http://localhost:11434/v1"',
        ),
    )
    model: str | None = field(
        default=None,
        metadata=_about(
            "user",
            "a name",
            "Which model is asked there, as that server calls it. It is asked only for what no recipe solves.",
            '"qwen3-coder:30b"',
        ),
    )
    model_key_variable: str | None = field(
        default=None,
        metadata=_about(
            "user",
            "the name of an environment variable",
            "Where the key for the model is found. It is sent there and nowhere else, and never shown.",
            '"OPENAI_API_KEY"',
        ),
    )
    model_key_file: Path | None = field(
        default=None,
        metadata=_about(
            "user",
            "an absolute path",
            "The same as a file that holds nothing but the key; it goes first where both are set.",
            '"~/.config/assay/model.key"',
        ),
    )
    model_seconds: float = field(
        default=180.0,
        metadata=_about(
            "user", "a number of seconds above 0", "How long one reply of the model may take in all.", "600"
        ),
    )
    model_reply: int = field(
        default=8192,
        metadata=_about(
            "user",
            "a whole number from 1",
            "How many tokens one reply of the model may have, those that it thinks with included where its server "
            "counts them. Fewer keep a slow model from talking on.",
            "32768",
        ),
    )
    model_tokens: int = field(
        default=200_000,
        metadata=_about(
            "any, narrowing",
            "a whole number from 0",
            "How many tokens a run may use, read and written together. Less is narrowing; 0 asks no model.",
            "50000",
        ),
    )
    model_memory: float = field(
        default=14.0,
        metadata=_about(
            "any, narrowing",
            "a number of days from 0",
            "How long a change that the model wrote, and that was verified, is remembered on your disk, to be proposed "
            "again for no tokens where the same is asked of the same files; and so are the replies that led to it. All "
            "checks run again. Less is narrowing; 0 remembers nothing.",
            "7",
        ),
    )
    model_traces: float = field(
        default=14.0,
        metadata=_about(
            "any, narrowing",
            "a number of days from 0",
            "How long it is kept on your disk what a run said to the model and what came back, as it left, for "
            "`assay run --replay` and `assay trace export`. Less is narrowing; 0 keeps nothing.",
            "7",
        ),
    )
    model_prices: tuple[float, float, str] | None = field(
        default=None,
        metadata=_about(
            "user",
            "a list of two prices and a currency",
            "What a million tokens cost, read and written, for receipts to say what a run has cost.",
            '[2.5, 10, "USD"]',
        ),
    )
    model_cost: float | None = field(
        default=None,
        metadata=_about(
            "any, narrowing",
            "an amount in the currency of `model_prices`, 0 for no limit",
            "How much the model may cost in one run, by what its server counts or, where it does not count, by what "
            "was sent. The request that crosses the limit is the last one, and the run ends with what it has. Only "
            "with `model_prices`. Less is narrowing.",
            "0.5",
        ),
    )
    model_pair: bool = field(
        default=True,
        metadata=_about(
            "any, narrowing",
            "true or false",
            "Whether the model is asked for a second change at the same time, once its first one has failed. Only on "
            "machines with four cores or more. Both use up the tokens and the cost of the run. False is narrowing.",
            "false",
        ),
    )

    def __post_init__(self) -> None:
        """Refuse a limit that nothing could hold."""
        if self.model_cost is not None and self.model_prices is None:
            raise ValueError("model_cost: what a run costs is known only with `model_prices`; set it in your own file")

    @property
    def endpoint(self) -> Endpoint | None:
        """Where a model is asked; None where none is."""
        if self.model_url is None or self.model is None or not self.model_tokens:
            return None
        return Endpoint(
            self.model_url,
            self.model,
            key_variable=self.model_key_variable,
            key_file=self.model_key_file,
            seconds=self.model_seconds,
            reply=self.model_reply,
            tokens=self.model_tokens,
            cost=self.model_cost,
            prices=None if self.model_prices is None else Prices(*self.model_prices),
        )

    def narrowed(self, values: Mapping[str, object]) -> tuple[Settings, tuple[str, ...]]:
        """The settings with what narrows them, and for each of the other values why it was refused.

        For what comes over the wire or from a workspace; no value can make this raise.
        """
        settings, refused = self, list[str]()
        for name, value in values.items():
            if value is None:
                continue  # how editors send a setting that nobody set
            try:
                settings = replace(settings, **{name: _narrower(settings, name, value)})
            except ValueError as error:
                refused.append(str(error))
        return settings, tuple(refused)


_DIAGNOSTICS = ("off", "auto", "on")
"""The least that runs in the background first."""

EDITOR = Settings(budget=120.0)
"""What holds in an editor where the user set nothing."""

COMMAND_LINE = Settings()
"""What holds on the command line where the user set nothing."""


def about() -> dict[str, About]:
    """What is said of each setting, by name, in order."""
    return {each.name: each.metadata["about"] for each in fields(Settings)}


def read(name: str, value: object) -> Any:
    """A value of a setting as TOML or JSON gives it. Raises `ValueError`, which names the setting."""
    if (reader := _READERS.get(name)) is None:
        raise ValueError(f"{name}: there is no such setting; there are {', '.join(_READERS)}")
    try:
        return reader(value)
    except shapes.Unfit:
        raise ValueError(f"{name}: must be {about()[name].shape}, not {value!r:.80}") from None


def _narrower(settings: Settings, name: str, value: object) -> Any:
    new: Any = read(name, value)
    old: Any = getattr(settings, name)
    if about()[name].scope == "user":
        raise ValueError(f"{name}: can be set {SCOPES['user']}")
    if name in ("protected", "secrets"):
        return tuple(dict.fromkeys((*old, *new)))
    if name == "diagnostics" and _DIAGNOSTICS.index(new) > _DIAGNOSTICS.index(old):
        raise ValueError(f"{name}: already {old!r}; {new!r} would run more")
    if name == "tests" and new != "all" and old == "all":
        raise ValueError(f"{name}: already {old!r}; {new!r} would judge less")
    if name == "model_pair" and new and not old:
        raise ValueError(f"{name}: already false; true would use more")
    if name in ("model_tokens", "model_memory", "model_traces") and new > old:
        raise ValueError(f"{name}: can only be lowered here, from {old:.10g}")
    if name in ("budget", "model_cost") and (new is None or (old is not None and new > old)):
        raise ValueError(f"{name}: can only be lowered here, from {'no limit' if old is None else f'{old:g}'}")
    return new


def _path(value: object) -> Path:
    """An absolute path; one that begins with `~` is."""
    try:
        found = Path(value).expanduser() if isinstance(value, str) else Path()
    except RuntimeError as error:  # no such user
        raise shapes.Unfit from error
    if not found.is_absolute():
        raise shapes.Unfit
    return found


_READERS: dict[str, Callable[[object], object]] = {
    "interpreter": _path,
    "checker": shapes.one_of("mypy", "basedpyright", "pyright", "ty", "pyrefly"),
    "diagnostics": shapes.one_of(*_DIAGNOSTICS),
    "tests": shapes.one_of("related", "all"),
    "budget": shapes.limit,
    "protected": shapes.patterns,
    "secrets": shapes.patterns,
    "container_is_sandbox": shapes.boolean,
    "model_url": shapes.url,
    "model": shapes.line,
    "model_key_variable": shapes.line,
    "model_key_file": _path,
    "model_seconds": shapes.above_0,
    "model_reply": shapes.positive,
    "model_tokens": shapes.count,
    "model_memory": shapes.number,
    "model_traces": shapes.number,
    "model_prices": shapes.prices,
    "model_cost": shapes.limit,
    "model_pair": shapes.boolean,
}
