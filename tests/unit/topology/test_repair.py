from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridmap.errors import InputError
from gridmap.geometry import area_m2
from gridmap.topology import REPAIRS, check, repair
from gridmap.topology.repair import (
    close_gaps,
    drop_exact_duplicates,
    make_valid,
    match_edges,
    resolve_overlaps,
)
from tests.strategies import from_local, jittered_tiles, shaken


def local(*shapes):
    return from_local(np.array(shapes, dtype=object))


@pytest.fixture
def tiles():
    return jittered_tiles(4, 4, 10_000, 2_000, seed=3)


@pytest.mark.parametrize("name", REPAIRS)
def test_a_repair_leaves_a_good_coverage_alone(name, tiles):
    done = REPAIRS[name](tiles)
    assert done.moves == ()
    assert all(after is before for after, before in zip(done.geometries, tiles, strict=True))


def test_duplicates_go_wherever_their_rings_begin(tiles):
    again = shapely.Polygon(np.roll(shapely.get_coordinates(tiles[2])[:-1], 1, axis=0))
    done = drop_exact_duplicates([*tiles, again])
    assert done.kept.tolist() == list(range(16))
    assert [(move.source, move.target) for move in done.moves] == [(16, 2)]


def test_make_valid_names_the_lost_and_gained_area():
    # A spike that crosses the shell again: its lobe is part of the cell, the spike's edge is not.
    bow = local(shapely.Polygon([(0, 0), (9_000, 9_000), (9_000, 0), (0, 9_000)]))
    done = make_valid(bow)
    assert done.geometries[0].is_valid
    assert area_m2(done.geometries)[0] == pytest.approx(
        area_m2(local(shapely.box(0, 0, 9_000, 9_000)))[0] / 2, rel=1e-3
    )


def test_match_edges_moves_centimetres_and_leaves_wide_faults(tiles):
    cells = np.delete(shapely.transform(tiles, lambda xy: xy + 2.3e-8), 5)
    done = match_edges([*cells, tiles[0]])
    report = check(done.geometries)
    assert [kind for kind, _ in report] == ["overlaps", "gaps"]
    assert max(move.area_m2 for move in done.moves) < 5


def test_resolve_overlaps_says_who_lost_what():
    cells = local(shapely.box(0, 0, 9_000, 9_000), shapely.box(8_000, 2_000, 20_000, 4_000))
    done = resolve_overlaps(cells)
    shared = area_m2([shapely.intersection(*cells)])[0]
    assert [(move.source, move.target) for move in done.moves] == [(1, 0)]
    assert done.moves[0].area_m2 == pytest.approx(shared)
    assert check(done.geometries).valid


def test_close_gaps_takes_narrow_voids_and_leaves_lakes(tiles):
    corner = tiles[4].intersection(tiles[5]).coords
    thin = shapely.Polygon([*corner, np.add(np.array(corner).mean(axis=0), (0, 4e-6))])
    cells = np.array(
        [*tiles[:5], tiles[5].difference(thin), *np.delete(tiles, [0, 1, 2, 3, 4, 5, 10])]
    )
    done = close_gaps(cells)
    assert len(check(done.geometries).gaps) == 1
    assert {(move.source, move.target) for move in done.moves} >= {(None, 5)}


def test_moves_explain_every_change_of_area(tiles):
    shaken = shapely.transform(tiles, lambda xy: xy + np.array([3.1e-8, -2.2e-8]))
    done = repair(shaken)
    change = area_m2(done.geometries) - area_m2(shaken)
    for step in done.repairs:
        for move in step.moves:
            if move.source is not None:
                change[move.source] += move.area_m2
            if move.target is not None:
                change[move.target] -= move.area_m2
    assert np.abs(change).max() < 0.05


def test_positions_count_as_in_the_first_input(tiles):
    lap = tiles[15].union(shapely.box(*(tiles[14].centroid.coords[0] * 2)).buffer(2e-5))
    done = repair([tiles[0], *tiles[:15], lap])
    assert done.kept.tolist() == [0, *range(2, 17)]
    pairs = {(move.source, move.target) for move in done.repairs[3].moves}
    assert pairs == {(16, 15)}


def test_a_second_run_changes_no_byte(tiles):
    rng = np.random.default_rng(1)
    untidy = [shaken(tile, 3.0, rng) for tile in tiles]
    once = repair([*untidy, untidy[3], None])
    again = repair(once.geometries)
    assert shapely.to_wkb(again.geometries).tolist() == shapely.to_wkb(once.geometries).tolist()
    assert not any(step.moves for step in again.repairs)


def test_an_unknown_repair_is_refused(tiles):
    with pytest.raises(InputError) as caught:
        repair(tiles, ["polish"])
    assert caught.value.code == "repair.unknown"
