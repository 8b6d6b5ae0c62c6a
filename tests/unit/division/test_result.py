"""Figures in messages read as people write them."""

from __future__ import annotations

import pytest

from gridmap.division.result import load_text


@pytest.mark.parametrize(
    ("load", "shown"), [(98920.4, "98920"), (1234567.8, "1234568"), (33.456, "33.46"), (1e-9, "0")]
)
def test_a_load_is_never_told_as_a_power_of_ten(load, shown):
    assert load_text(load) == shown
