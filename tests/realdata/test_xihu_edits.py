"""The 40 real grids of Xihu with exclaves survive edits of their neighbours."""

from __future__ import annotations

import numpy as np
import pyogrio
import pytest
import shapely

from gridmap.errors import GridmapError
from gridmap.geometry import UNITS_PER_DEGREE, to_lonlat
from gridmap.topology import adjacency, check, repair
from gridmap.topology.edits import Coverage, insert_node, move_node, split, transfer

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def grids(realdata):
    meta, _, wkb, _ = pyogrio.raw.read(
        realdata / "hangzhou_xihu/boundaries.gpkg", layer="grids", columns=[]
    )
    return repair(to_lonlat(shapely.from_wkb(wkb), meta["crs"])).geometries


@pytest.fixture(scope="module")
def redrawn(grids):
    """All grids after edits of every neighbour of a grid with exclaves, and how many took place."""
    rng = np.random.default_rng(1)
    parts = shapely.get_num_geometries(grids)
    matrix = adjacency(grids).matrix(points=True)
    coverage, counts, joined = Coverage.of(grids), dict.fromkeys(EDITS, 0), 0
    for exclaved in np.flatnonzero(parts > 1):
        for neighbour in matrix[[exclaved]].indices:
            for name, edit in EDITS.items():
                try:
                    edited = edit(coverage, int(neighbour), int(exclaved), rng)
                except (GridmapError, LookupError):
                    continue
                # A piece that is handed over may lie between two parts, and join them.
                if name == "transfer":
                    joined += parts_of(coverage, exclaved) - parts_of(edited.coverage, exclaved)
                coverage = edited.coverage
                counts[name] += 1
    return coverage.geometries, counts, joined


def parts_of(coverage, position):
    return int(shapely.get_num_geometries(coverage.geometries[position]))


def shared_node(coverage, neighbour, exclaved, rng):
    one, other = (shapely.get_coordinates(coverage.geometries[k]) for k in (neighbour, exclaved))
    shared = one[(one[:, np.newaxis] == other).all(axis=2).any(axis=1)]
    if not len(shared):
        raise LookupError  # a split gave the common border to another cell
    return tuple(rng.choice(shared).tolist())


def moved(coverage, neighbour, exclaved, rng):
    at = shared_node(coverage, neighbour, exclaved, rng)
    to = np.array(at) + rng.integers(-200, 201, 2) / UNITS_PER_DEGREE
    return move_node(coverage, at, tuple(to.tolist()))


def inserted(coverage, neighbour, exclaved, rng):
    ring = shapely.get_coordinates(shapely.get_parts(coverage.geometries[neighbour])[0])
    k = int(rng.integers(len(ring) - 1))
    on = tuple(((ring[k] + ring[k + 1]) / 2).tolist())
    return insert_node(coverage, on, on)


def divided(coverage, neighbour, exclaved, rng):
    frame = coverage.bounds[neighbour].reshape(2, 2)
    angle, middle = rng.uniform(0, np.pi), frame.mean(axis=0)
    step = np.ptp(frame, axis=0).max() * np.array([np.cos(angle), np.sin(angle)])
    return split(coverage, neighbour, [middle - step, middle + step])


def handed_over(coverage, neighbour, exclaved, rng):
    at = shared_node(coverage, neighbour, exclaved, rng)
    piece = shapely.buffer(shapely.Point(at), 2e-4, quad_segs=2)
    return transfer(coverage, piece, neighbour, exclaved)


EDITS = {
    "move": moved,
    "insert": inserted,
    "transfer": handed_over,
    "split": divided,
}


def test_40_grids_keep_the_number_of_their_parts(grids, redrawn):
    before = shapely.get_num_geometries(grids)
    after = shapely.get_num_geometries(redrawn[0][: len(grids)])
    assert (before > 1).sum() == 40
    assert (after <= before).all()
    assert before.sum() - after.sum() == redrawn[2] < 5


def test_every_kind_of_edit_took_place(redrawn):
    print(redrawn[1])
    assert min(redrawn[1].values()) >= 40


def test_the_grids_are_still_one_exact_coverage(grids, redrawn):
    assert shapely.coverage_is_valid(redrawn[0])
    assert len(check(redrawn[0]).gaps) <= len(check(grids).gaps)
    assert not [kind for kind, _ in check(redrawn[0]) if kind != "gaps"]
