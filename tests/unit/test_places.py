"""Places in messages, in the punctuation of their language."""

from __future__ import annotations

from gridmap.errors import Place


def test_parts_of_a_place_are_parted_by_a_full_width_comma_in_chinese():
    place = Place(file="店.csv", row=3)
    assert "，" in place.describe("zh_CN")
    assert "," not in place.describe("zh_CN")
