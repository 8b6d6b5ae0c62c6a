"""What importing costs and does."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import gridmap

ROOT = Path(__file__).parents[2]


def loaded_after(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(' '.join(sorted(m.split('.')[0] for m in sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(answer.stdout.split())


def test_importing_the_library_loads_nothing_heavy():
    assert loaded_after("import gridmap") & {"numpy", "shapely", "geopandas", "numba"} == set()


def test_the_command_line_starts_without_the_heavy_libraries():
    heavy = {"numpy", "shapely", "geopandas", "numba", "sqlalchemy", "flask", "folium"}
    assert loaded_after("import gridmap.cli") & heavy == set()


def test_public_names_are_listed_once_and_resolve():
    assert all(getattr(gridmap, name) is not None for name in gridmap.__all__)


def test_the_stub_lists_the_same_names():
    tree = ast.parse((ROOT / "gridmap" / "__init__.pyi").read_text(encoding="utf-8"))
    named = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    } | {
        node.target.id
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    assert named - {"__all__", "__version__"} == set(gridmap.__all__)
