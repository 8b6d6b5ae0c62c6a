"""Files and functions stay small enough to hold in mind."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE_LINES = 400
BODY_LINES = 50


def modules() -> list[Path]:
    return [
        path
        for folder in ("gridmap", "web")
        for path in (ROOT / folder).rglob("*.py")
        if "node_modules" not in path.parts
    ]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_file_is_too_long():
    long = {
        str(path.relative_to(ROOT)): count
        for path in modules()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES
    }
    assert long == {}


def test_no_function_is_too_long():
    long = []
    for path in modules():
        if path.name.startswith("kernels"):  # compiled loops are one function on purpose
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        long += [
            f"{path.relative_to(ROOT)}:{node.name} {body_lines(node)}"
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and body_lines(node) > BODY_LINES
        ]
    assert long == []


def test_no_drawer_called_utils():
    assert [path for path in modules() if path.stem in {"utils", "util", "helpers", "misc"}] == []
