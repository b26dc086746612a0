"""What a setting may hold, what narrows, and what the manual says of it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest

import generate
from assay.settings import COMMAND_LINE, EDITOR, Settings, about, read

NO_CHANGE = Settings()


def test_untrusted_values_are_taken_where_they_narrow() -> None:
    settings = Settings(budget=120, protected=("a/*",), secrets=("*.token",))
    values = {"diagnostics": "off", "tests": "all", "budget": 30, "protected": ["b/*", "a/*"], "secrets": ["*.secret"]}
    assert settings.narrowed(values) == (
        Settings(
            diagnostics="off",
            tests="all",
            budget=30,
            protected=("a/*", "b/*"),
            secrets=("*.token", "*.secret"),
            container_is_sandbox=False,
        ),
        (),
    )


def test_a_value_that_is_the_same_or_not_set_is_no_refusal() -> None:
    values: dict[str, object] = {"tests": "related", "budget": 120, "protected": [], "secrets": [], "interpreter": None}
    assert EDITOR.narrowed(values) == (EDITOR, ())


@pytest.mark.parametrize(
    ("settings", "values", "refusal"),
    [
        (
            NO_CHANGE,
            {"interpreter": "/evil/python"},
            "interpreter: can be set only from your own configuration file or the command line",
        ),
        (
            NO_CHANGE,
            {"container_is_sandbox": True},
            "container_is_sandbox: can be set only from your own configuration file or the command line",
        ),
        (Settings(tests="all"), {"tests": "related"}, "tests: already 'all'; 'related' would judge less"),
        (
            Settings(diagnostics="off"),
            {"diagnostics": "auto"},
            "diagnostics: already 'off'; 'auto' would run more",
        ),
        (EDITOR, {"diagnostics": "on"}, "diagnostics: already 'auto'; 'on' would run more"),
        (EDITOR, {"diagnostics": True}, 'diagnostics: must be "auto", "on" or "off", not True'),
        (EDITOR, {"budget": 121}, "budget: can only be lowered here, from 120"),
        (EDITOR, {"budget": 0}, "budget: can only be lowered here, from 120"),
        (COMMAND_LINE, {"budget": 0}, "budget: can only be lowered here, from no limit"),
        (NO_CHANGE, {"protected": "**"}, "protected: must be a list of glob patterns, not '**'"),
        (NO_CHANGE, {"secrets": ["."]}, "secrets: must be a list of glob patterns, not ['.']"),
        (
            NO_CHANGE,
            {"trust": True},
            (
                "trust: there is no such setting; there are interpreter, checker, diagnostics, tests, budget, "
                "protected, secrets, container_is_sandbox, model_url, model, model_key_variable, model_key_file, "
                "model_seconds, model_reply, model_tokens, model_memory, model_traces, model_prices, model_cost, "
                "model_pair"
            ),
        ),
    ],
)
def test_untrusted_values_that_widen_or_make_no_sense_are_refused_and_named(
    settings: Settings, values: dict[str, object], refusal: str
) -> None:
    assert settings.narrowed(values) == (settings, (refusal,))


def test_what_a_model_may_cost_is_limited_by_prices_that_are_known() -> None:
    priced = Settings(model_prices=(2.0, 10.0, "EUR"))
    assert priced.narrowed({"model_cost": 1}) == (replace(priced, model_cost=1.0), ())
    limited = replace(priced, model_cost=1.0)
    assert limited.narrowed({"model_cost": 2}) == (limited, ("model_cost: can only be lowered here, from 1",))
    off = replace(limited, model_pair=False)
    assert limited.narrowed({"model_pair": False}) == (off, ())
    assert off.narrowed({"model_pair": True}) == (off, ("model_pair: already false; true would use more",))
    assert limited.narrowed({"model_cost": 0}) == (limited, ("model_cost: can only be lowered here, from 1",))
    unpriced, (refusal,) = NO_CHANGE.narrowed({"model_cost": 1})
    assert unpriced == NO_CHANGE
    assert refusal.startswith("model_cost: what a run costs is known only with `model_prices`")


def test_one_refused_value_does_not_keep_the_others_out() -> None:
    settings, refused = NO_CHANGE.narrowed({"interpreter": "/x", "tests": "all", "budget": "soon"})
    assert settings == replace(NO_CHANGE, tests="all")
    assert [each.partition(":")[0] for each in refused] == ["interpreter", "budget"]


@pytest.mark.parametrize(
    "value", [None, True, -1, float("nan"), float("inf"), "60", [], {}, 10**400], ids=lambda value: repr(value)[:20]
)
def test_a_budget_is_a_finite_number_of_seconds(value: object) -> None:
    with pytest.raises(ValueError, match=r"^budget: must be a number of seconds, 0 for no limit, not "):
        read("budget", value)


@pytest.mark.parametrize("value", ["python3", "", 3, None, "~nobody-of-that-name/python"])
def test_an_interpreter_is_an_absolute_path(value: object) -> None:
    with pytest.raises(ValueError, match=r"^interpreter: must be an absolute path, not "):
        read("interpreter", value)


def test_values_are_read_as_the_settings_hold_them() -> None:
    assert read("interpreter", "/usr/bin/python3") == Path("/usr/bin/python3")
    assert read("interpreter", "~/python") == Path.home() / "python"
    assert read("budget", 60) == 60.0
    assert read("budget", 0) is None
    assert read("protected", ["src/**"]) == ("src/**",)


def test_every_setting_is_described_and_stands_in_the_manual() -> None:
    page = generate.settings_page()
    for each in fields(Settings):
        said = about()[each.name]
        assert said.scope in ("user", "any, narrowing")
        assert f"## `{each.name}`\n\n{said.description}\n" in page


def test_every_example_of_the_manual_is_a_value_that_can_be_set() -> None:
    for name, each in about().items():
        value = tomllib.loads(f"{name} = {each.example}")[name]
        assert read(name, value) != getattr(NO_CHANGE, name)


@pytest.mark.parametrize(
    "value",
    ["localhost:11434", "ftp://localhost/v1", "http://", "http://u:p@localhost/v1", "http://h:0/v1", "http://h:x/v1",
     "http://h/v1?key=1", "http://h/v1#x", "http://[::1/v1", "", 5, None],
)  # fmt: skip
def test_where_a_model_is_asked_is_an_address_and_nothing_else(value: object) -> None:
    with pytest.raises(ValueError, match=r"^model_url: must be an address that begins with http:// or https://, not "):
        read("model_url", value)


@pytest.mark.parametrize(
    "value", [[1, 2], [1, 2, ""], [-1, 2, "EUR"], ["1", 2, "EUR"], [1, 2, "EUR", 3], "EUR", [True, 1, "EUR"], [1, 2, 5]]
)
def test_prices_are_two_numbers_and_a_currency(value: object) -> None:
    with pytest.raises(ValueError, match=r"^model_prices: must be a list of two prices and a currency"):
        read("model_prices", value)


@pytest.mark.parametrize(
    "values",
    [{}, {"model_url": "http://h/v1"}, {"model": "m"}, {"model_url": "http://h/v1", "model": "m", "model_tokens": 0}],
)
def test_no_model_is_asked_unless_all_of_it_is_set(values: dict[str, object]) -> None:
    assert replace(NO_CHANGE, **{name: read(name, value) for name, value in values.items()}).endpoint is None


def test_an_editor_can_have_fewer_tokens_used_and_nothing_else_of_a_model() -> None:
    settings = replace(NO_CHANGE, model_url="http://h/v1", model="m")
    values = {"model_url": "http://evil/v1", "model": "n", "model_key_variable": "HOME", "model_tokens": 10}
    narrowed, refused = settings.narrowed(values)
    assert narrowed == replace(settings, model_tokens=10)
    assert [each.partition(":")[0] for each in refused] == ["model_url", "model", "model_key_variable"]
    assert narrowed.narrowed({"model_tokens": 20}) == (
        narrowed,
        ("model_tokens: can only be lowered here, from 10",),
    )


def test_what_the_manual_says_to_set_for_a_model_can_be_set() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "models.md").read_text()
    blocks = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 6
    for block in blocks:
        values = {name: read(name, value) for name, value in tomllib.loads(block).items()}
        endpoint = replace(NO_CHANGE, **values).endpoint
        assert endpoint is not None
        assert endpoint.url.endswith("/v1")
