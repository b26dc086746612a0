"""The settings of the VS Code extension, as they are made from the server's: a person can leave each as it is."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

import environment

MANIFEST = json.loads((environment.ROOT / "client-vscode" / "package.json").read_text("utf-8"))

SETTINGS: dict[str, dict[str, Any]] = MANIFEST["contributes"]["configuration"]["properties"]


@pytest.mark.parametrize("name", SETTINGS)
def test_what_a_setting_is_from_the_start_is_of_its_kind(name: str) -> None:
    jsonschema.validate(SETTINGS[name]["default"], SETTINGS[name], cls=jsonschema.Draft7Validator)


def test_a_number_that_begins_as_a_text_is_noticed() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate("", SETTINGS["assay.modelCost"], cls=jsonschema.Draft7Validator)
