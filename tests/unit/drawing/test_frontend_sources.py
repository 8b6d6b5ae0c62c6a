"""The sources of both bundles: text is never markup, nothing is untyped, nothing is fetched."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

FRONTEND = Path(__file__).parents[3] / "web" / "frontend"
SOURCES = sorted((FRONTEND / "src").rglob("*.ts"))
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|bindPopup|bindTooltip|eval\("
    r"|new Function|dangerously"
)
UNTYPED = re.compile(r"[:<|,]\s*any\b|\bas any\b|@ts-ignore|@ts-nocheck|@ts-expect-error")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_text_is_never_markup(source: Path) -> None:
    assert SINKS.findall(source.read_text("utf-8")) == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_everything_is_typed(source: Path) -> None:
    assert UNTYPED.findall(source.read_text("utf-8")) == []


def test_the_lock_file_names_no_address() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []


def test_the_stand_alone_map_asks_for_nothing() -> None:
    asking = re.compile(r"\bfetch\(|XMLHttpRequest|WebSocket|importScripts|sendBeacon")
    for source in (FRONTEND / "src" / "standalone").glob("*.ts"):
        assert asking.findall(source.read_text("utf-8")) == []
