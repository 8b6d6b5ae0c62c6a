"""Coordinates that are nowhere on the earth are refused before any geometry is made of them."""

from __future__ import annotations

import pytest

from gridmap.domain.commands import from_json
from gridmap.errors import InputError

NOWHERE = [[181.0, 30.0], [114.0, 90.5], [1e308, -1e20]]


@pytest.mark.parametrize("place", NOWHERE)
@pytest.mark.parametrize("name", ["at", "to"])
def test_a_place_that_is_nowhere_is_refused(place, name):
    with pytest.raises(InputError) as refused:
        from_json({"op": "move_node", "at": [114, 30], "to": [114, 30], name: place})
    assert refused.value.code == "edits.no_place"


@pytest.mark.parametrize("place", NOWHERE)
def test_a_piece_that_reaches_nowhere_is_refused(place):
    ring = [[114.3, 30.6], [114.31, 30.6], place, [114.3, 30.6]]
    piece = {"type": "Polygon", "coordinates": [ring]}
    with pytest.raises(InputError) as refused:
        from_json({"op": "transfer", "piece": piece, "from_code": "1", "to_code": "2"})
    assert refused.value.code == "edits.no_place"
