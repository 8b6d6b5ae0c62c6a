"""The types that pages are checked with are those of the API that answers them."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "api_types.py"))


def test_types_of_the_pages_are_current():
    written = (ROOT / "web" / "frontend" / "src" / "api" / "schema.ts").read_text(encoding="utf-8")
    assert written == SCRIPT["render"](SCRIPT["document"]()), "run: python scripts/api_types.py"


def test_every_answer_in_json_has_a_model():
    bare = {
        f"{method} {path}"
        for path, operations in SCRIPT["document"]()["paths"].items()
        for method, told in operations.items()
        for status, part in told["responses"].items()
        if status.startswith("2")
        for media, one in part.get("content", {}).items()
        if media == "application/json" and not one.get("schema")
    }
    assert bare == set()
