"""The oracle kept up from step to step finds what the one that begins from nothing finds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from gridmap.domain.commands import InsertNode, MoveNode
from gridmap.domain.partition import Partition
from gridmap.domain.redrawing import carry_out
from tests.fuzz import walk
from tests.fuzz.law import require_step
from tests.fuzz.oracle import UNITS_PER_DEGREE, BrokenError, require_partition, units_of
from tests.fuzz.survey import Survey
from tests.fuzz.territories import small, strip
from tests.strategies import from_local

EVERYWHERE = pytest.mark.parametrize("everywhere", [False, True])


CELLS = small(4, 30_000, 1).cells
# A cell with neighbours on all sides.
FAR = next(
    k
    for k, cell in enumerate(CELLS)
    if shapely.contains_properly(shapely.coverage_union_all(CELLS), cell)
)


def polygon(nodes):
    return shapely.Polygon(np.array(nodes) / UNITS_PER_DEGREE)


def ring_of(cell):
    return units_of(shapely.get_coordinates(shapely.get_exterior_ring(cell)))[:-1]


def moved(cells, node, by):
    """Return cells with a node moved in all that have it, as an edit would."""

    def change(degrees):
        units = units_of(degrees)
        here = (units == node).all(axis=1)
        return (units + here[:, np.newaxis] * np.array(by)) / UNITS_PER_DEGREE

    touched = [
        (units_of(shapely.get_coordinates(cell)) == node).all(axis=1).any() for cell in cells
    ]
    fresh = cells.copy()
    fresh[touched] = shapely.transform(cells[touched], change)
    return fresh


def replaced(cells, nodes):
    fresh = cells.copy()
    fresh[FAR] = polygon(nodes)
    return fresh


def bent(cells):
    """Move a node outwards in one cell only."""
    ring = ring_of(cells[FAR])
    ring[1] += np.rint((ring[1] - ring.mean(axis=0)) / 10).astype(int)
    return replaced(cells, ring)


def dented(cells):
    """Move a node inwards in one cell only, which leaves a gap."""
    ring = ring_of(cells[FAR])
    ring[1] -= np.rint((ring[1] - ring.mean(axis=0)) / 10).astype(int)
    return replaced(cells, ring)


def folded(cells):
    ring = ring_of(cells[FAR])
    ring[[1, 2]] = ring[[2, 1]]
    return replaced(cells, ring)


def off_the_lattice(cells):
    return replaced(cells, ring_of(cells[FAR]) + 0.3)


def empty(cells):
    fresh = cells.copy()
    fresh[FAR] = shapely.Polygon()
    return fresh


def doubled(cells):
    return np.append(cells, shapely.from_wkb(shapely.to_wkb(cells[FAR : FAR + 1])))


def listed_twice(cells):
    return np.append(cells, cells[FAR : FAR + 1])


def swollen(cells):
    """Let one cell swallow another that stays."""
    near = next(k for k in range(len(cells)) if k != FAR and cells[k].touches(cells[FAR]))
    fresh = cells.copy()
    fresh[FAR] = shapely.union_all(cells[[FAR, near]])
    return fresh


FAULTS = (bent, folded, off_the_lattice, empty, doubled, listed_twice, swollen)


@EVERYWHERE
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_far_from_an_edit_is_found(fault, everywhere):
    survey = Survey(CELLS, everywhere=everywhere)
    edited = moved(CELLS, ring_of(CELLS[-1])[2], (1, 1))
    with pytest.raises(BrokenError):
        survey.advance(fault(edited))


@EVERYWHERE
def test_a_node_that_comes_too_near_a_foreign_edge_is_found(everywhere):
    tall = from_local(shapely.Polygon([(0, 0), (20, 0), (21, 40), (0, 40)]))
    apart = from_local(shapely.Polygon([(60, 0), (60, 40), (30, 20)]))
    near = from_local(shapely.Polygon([(60, 0), (60, 40), (21, 20)]))
    survey = Survey(np.array([tall, apart]), everywhere=everywhere)
    with pytest.raises(BrokenError, match="too near"):
        survey.advance(np.array([tall, near]))


@pytest.mark.parametrize("gap", [lambda cells: np.delete(cells, FAR), dented])
def test_a_gap_shows_in_the_outer_edge(gap):
    change = Survey(CELLS).advance(gap(CELLS))
    assert change.come
    assert not change.gone


def test_the_outer_edge_is_followed():
    survey = Survey(CELLS)
    (start, _), *_ = sorted(survey.outer)
    fresh = moved(CELLS, start, (-5, -3))
    change = survey.advance(fresh)
    assert len(change.gone) == len(change.come) == 2
    assert survey.outer == require_partition(fresh)


def test_the_area_is_followed():
    survey = Survey(CELLS)
    (start, _), *_ = sorted(survey.outer)
    survey.advance(moved(CELLS, start, (-5, -3)))
    survey.require_plain()
    survey.advance(CELLS)
    assert survey.double_area == Survey(CELLS).double_area


@pytest.mark.parametrize(
    ("fault", "reason"), [(bent, "coverage invalid"), (dented, "area came or went")]
)
def test_a_walk_finds_what_an_edit_breaks_elsewhere(fault, reason, monkeypatch):
    def carry_out_badly(before, command):
        redrawn = carry_out(before, command)
        cells = redrawn.partition.cells
        shapes = fault(redrawn.partition.coverage.geometries)
        pairs = zip(cells, shapes, strict=True)
        broken = [replace(cell, geometry=shape) for cell, shape in pairs]
        return replace(redrawn, partition=Partition.of(broken))

    monkeypatch.setattr(walk, "carry_out", carry_out_badly)
    one, other = ring_of(CELLS[-1])[:2]
    middle = tuple(((one + other) // 2 / UNITS_PER_DEGREE).tolist())
    with pytest.raises(BrokenError, match=reason):
        walk.Walk("badly", small(4, 30_000, 1).partition(), 0).edit(InsertNode(middle, middle))


def test_a_move_within_a_unit_changes_nothing_and_passes():
    before, rng = small(4, 30_000, 1).partition(), np.random.default_rng(0)
    lon, lat = (ring_of(CELLS[0])[1] / UNITS_PER_DEGREE).tolist()
    command = MoveNode((lon, lat), (lon + 0.3 / UNITS_PER_DEGREE, lat))
    redrawn = carry_out(before, command)
    assert require_step(before, redrawn.partition, redrawn.step, command, rng) == set()


def test_a_sound_change_and_the_way_back_pass():
    cells = strip(12, 0).cells
    survey = Survey(cells)
    survey.advance(cells[3:])
    survey.advance(cells)
    assert survey.outer == require_partition(cells)
    survey.require_plain()
