"""Every indicator of the registry says in both languages what it is."""

from __future__ import annotations

import re

import pytest

from gridmap.catalogue import LOCALES, text
from gridmap.domain.indicators import INDICATORS, indicators_named
from gridmap.domain.indicators.showing import shown_value

FAMILIES = {re.match(r"K-(\d\d)", key)[1] for key in INDICATORS if key.startswith("K-")}
# 24 to 29 and 44 to 49 are not given.
KNOWN = {f"{n:02d}" for n in (*range(1, 24), *range(30, 44), *range(50, 71))}


def test_every_indicator_of_the_trade_is_registered():
    assert FAMILIES == KNOWN


@pytest.mark.parametrize("locale", LOCALES)
def test_every_indicator_has_its_name_and_formula(locale):
    bare = [
        one.key
        for one in INDICATORS.values()
        if "indicator." in one.name(locale) + one.formula(locale) or "word." in one.name(locale)
    ]
    assert bare == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_unit_direction_cadence_and_table_has_a_name(locale):
    codes = {
        f"indicator.{what}.{value}"
        for one in INDICATORS.values()
        for what, value in (
            ("direction", one.direction),
            ("cadence", one.cadence),
            *(("table", selection.table) for selection in one.selections),
            *([("unit", one.unit)] if one.unit not in {"%", "1"} else []),
        )
    }
    assert [code for code in codes if text(code, locale) == code] == []


def test_a_family_stands_for_its_parts():
    assert [one.key for one in indicators_named(["K-38"])] == [
        "K-38.town",
        "K-38.department",
        "K-38.village",
    ]


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("K-33", 0.98113, "98.1 %"),
        ("K-33", None, "—"),
        ("K-67", 0.107, "+10.7 %"),
        ("K-67", -0.2526, "\u221225.3 %"),
        ("K-32", 16.0, "16 weeks"),
        ("K-55", 1234.5, "1\u2009234 per km²"),
        ("K-60", 87.44, "87.4 points"),
    ],
)
def test_values_are_shown_with_their_unit(key, value, shown):
    assert shown_value(INDICATORS[key], value, "en") == shown
