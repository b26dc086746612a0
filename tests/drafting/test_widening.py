"""More calls are made from those that went a way of their own: each value in turn, and nothing that is known."""

from __future__ import annotations

import ast

import pytest

from assay.recipes.drafting.matter import Matter
from assay.recipes.drafting.pools import Pools, pools
from assay.recipes.drafting.receivers import Made
from assay.recipes.drafting.trial import Trial, trial
from assay.recipes.drafting.widening import widened, with_another
from assay.tools.described import Described, Parameter, Taken
from assay.tools.following import Way

PREFIXED = 'def f(text, other):\n    return text[0] == "0" and text[1] in "bB" and other\n'
OTHER = Parameter("other", "POSITIONAL_OR_KEYWORD", True, "", Taken("any"))  # noqa: FBT003
IDLE = 'def f(text, other):\n    return text[0] == "0"\n'


def pools_of(code: str) -> Pools:
    module = ast.parse(code)
    definition = module.body[0]
    assert isinstance(definition, ast.FunctionDef)
    kind = "POSITIONAL_OR_KEYWORD"
    parameters = tuple(Parameter(each.arg, kind, True, "", Taken("any")) for each in definition.args.args)  # noqa: FBT003
    described = Described(parameters=parameters)
    return pools(Matter("f", module, definition, None, described, {}, ()), {}, ())


def made_of(code: str) -> list[dict[str, str]]:
    own = pools_of(code)
    parent = trial(own.matter, {"text": "'012'", "other": "'x'"}, None)
    return [dict(each.given or {}) for each in widened(own, (), (parent,), (Way(frozenset({1}), "True"),))]


def test_each_of_several_values_is_made_a_little_other() -> None:
    found = made_of(PREFIXED)
    assert {"text": "'0b12'", "other": "'x'"} in found
    assert {"text": "'012012'", "other": "'x'"} in found
    assert {"text": "'012'", "other": "'xx'"} in found


def test_a_dictionary_gets_other_forms_and_the_keys_that_the_code_speaks_of() -> None:
    own = pools_of('def f(text):\n    return "#text" in text and text["#text"]\n')
    parent = trial(own.matter, {"text": "{'a': 1, 'b': 2}"}, None)
    found = [(each.given or {})["text"] for each in widened(own, (), (parent,), (Way(frozenset({1}), "True"),))]
    for wanted in ("{'a': 1}", "{'a': {'a': 1, 'b': 2}}", "{'a': [1, 1], 'b': 2}", "{'a': None, 'b': 2}"):
        assert wanted in found
    assert {"{'a': 1, 'b': 2, '#text': 1}", "{'a': {'#text': 1}, 'b': 2}"} <= set(found)


def test_a_value_that_the_function_does_not_look_at_stays_as_it_is() -> None:
    assert len(pools_of(IDLE).of(pools_of(IDLE).matter.described.parameters[1])) == 1
    assert len({each["other"] for each in made_of(IDLE)}) <= 2


def test_what_is_known_is_not_made_again() -> None:
    own = pools_of(PREFIXED)
    parent, way = trial(own.matter, {"text": "'012'", "other": "'x'"}, None), Way(frozenset({1}), "True")
    first = widened(own, (), (parent,), (way,))[:50]
    second = widened(own, (), (parent, *first), (way, *(Way(frozenset(), "") for _ in first)))
    said = [each.case.shown for each in (parent, *first, *second)]
    assert len(said) == len(set(said))
    assert second


@pytest.mark.parametrize("function", ["lambda value: value", "len"])
def test_what_comes_of_a_call_is_called_with_functions_too(function: str) -> None:
    own = pools_of("def f(text):\n    return lambda found: found.__name__ + text\n")
    tried: tuple[Trial, ...] = (trial(own.matter, {"text": "'x'"}, None),)
    again = widened(own, (), tried, (Way(frozenset({1}), "function"),))
    assert ("argument", function) in [given for each in again for given in each.case.given]


def test_a_short_text_is_exchanged_for_another_one_that_the_code_speaks_of() -> None:
    source = "Parser('take {:d} and {:2d}', deep='d')"
    assert list(with_another(source, ["d", "x", "tg"]))[:2] == [
        "Parser('take {:x} and {:2d}', deep='d')",
        "Parser('take {:tg} and {:2d}', deep='d')",
    ]
    assert list(with_another("f('deed', 1)", ["d", "x"])) == []
    own = pools_of('def f(text, other):\n    return text == "AM" and text != "PM" and other\n')
    parent = trial(own.matter, {"text": "'7 AM'", "other": "'x'"}, Made(("Box('at 8 AM')", ())))
    found = widened(own, (), (parent,), (Way(frozenset({1}), "True"),))
    assert "'7 PM'" in [(each.given or {})["text"] for each in found]
    assert "Box('at 8 PM')" in [each.maker.source for each in found if each.maker is not None]


def test_what_the_examples_give_is_plain_where_the_function_does_not_look_at_it() -> None:
    given = {"text": "'012'", "other": "re.match('a very long pattern', 'a very long pattern')"}
    assert pools_of(PREFIXED).plainer(given) == given
    assert pools_of(IDLE).plainer(given) == {"text": "'012'", "other": pools_of(IDLE).of(OTHER)[0]}
