"""Preview equals result: what a planner is told before publishing is what files show after it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import shapely

from gridmap.domain import Duty
from gridmap.errors import GridmapError
from gridmap.sample import generate
from gridmap.services.assigning import assign_workers
from gridmap.services.dividing import Wish, divide_communities
from gridmap.services.drafting import Desk
from gridmap.services.history_statistics import View, statistics
from gridmap.services.impact import impact
from gridmap.services.lineage import lineage
from gridmap.services.open_drafts import new_draft, plan_in_force
from gridmap.services.publishing import publish
from gridmap.services.stories import Borders
from gridmap.services.weighing_figures import FIGURE_NAMES, NOTHING
from gridmap.store.memory import MemoryStore
from tests import recounting
from tests.longer import examples

WALKS, EDITS = examples(1), 60
MOST_IN_A_BATCH = 3
AREA_M2 = 1e-4
# A sliver narrower than a lattice unit takes no load from a block; area alone would share it.
LOAD, LOAD_RATIO = 0.005, 1e-5
FEWEST_CELLS, MOST_CELLS = 8, 40
STEP_DEG = 4e-4


@pytest.fixture(scope="module", params=range(WALKS))
def world(request, tmp_path_factory):
    sample = generate(seed=4 + request.param, communities=2)
    store = MemoryStore()
    with store.writing() as work:
        work.set_territory(sample.territory)
        work.put_areas(sample.areas)
        work.put_buildings(sample.buildings)
        work.put_blocks(sample.blocks)
        # Everybody may be given any cell, so that none is left without a leader.
        work.put_workers(replace(worker, capacity=None) for worker in sample.workers)
    divide_communities(store, Wish(method="lattice", target_area_m2=40_000))
    assign_workers(store, sample.valid_from)
    publish(store, sample.valid_from)
    with store.writing() as work:
        work.put_points(sample.points)
    return store, tmp_path_factory.mktemp("layers"), sample.valid_from, request.param


def corner_of(rng, cell):
    """Return a node of a cell, the next one, and a place near the first."""
    ring = shapely.get_coordinates(shapely.get_exterior_ring(shapely.get_parts(cell.geometry)[0]))
    position = rng.integers(len(ring) - 1)
    near = ring[position] + rng.normal(scale=STEP_DEG / 2, size=2)
    return ring[position], ring[position + 1], near


def middle_of(cell):
    return np.array(cell.geometry.representative_point().coords[0])


def neighbour_of(rng, cell, cells):
    beside = [
        other
        for other in cells
        if other.code != cell.code
        and shapely.relate_pattern(cell.geometry, other.geometry, "****1****")
    ]
    return beside[rng.integers(len(beside))] if beside else cell


def move_node(rng, cell, cells):
    at, _, near = corner_of(rng, cell)
    return {"at": at.tolist(), "to": near.tolist()}


def insert_node(rng, cell, cells):
    at, beyond, near = corner_of(rng, cell)
    middle = (at + beyond) / 2
    return {"on": middle.tolist(), "at": (middle + near - at).tolist()}


def delete_node(rng, cell, cells):
    return {"at": corner_of(rng, cell)[0].tolist()}


def split(rng, cell, cells):
    west, south, east, north = cell.geometry.bounds
    angle = rng.uniform(0, np.pi)
    reach = np.array([np.cos(angle), np.sin(angle)]) * (east - west + north - south)
    middle = middle_of(cell)
    return {"code": cell.code, "line": [(middle - reach).tolist(), (middle + reach).tolist()]}


def merge(rng, cell, cells):
    return {"codes": [cell.code, neighbour_of(rng, cell, cells).code]}


def transfer(rng, cell, cells):
    other = neighbour_of(rng, cell, cells)
    path = shapely.LineString([middle_of(cell), middle_of(other) + STEP_DEG / 100])
    piece = path.buffer(rng.uniform(0.1, 1) * STEP_DEG)
    return {
        "piece": shapely.geometry.mapping(piece),
        "from_code": cell.code,
        "to_code": other.code,
    }


COMMANDS = {
    make.__name__: make for make in (move_node, insert_node, delete_node, split, merge, transfer)
}


def random_command(rng, cells):
    """Draw a command that has a fair chance."""
    barred = {"merge"} if len(cells) < FEWEST_CELLS else set()
    barred |= {"split"} if len(cells) > MOST_CELLS else set()
    ops = sorted(COMMANDS.keys() - barred)
    op = ops[rng.integers(len(ops))]
    return {"op": op, **COMMANDS[op](rng, cells[rng.integers(len(cells))], cells)}


def draw(rng, store, desk, wanted):
    """Edit a new draft of some community until enough edits stand; return it and their kinds."""
    with store.writing() as work:
        communities = [area.code for area in work.areas("community")]
        community = communities[rng.integers(len(communities))]
        draft = new_draft(work, plan_in_force(work, community).id)
    done = []
    while len(done) < wanted:
        with store.reading() as reader:
            command = random_command(rng, reader.cells(draft.id))
        try:
            desk.edit(draft.id, command)
        except GridmapError:
            continue
        done.append(command["op"])
    return draft, done


def lead_new_cells(store, draft, day, rng):
    with store.writing() as work:
        led = {known.cell_code for known in work.assignments(day) if known.duty is Duty.LEADER}
        workers = work.workers()
        pattern = work.assignments(day)[0]
        work.put_assignments(
            type(pattern)(cell.code, workers[rng.integers(len(workers))].code, Duty.LEADER, day)
            for cell in work.cells(draft.id)
            if cell.code not in led
        )


def check_cells(told, after):
    counts, area, load = after.counts, after.area_m2, after.load
    for cell in told.cells:
        if cell.after is None:
            assert cell.code not in counts.index
            continue
        figures = cell.after
        assert [getattr(figures, name) for name in recounting.COUNTS] == counts.loc[
            cell.code
        ].tolist(), cell.code
        assert abs(figures.area_m2 - area[cell.code]) < AREA_M2
        assert abs(figures.load - load[cell.code]) < LOAD + LOAD_RATIO * figures.load
        assert figures.load == after.cells.loc[cell.code, "load"]


def check_before(told, before):
    counts, area, load = before.counts, before.area_m2, before.load
    for cell in told.cells:
        if cell.before is not None:
            figures = cell.before
            assert [getattr(figures, name) for name in recounting.COUNTS] == counts.loc[
                cell.code
            ].tolist()
            assert abs(figures.area_m2 - area[cell.code]) < AREA_M2
            assert abs(figures.load - load[cell.code]) < LOAD + LOAD_RATIO * figures.load


def check_flows(told, before, after):
    things, ground = recounting.moved(before, after), recounting.ground(before, after)
    mine = {
        (flow.old_code, flow.new_code): flow.figures
        for flow in told.flows
        if flow.old_code is not None and flow.new_code is not None
    }
    for pair in {*mine, *things.index, *ground.index}:
        figures = mine.get(pair, NOTHING)
        counted = things.loc[pair].tolist() if pair in things.index else [0] * len(things.columns)
        assert [getattr(figures, name) for name in recounting.COUNTS] == counted, pair
        assert abs(figures.area_m2 - ground.get(pair, 0.0)) < AREA_M2, pair


def check_gains(told, before, after):
    """Hold what each cell gains and loses to what goes over its border."""
    things = recounting.moved(before, after)
    gained = things.groupby(level="new").sum()
    lost = things.groupby(level="old").sum()
    for cell in told.cells:
        for side, frame in ((cell.gained, gained), (cell.lost, lost)):
            counted = frame.loc[cell.code].tolist() if cell.code in frame.index else None
            own = [getattr(side, name) for name in recounting.COUNTS]
            assert own == (counted or [0] * len(own))


def check_workers(told, before, after):
    concerned = [cell.code for cell in told.cells]
    for side, layers in (("before", before), ("after", after)):
        rows = layers.counts.loc[[code for code in concerned if code in layers.cells.index]]
        sums = recounting.by_leader(rows, layers)
        for worker in told.workers:
            figures = getattr(worker, side)
            counted = sums.loc[worker.code].tolist() if worker.code in sums.index else None
            own = [getattr(figures, name) for name in recounting.COUNTS]
            assert own == (counted or [0] * len(own)), worker.code


def check_conservation(told):
    cells = told.cells
    assert (
        sum((cell.gained for cell in cells), NOTHING).shops
        == sum((cell.lost for cell in cells), NOTHING).shops
    )
    for cell in cells:
        gain, difference = (
            cell.gained - cell.lost,
            (cell.after or NOTHING) - (cell.before or NOTHING),
        )
        for name in FIGURE_NAMES:
            assert abs(getattr(gain, name) - getattr(difference, name)) < LOAD, (cell.code, name)


def test_the_preview_is_what_the_layers_show_after_publishing(world):
    store, folder, day, walk = world
    rng, desk = np.random.default_rng(walk), Desk(store)
    before, kinds = recounting.Layers(store, folder), Counter()
    while kinds.total() < EDITS:
        draft, done = draw(rng, store, desk, int(rng.integers(1, MOST_IN_A_BATCH + 1)))
        day += timedelta(days=1)
        lead_new_cells(store, draft, day, rng)
        with store.reading() as reader:
            told = impact(reader, [draft.id], day)
        publish(store, day, [draft.id])
        after = recounting.Layers(store, folder, before)
        check_before(told, before)
        check_cells(told, after)
        check_flows(told, before, after)
        check_gains(told, before, after)
        check_workers(told, before, after)
        check_conservation(told)
        assert told.unassigned == ()
        before = after
        kinds.update(done)
    print(dict(kinds))
    assert min(kinds[op] for op in ("move_node", "split", "merge", "transfer")) > 0


def test_after_the_walk_every_border_says_why_it_is_here(world):
    store, *_ = world
    with store.reading() as reader:
        for area in reader.areas("community"):
            borders = Borders.of(reader, plan_in_force(reader, area.code).id)
            for arc in range(len(borders)):
                causes = borders.of_arc(arc).causes
                assert abs(sum(cause.share_ratio for cause in causes) - 1) < 1e-9


def test_after_the_walk_every_code_has_an_origin_and_if_retired_a_fate(world):
    store, *_ = world
    with store.reading() as reader:
        for area in reader.areas("community"):
            in_force = {cell.code for cell in reader.published_cells(area.code)}
            for code in sorted(reader.used_codes(area.code)):
                found = lineage(reader, code)
                assert found.origins[-1].old_codes == (), code
                assert bool(found.fates) == (code not in in_force), code
                if found.fates:
                    assert set(found.fates[-1].new_codes) & in_force, code


def test_after_the_walk_statistics_conserve_their_totals(world):
    store, _, last_day, _ = world
    period = date(2024, 1, 1), date(2025, 12, 31)
    with store.reading() as reader:
        was = statistics(reader, *period)
        restated = statistics(reader, *period, View.RESTATED, on=last_day)
        counts = Counter(point.kind for point in reader.points())
    assert was.totals == restated.totals == {kind: counts[kind] for kind in was.totals}
    assert was.outside == restated.outside
