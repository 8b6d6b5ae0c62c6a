"""Streets become pieces that meet at nodes, and lose no metre."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from scipy.sparse.csgraph import connected_components, dijkstra

from gridmap.analysis.matching_network import LONGEST_PIECE_M, street_network
from gridmap.errors import InputError
from gridmap.geometry import length_m
from tests import town_streets
from tests.town_streets import shapes

CROSS = [shapely.LineString([(-100, 0), (100, 0)]), shapely.LineString([(0, -100), (0, 100)])]


def parts_of(network) -> int:
    return connected_components(network.graph(), directed=False)[0]


def test_no_metre_is_lost():
    network = street_network(town_streets.lines())
    assert network.length_m.sum() == pytest.approx(length_m(town_streets.lines()).sum(), rel=1e-9)


def test_no_piece_is_longer_than_allowed():
    pieces = street_network(town_streets.lines()).pieces
    assert shapely.length(pieces).max() <= LONGEST_PIECE_M + 1e-6


def test_streets_meet_where_they_cross():
    assert parts_of(street_network(shapes(CROSS))) == 1


def test_streets_that_share_no_vertex_pass_each_other_where_asked():
    assert parts_of(street_network(shapes(CROSS), join_crossings=False)) == 2


def test_streets_meet_at_shared_vertices_where_asked():
    shared = [shapely.LineString([(-9, 0), (0, 0), (9, 0)]), shapely.LineString([(0, 0), (0, 9)])]
    assert parts_of(street_network(shapes(shared), join_crossings=False)) == 1


def test_an_end_that_misses_its_street_by_a_hand_joins_it():
    near = [shapely.LineString([(-9, 0), (9, 0)]), shapely.LineString([(0, 0.2), (0, 9)])]
    assert parts_of(street_network(shapes(near))) == 1


def test_a_way_between_nodes_is_as_long_as_the_streets():
    network = street_network(town_streets.lines())
    node = [
        network.ends[piece, 0 if ratio < 0.5 else 1]
        for piece, ratio, _ in zip(
            *network.nearest(town_streets.lonlat([(0, 0), (240, 360)])), strict=True
        )
    ]
    way = dijkstra(network.graph(), directed=False, indices=node[0])[node[1]]
    assert way == pytest.approx(600.0, rel=1e-3)


def test_every_piece_knows_its_street():
    network = street_network(town_streets.lines())
    own = np.bincount(network.street, weights=network.length_m)
    assert own == pytest.approx(length_m(town_streets.lines()), rel=1e-9)


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("network.no_lines", []),
        ("network.no_lines", [None, shapely.LineString()]),
        ("network.not_lines", [shapely.Point(114, 30)]),
        ("network.not_finite", [shapely.linestrings([[114, 30], [np.inf, 30]])]),
        ("crs.not_lonlat", [shapely.linestrings([[30, 114], [30, 114.1]])]),
        ("network.no_lines", [shapely.linestrings([[114, 30], [114, 30]])]),
    ],
)
def test_what_is_no_street_is_refused(code, lines):
    with pytest.raises(InputError) as caught:
        street_network(np.array(lines, object))
    assert caught.value.code == code
