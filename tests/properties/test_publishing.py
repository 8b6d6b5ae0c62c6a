"""Two communities divided separately publish as one coverage, whichever comes first."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest
import shapely

from gridmap.analysis.locating import CellIndex
from gridmap.division import divide
from gridmap.domain import Cell, Origin, Plan, PlanStatus, Point, PointKind
from gridmap.errors import CoverageError
from gridmap.geometry import double_areas_units, is_snapped, round_to_lattice, snap_round
from gridmap.services.publishing import publish, publish_due
from tests import separate
from tests.longer import examples
from tests.random_splits import split_at_random
from tests.separate import DAY, EAST, WEST

TRIES = 200
SHORTEST_M = 0.10


def published_separately(seed: int):
    """Divide and publish both, in an order and by a way that the seed decides."""
    rng = np.random.default_rng(seed)
    store = separate.settled(rng)
    before = separate.border_edges(*separate.outlines_of(store))
    first, second = (WEST, EAST) if seed % 2 else (EAST, WEST)
    both_open = seed % 4 < 2
    one = separate.divide(store, first, rng)
    if both_open:
        separate.shift_roads(store, rng)
        other = separate.divide(store, second, rng)
    answer = publish(store, DAY, [one])
    if not both_open:
        separate.shift_roads(store, rng)
        other = separate.divide(store, second, rng)
    publish(store, DAY + timedelta(days=1), [other])
    return store, before, answer


def faults(store, before) -> list[str]:
    west, east = (separate.cells_of(store, code) for code in (WEST, EAST))
    cells = np.concatenate([west, east])
    edges = separate.border_edges(west, east)
    whole = shapely.coverage_union_all(cells)
    short = separate.lengths_m(edges - before) < SHORTEST_M
    return [
        name
        for name, fault in {
            "invalid": not shapely.coverage_is_valid(cells),
            "area": sum(double_areas_units(cells)) != double_areas_units([whole])[0],
            "hole": len(whole.interiors) > 0,
            "clearance": not is_snapped(cells),
            "short edge": bool(short.any()),
        }.items()
        if fault
    ]


@pytest.mark.slow
def test_communities_divided_separately_are_one_coverage():
    found = {}
    ways = Counter()
    for seed in range(TRIES):
        store, before, answer = published_separately(seed)
        ways.update(adopting=len(answer.adopting), waiting=len(answer.waiting))
        if trouble := faults(store, before):
            found[seed] = trouble
    print(f"{TRIES - len(found)} of {TRIES}; open drafts: {dict(ways)}")
    assert found == {}
    assert ways["adopting"] > TRIES / 4


def put_points(store, rng, plan_id: str, count: int = 150) -> None:
    """Place points anywhere, in nodes of a draft and in the middles of its edges."""
    with store.reading() as reader:
        shapes = [cell.geometry for cell in reader.cells(plan_id)]
    nodes = shapely.get_coordinates(shapes)
    low, high = nodes.min(axis=0) - 1e-3, nodes.max(axis=0) + 1e-3
    chosen = nodes[rng.choice(len(nodes), count)]
    middles = (nodes[:-1] + nodes[1:])[rng.choice(len(nodes) - 1, count)] / 2
    places = np.concatenate([rng.uniform(low, high, (count, 2)), chosen, middles])
    snapped = shapely.get_coordinates(round_to_lattice(shapely.points(places)))
    with store.writing() as work:
        work.put_points(
            Point(f"{plan_id}-{number}", PointKind.SHOP, "restaurant", lon, lat)
            for number, (lon, lat) in enumerate(snapped.tolist())
        )


def misfiled(store) -> list[str]:
    """Return the points whose stored cell is not the one that all cells together give."""
    with store.reading() as reader:
        cells, points = reader.published_cells(), reader.points()
    found = CellIndex(np.array([cell.geometry for cell in cells], dtype=object)).locate(
        np.array([(point.lon, point.lat) for point in points])
    )
    codes = [*(cell.code for cell in cells), None]
    return [
        point.id
        for point, position in zip(points, found.tolist(), strict=True)
        if codes[position] != point.cell_code
    ]


@pytest.mark.parametrize("seed", range(12))
def test_filing_what_may_have_moved_files_all(seed):
    rng = np.random.default_rng(1_000 + seed)
    store = separate.settled(rng)
    for number, code in enumerate((WEST, EAST, WEST, EAST)):
        separate.shift_roads(store, rng)
        draft = separate.divide(store, code, rng)
        put_points(store, rng, draft)
        publish(store, DAY + timedelta(days=number), [draft])
        assert misfiled(store) == []


def edges_in(store, plan_ids) -> set:
    """Return the edges of drafts, those that edits made included."""
    with store.reading() as reader:
        cells = [cell.geometry for plan in plan_ids for cell in reader.cells(plan)]
    return separate.edges_of(cells)


@pytest.mark.parametrize("seed", range(examples(30)))
def test_communities_edited_separately_are_one_coverage(seed):
    rng = np.random.default_rng(2_000 + seed)
    store = separate.settled(rng)
    publish(store, DAY, [separate.divide(store, code, rng) for code in (WEST, EAST)])
    drafts = [split_at_random(store, code, rng) for code in (WEST, EAST)]
    known = edges_in(store, drafts)
    if seed % 2:
        drafts.reverse()
    answers = [publish(store, DAY + timedelta(days=1 + n), [d]) for n, d in enumerate(drafts)]
    assert faults(store, known) == []
    assert not any(answer.waiting for answer in answers)


def moved_border(store, rng) -> dict[str, shapely.Polygon]:
    """Return both communities with the inner nodes of their common border moved alike."""
    west, east = separate.outlines_of(store)
    border = shapely.get_coordinates(
        shapely.line_merge(shapely.shared_paths(west.exterior, east.exterior).geoms[1])
    )
    # By less than the nodes lie inside the territory.
    steps = rng.integers(-180, 180, (len(border) - 2, 2)) / 1e7
    steps *= rng.random((len(steps), 1)) < 0.5
    ends = dict(
        zip(map(tuple, border[1:-1].tolist()), (border[1:-1] + steps).tolist(), strict=True)
    )

    def move(nodes):
        return np.array([ends.get(tuple(node), node) for node in nodes.tolist()])

    shapes = round_to_lattice(shapely.transform(np.array([west, east]), move))
    return dict(zip((WEST, EAST), snap_round(shapes).geometries, strict=True))


def drafted(store, code: str, boundary, rng) -> str:
    """Divide a boundary that the community does not have yet, as a draft."""
    with store.reading() as reader:
        lines = [street.geometry for street in reader.streets()]
    shapes = divide(boundary, method="blocks", lines=np.array(lines)).geometries
    plan = Plan(f"{code}-9", code, PlanStatus.DRAFT, Origin.DRAWN)
    with store.writing() as work:
        work.add_plan(
            plan,
            [
                Cell(f"D{plan.id}-{number:03d}", plan.id, shape)
                for number, shape in enumerate(shapes, 1)
            ],
        )
    separate.lead(store, plan.id)
    separate.shift_roads(store, rng)
    return plan.id


@pytest.mark.parametrize("seed", range(examples(25)))
def test_both_sides_move_their_border_alike_or_not_at_all(seed):
    rng = np.random.default_rng(3_000 + seed)
    store = separate.settled(rng)
    publish(store, DAY, [separate.divide(store, code, rng) for code in (WEST, EAST)])
    agreed = moved_border(store, rng)
    before = separate.border_edges(*separate.outlines_of(store))
    if all(map(shapely.equals, agreed.values(), separate.outlines_of(store))):
        return
    drafts = [drafted(store, code, shape, rng) for code, shape in agreed.items()]
    kept = store.digest()
    for alone in drafts:
        with pytest.raises(CoverageError) as refusal:
            publish(store, DAY + timedelta(days=1), [alone])
        assert not refusal.value.place.geometry.is_empty
    assert store.digest() == kept
    publish(store, DAY + timedelta(days=1), drafts)
    assert faults(store, before | edges_of_border(agreed)) == []
    for boundary, wish in zip(separate.outlines_of(store), agreed.values(), strict=True):
        assert shapely.hausdorff_distance(boundary, wish) < 2e-7


def edges_of_border(agreed) -> set:
    return separate.border_edges(*([shape] for shape in agreed.values()))


def in_force_by(way: str, seed: int) -> dict[str, bytes]:
    """Return the cells in force after two publications, made at once or on their days."""
    rng = np.random.default_rng(5_000 + seed)
    store = separate.settled(rng)
    for number, code in enumerate((WEST, EAST), 1):
        separate.shift_roads(store, rng)
        draft = separate.divide(store, code, rng)
        day = DAY + timedelta(days=number)
        if way == "at once":
            publish(store, day, [draft])
        else:
            publish(store, day, [draft], today=DAY)
            assert not publish_due(store, DAY).published
            publish_due(store, day)
    with store.reading() as reader:
        return {cell.code: cell.geometry.wkb for cell in reader.published_cells()}


@pytest.mark.parametrize("seed", range(examples(5)))
def test_waiting_for_the_day_leads_to_the_same_territory(seed):
    assert in_force_by("on its day", seed) == in_force_by("at once", seed)
