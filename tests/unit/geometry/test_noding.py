from __future__ import annotations

from math import ceil, isqrt

import numpy as np
import pytest
import shapely

from gridmap.geometry.noding import Chains, has_splits, node_chains, skeleton_of


def chains(*rings):
    return Chains(
        np.concatenate([np.array(ring, dtype=np.int64) for ring in rings]),
        np.concatenate([[0], np.cumsum([len(ring) for ring in rings])]),
    )


def tangle(count, reach, seed):
    rng = np.random.default_rng(seed)
    return chains(*(rng.integers(0, reach, (5, 2)) for _ in range(count)))


def lines_of(noded):
    skeleton = skeleton_of(noded)
    ends = np.stack([skeleton.start, skeleton.end], axis=1)
    return skeleton, shapely.linestrings(skeleton.nodes[ends].astype(float))


def test_a_crossing_becomes_a_node_of_both():
    noded = node_chains(chains([(0, 0), (10, 10), (0, 20)], [(10, 0), (0, 10), (20, 10)]))
    assert (noded.units == [5, 5]).all(axis=1).sum() == 2


def test_a_node_beside_an_edge_is_taken_in():
    # (50, 1) is 0.5 units from the middle of the long edge from (0, 0) to (100, 1).
    noded = node_chains(chains([(0, 0), (100, 1), (50, 80)], [(50, 1), (60, -50), (40, -50)]))
    assert noded.units[:3].tolist() == [[0, 0], [50, 1], [100, 1]]


def test_a_node_one_unit_away_is_left_alone():
    clear = chains([(0, 0), (100, 0), (50, 80)], [(50, -1), (60, -50), (40, -50)])
    assert node_chains(clear) is clear
    assert not has_splits(clear)


def test_repeated_points_and_points_alone_go():
    noded = node_chains(chains([(0, 0), (0, 0), (9, 0), (0, 9)], [(3, 3), (3, 3)]))
    assert np.diff(noded.starts).tolist() == [3, 0]


def test_collinear_edges_share_their_nodes():
    noded = node_chains(chains([(0, 0), (100, 0), (50, 80)], [(20, 0), (60, 0), (40, -50)]))
    assert noded.units[:4].tolist() == [[0, 0], [20, 0], [60, 0], [100, 0]]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("reach", [12, 300, 1_000_000])
def test_noding_reaches_a_fixed_point(seed, reach):
    noded = node_chains(tangle(12, reach, seed))
    assert not has_splits(noded)


@pytest.mark.parametrize("seed", range(6))
def test_noded_lines_meet_only_in_nodes(seed):
    skeleton, lines = lines_of(node_chains(tangle(12, 300, seed)))
    first, second = shapely.STRtree(lines).query(lines, predicate="intersects")
    met = shapely.intersection(lines[first], lines[second])[first < second]
    nodes = {tuple(node) for node in skeleton.nodes.tolist()}
    assert {point.geom_type for point in met} <= {"Point"}
    assert {(point.x, point.y) for point in met} <= nodes


@pytest.mark.parametrize("seed", range(6))
def test_noded_lines_keep_the_clearance(seed):
    skeleton, lines = lines_of(node_chains(tangle(12, 300, seed)))
    points = shapely.points(skeleton.nodes.astype(float))
    distances = shapely.distance(points[:, np.newaxis], lines)
    own = skeleton.start == np.arange(len(points))[:, np.newaxis]
    own |= skeleton.end == np.arange(len(points))[:, np.newaxis]
    assert distances[~own].min() > 1 - 1e-9


@pytest.mark.parametrize("seed", range(6))
def test_geos_finds_nothing_left_to_round(seed):
    _, lines = lines_of(node_chains(tangle(12, 300, seed)))
    rounded = shapely.union_all(lines, grid_size=1)
    assert set(shapely.normalize(shapely.get_parts(rounded))) == set(shapely.normalize(lines))


@pytest.mark.parametrize("seed", range(4))
def test_rings_stay_within_reach_of_their_source(seed):
    source = tangle(12, 100_000, seed)
    noded = node_chains(source)
    for ring in range(12):
        before = source.units[source.starts[ring] : source.starts[ring + 1]].astype(float)
        after = noded.units[noded.starts[ring] : noded.starts[ring + 1]].astype(float)
        moved = shapely.hausdorff_distance(shapely.linearrings(before), shapely.linearrings(after))
        assert moved < 3


def test_near_means_less_than_one_unit_exactly():
    # Distance is cross / length: 5 / sqrt(26) is below one, 13 / sqrt(130) above.
    assert ceil(5 / 26**0.5) == 1
    assert has_splits(chains([(0, 0), (5, 1), (-90, 40)], [(0, 1), (1, -40), (-1, -40), (0, 1)]))
    assert isqrt(13 * 13) > isqrt(130)
    assert not has_splits(chains([(0, 0), (11, 3), (-90, 80)], [(8, 1), (9, -40), (7, -40)]))
