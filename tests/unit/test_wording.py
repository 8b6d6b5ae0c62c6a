"""Sentences with numbers in them."""

from __future__ import annotations

import pytest

from gridmap.catalogue import text


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (1, "1 edge is claimed"),
        ("1", "1 edge is claimed"),
        (0, "0 edges are"),
        (12, "12 edges are"),
    ],
)
def test_one_thing_is_one_and_any_other_number_several(count, sentence):
    assert text("error.arcs.doubled", "en", count=count).startswith(sentence)


def test_a_format_of_numbers_stays_one():
    assert "2.50 m²" in text("error.coverage.gaps", "en", count=2, cells="1", area_m2=2.5)
