"""The tokens of the look: dark by choice is dark by system, and everything can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[3] / "web/frontend/src/shared/tokens.css"
_DECLARED = re.compile(r"--([\w-]+):\s*([^;]+);")


def blocks() -> dict[str, dict[str, str]]:
    """Return the tokens of each theme."""
    css = TOKENS.read_text(encoding="utf-8")
    by_system = css[css.index("@media (prefers-color-scheme: dark)") :]
    by_choice = css[css.index(':root[data-theme="dark"]') :]
    return {
        "light": _first(css),
        "dark by system": _first(by_system),
        "dark by choice": _first(by_choice),
    }


def _first(css: str) -> dict[str, str]:
    start = css.index("--")
    return {
        name: " ".join(value.split())
        for name, value in _DECLARED.findall(css[start : css.index("}", start)])
    }


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_dark_by_choice_is_dark_by_system():
    found = blocks()
    assert found["dark by choice"] == found["dark by system"]


@pytest.mark.parametrize("theme", ["light", "dark by choice"])
@pytest.mark.parametrize("ground", ["ground", "panel"])
@pytest.mark.parametrize("text", ["text", "text-second", "accent", "danger", "warning", "good"])
def test_text_stands_out_from_its_ground(theme: str, ground: str, text: str):
    tokens = blocks()[theme]
    assert contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark by choice"])
def test_controls_stand_out_from_the_panel(theme: str):
    tokens = blocks()[theme]
    assert contrast(tokens["control"], tokens["panel"]) >= 3
