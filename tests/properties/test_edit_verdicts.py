"""The quick verdict on edits: what it lets pass is an exact partition, and it decides most."""

from __future__ import annotations

from collections import Counter

import numpy as np
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridmap.errors import CoverageError, InputError
from gridmap.geometry import UNITS_PER_DEGREE, canonical, from_units, to_units
from gridmap.topology import check
from gridmap.topology.edits import Coverage, delete_node, insert_node, move_node, verdict
from gridmap.topology.edits.result import Change, carried_out, proposed
from gridmap.topology.edits.verdict import is_certain
from tests.fuzz.oracle import Outline, voids
from tests.longer import examples
from tests.strategies import coverages, jittered_tiles

SEEDS = st.integers(0, 2**32 - 1)


def rewrite(cell, change):
    """Rewrite the rings of one cell; None where one vanishes."""
    parts = []
    for part in shapely.get_parts(cell):
        rings = [change(shapely.get_coordinates(ring)[:-1]) for ring in shapely.get_rings(part)]
        if min(len(np.unique(ring, axis=0)) for ring in rings) < 3:
            return None
        parts.append(shapely.Polygon(rings[0], rings[1:]))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def moved(node, rng):
    goal = from_units(to_units(node) + rng.integers(-6, 7, 2))
    return lambda ring: np.where((ring == node).all(axis=1)[:, np.newaxis], goal, ring)


def taken_out(node, rng):
    return lambda ring: ring[(ring != node).any(axis=1)]


def jumped(node, rng):
    """Move a node far, over other cells and holes perhaps."""
    goal = from_units(to_units(node) + rng.integers(-3_000, 3_001, 2))
    return lambda ring: np.where((ring == node).all(axis=1)[:, np.newaxis], goal, ring)


def careless_change(cells, rng):
    """Draw a change that no edit would make: some cells get it, and others do not."""
    nodes = np.unique(shapely.get_coordinates(cells), axis=0)
    node = nodes[rng.integers(len(nodes))]
    holders = np.flatnonzero(shapely.distance(cells, shapely.Point(node)) == 0)
    if rng.random() < 0.1:
        gone = int(rng.integers(len(cells)))
        return Change({}, removed=(gone,)) if rng.random() < 0.5 else swapped(cells, rng)
    change = [moved, taken_out, jumped][rng.integers(3)](node, rng)
    forgetful = rng.random() < 0.3 and len(holders) > 1
    chosen = holders[1:] if forgetful else holders
    shapes = {int(k): rewrite(cells[k], change) for k in chosen}
    return Change({k: shape for k, shape in shapes.items() if shape is not None})


def swapped(cells, rng):
    """Give one cell the shape of another, or of both together."""
    one, other = (int(k) for k in rng.integers(len(cells), size=2))
    both = shapely.union_all(cells[[one, other]])
    shape = cells[other] if rng.random() < 0.5 else both
    return Change({one: shape})


@settings(
    max_examples=examples(60),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(coverages(largest=4), SEEDS)
def test_what_passes_the_quick_verdict_is_exact(coverage, seed):
    rng = np.random.default_rng(seed)
    cells = canonical(coverage.cells)
    for _ in range(30):
        change = careless_change(cells, rng)
        if not change.replaced and not change.removed:
            continue
        proposal = proposed(Coverage.of(cells), change)
        if is_certain(Coverage.of(cells), proposal):
            after = carried_out(Coverage.of(cells), proposal).geometries
            assert {kind for kind, _ in check(after)} <= {"gaps"}
            assert enclosed(after) <= enclosed(cells)


def enclosed(cells):
    """Count the faces between cells that no cell covers."""
    return voids(cells, Outline.of(cells).one_sided())


def redraw(cells, rng):
    """Try an edit of a few units at a random node; None where it is refused."""
    ring = shapely.get_coordinates(rng.choice(cells))
    k = int(rng.integers(len(ring) - 1))
    node, middle = tuple(ring[k].tolist()), tuple(((ring[k] + ring[k + 1]) / 2).tolist())
    to = tuple((ring[k] + rng.integers(-40, 41, 2) / UNITS_PER_DEGREE).tolist())
    kind = rng.integers(3)
    try:
        if kind == 0:
            return move_node(cells, node, to)
        return insert_node(cells, middle, middle) if kind == 1 else delete_node(cells, node)
    except (CoverageError, InputError):
        return None


def test_the_quick_verdict_decides_nearly_every_edit_that_is_accepted(monkeypatch):
    told = Counter()

    def counted(*arguments):
        answer = is_certain(*arguments)
        told["quick" if answer else "doubtful"] += 1
        return answer

    monkeypatch.setattr(verdict, "is_certain", counted)
    rng = np.random.default_rng(1)
    cells = canonical(jittered_tiles(6, 6, 300, 60, seed=1))
    for _ in range(400):
        edited = redraw(cells, rng)
        told["accepted"] += edited is not None
        cells = cells if edited is None else edited.geometries
    print(dict(told))
    assert told["quick"] >= 0.9 * told["accepted"]
