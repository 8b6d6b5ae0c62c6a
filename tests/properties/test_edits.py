"""Redrawing at random: whatever is accepted stays an exact partition, and can be undone."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gridmap.errors import CoverageError, InputError
from gridmap.geometry import (
    UNITS_PER_DEGREE,
    canonical,
    double_area_units,
    double_areas_units,
    is_on_lattice,
    is_snapped,
)
from gridmap.topology import build_arcs, check
from gridmap.topology.edits import (
    delete_node,
    insert_node,
    merge,
    move_node,
    reshape_arc,
    split,
    transfer,
)
from tests import naive
from tests.longer import examples
from tests.strategies import jittered_tiles

SEEDS = st.integers(0, 2**32 - 1)


def wkb(cells):
    return shapely.to_wkb(canonical(cells)).tolist()


def three_communities(columns, rows, size, seed):
    """Glue three communities side by side, and merge some tiles into a ragged cell."""
    tiles = jittered_tiles(3 * columns, rows, size, size // 5, seed=seed)
    merged = shapely.coverage_union_all(tiles[[1, 1 + rows, 2 + rows]])
    kept = np.delete(tiles, [1, 1 + rows, 2 + rows])
    cells = np.empty(len(kept) + 1, dtype=object)
    cells[:-1], cells[-1] = kept, merged
    return canonical(cells)


def junctions_of(arcs):
    return np.column_stack([arcs.start_junction, arcs.end_junction])


class Redrawing(RuleBasedStateMachine):
    """Random edits, everything checked after each."""

    @initialize(
        columns=st.integers(2, 4),
        rows=st.integers(3, 3),
        size=st.sampled_from([12, 900, 30_000]),
        confined=st.booleans(),
        seed=SEEDS,
    )
    def begin(self, columns, rows, size, confined, seed):
        self.cells = three_communities(columns, rows, size, seed)
        self.size = size
        self.boundary = shapely.coverage_union_all(self.cells) if confined else None
        self.done, self.refusals, self.groundless = [], [], []

    def edit(self, function, *arguments, keeps_area=False):
        before, bytes_before = self.cells, shapely.to_wkb(self.cells).tolist()
        try:
            edited = function(before, *arguments, boundary=self.boundary)
        except (CoverageError, InputError) as refusal:
            self.refusals.append(refusal)
            after = naive.carry_out(before, function.__name__, arguments)
            if naive.fault(before, after, self.boundary) is None:
                self.groundless.append((function.__name__, arguments, refusal.code))
        else:
            self.judge(edited, before, keeps_area=keeps_area)
            self.cells = edited.geometries
            self.done.append((edited.inverse, before))
        assert shapely.to_wkb(before).tolist() == bytes_before

    def judge(self, edited, before, *, keeps_area):
        reported = sum(change.double_area_units for change in edited.report)
        after = edited.geometries
        assert sum(double_areas_units(after)) - sum(double_areas_units(before)) == reported
        assert not keeps_area or reported == 0
        assert wkb(edited.inverse.apply(after)) == wkb(before)
        known = {id(cell) for cell in before}
        strangers = [k for k, cell in enumerate(after) if id(cell) not in known]
        assert tuple(strangers) == edited.touched
        assert shapely.get_num_geometries(after).max() == 1
        assert naive.voids(after) <= naive.voids(before) + (not keeps_area)

    def node(self, rng):
        nodes = np.unique(shapely.get_coordinates(self.cells), axis=0)
        return tuple(rng.choice(nodes).tolist())

    def near(self, place, rng):
        step = rng.uniform(0.1, 2.0) * self.size / UNITS_PER_DEGREE / 3
        angle = rng.uniform(0, 2 * np.pi)
        return (place[0] + step * np.cos(angle), place[1] + step * np.sin(angle))

    def outer(self, place):
        shape = shapely.coverage_union_all(self.cells)
        return shapely.boundary(shape).distance(shapely.Point(place)) < 1e-9

    @rule(seed=SEEDS)
    def move(self, seed):
        rng = np.random.default_rng(seed)
        place = self.node(rng)
        to = self.near(place, rng)
        self.edit(
            move_node,
            place,
            to,
            keeps_area=not self.outer(place),
        )

    @rule(seed=SEEDS)
    def insert(self, seed):
        rng = np.random.default_rng(seed)
        ring = shapely.get_coordinates(rng.choice(self.cells))
        k = int(rng.integers(len(ring) - 1))
        on = tuple((ring[k] + rng.uniform(0.2, 0.8) * (ring[k + 1] - ring[k])).tolist())
        self.edit(insert_node, on, on)

    @rule(seed=SEEDS)
    def delete(self, seed):
        place = self.node(np.random.default_rng(seed))
        self.edit(
            delete_node,
            place,
            keeps_area=not self.outer(place),
        )

    @rule(seed=SEEDS, bends=st.integers(0, 3))
    def reshape(self, seed, bends):
        rng = np.random.default_rng(seed)
        arcs = build_arcs(self.cells)
        arc = int(rng.integers(len(arcs)))
        ends = arcs.points(arc)[[0, -1]]
        course = [ends[0] + t * (ends[1] - ends[0]) for t in np.linspace(0, 1, bends + 2)[1:-1]]
        shaken = [self.near(place, rng) for place in course]
        between = tuple(tuple(end) for end in ends.tolist())
        line = [between[0], *shaken, between[1]]
        # Where an outer arc joins the same junctions, the line may be nearer to that one.
        alike = {frozenset(ends) for ends in junctions_of(arcs)[arcs.is_outer].tolist()}
        inner = frozenset(junctions_of(arcs)[arc].tolist()) not in alike
        self.edit(reshape_arc, between, line, keeps_area=inner)

    @precondition(lambda self: len(self.cells) < 40)
    @rule(seed=SEEDS)
    def split(self, seed):
        rng = np.random.default_rng(seed)
        position = int(rng.integers(len(self.cells)))
        middle = np.array(self.cells[position].representative_point().coords[0])
        angle = rng.uniform(0, np.pi)
        step = 5 * self.size / UNITS_PER_DEGREE * np.array([np.cos(angle), np.sin(angle)])
        self.edit(split, position, [middle - step, middle + step])

    @precondition(lambda self: len(self.cells) > 12)
    @rule(seed=SEEDS)
    def merge(self, seed):
        rng = np.random.default_rng(seed)
        arcs = build_arcs(self.cells)
        inner = np.flatnonzero(~arcs.is_outer)
        arc = int(rng.choice(inner))
        self.edit(merge, [int(arcs.left[arc]), int(arcs.right[arc])], keeps_area=True)

    @rule(seed=SEEDS)
    def transfer(self, seed):
        rng = np.random.default_rng(seed)
        arcs = build_arcs(self.cells)
        arc = int(rng.choice(np.flatnonzero(~arcs.is_outer)))
        middle = shapely.LineString(arcs.points(arc)).interpolate(0.5, normalized=True)
        reach = rng.uniform(0.1, 0.5) * self.size / UNITS_PER_DEGREE
        piece = shapely.buffer(middle, reach, quad_segs=2)
        source, target = int(arcs.left[arc]), int(arcs.right[arc])
        self.edit(transfer, piece, source, target)

    @precondition(lambda self: self.done)
    @rule()
    def undo(self):
        inverse, before = self.done.pop()
        self.cells = inverse.apply(self.cells)
        assert shapely.to_wkb(self.cells).tolist() == shapely.to_wkb(before).tolist()

    @invariant()
    def the_partition_is_exact(self):
        if not hasattr(self, "cells"):
            return
        assert self.groundless == []
        assert all(refusal.place.geometry is not None for refusal in self.refusals)
        assert shapely.coverage_is_valid(self.cells)
        assert shapely.is_valid(self.cells).all()
        assert is_on_lattice(self.cells).all()
        assert is_snapped(self.cells)
        union = shapely.coverage_union_all(self.cells)
        assert sum(double_areas_units(self.cells)) == double_area_units(union)
        assert check(self.cells, union).valid


Redrawing.TestCase.settings = settings(
    max_examples=examples(20),
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    # To shrink a walk takes far longer than the walk; its seeds tell enough.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
test_redrawing = Redrawing.TestCase
