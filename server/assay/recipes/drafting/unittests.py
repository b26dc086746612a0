"""The statements of a test in the words of `unittest`."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from assay.core.parsing import parse_module


def in_unittest(lines: Sequence[str]) -> tuple[str, ...]:
    """The statements with `self.assert...` in the place of `assert` and of `pytest.raises`."""
    return tuple(ast.unparse(_Unittest().visit(parse_module("\n".join(lines)))).split("\n"))


class _Unittest(ast.NodeTransformer):
    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        test = node.test
        assert isinstance(test, ast.Compare), "a drafted test compares"
        right = test.comparators[0]
        values: list[ast.expr] = [test.left, right]
        name = "assertIs" if isinstance(test.ops[0], ast.Is) else "assertEqual"
        if isinstance(right, ast.Constant) and right.value is None and name == "assertIs":
            name, values = "assertIsNone", [test.left]
        return ast.Expr(ast.Call(ast.Attribute(ast.Name("self"), name), values, []))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if ast.unparse(node.func) == "pytest.raises":
            node.func = ast.Attribute(ast.Name("self"), "assertRaises")
        return node
