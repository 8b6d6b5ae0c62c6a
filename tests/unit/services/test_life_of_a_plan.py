"""From boundaries to a published plan, on a town that can be drawn."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely

from gridmap.domain import Duty, PlanStatus
from gridmap.errors import ConflictError, InputError
from gridmap.geometry import double_area_units
from gridmap.services.assigning import assign_workers
from gridmap.services.dividing import Wish, divide_communities
from gridmap.services.publishing import publish
from gridmap.services.reporting import report
from tests import towns


@pytest.fixture
def store(tmp_path):
    store = towns.town_store(tmp_path / "town.gpkg")
    yield store
    store.close()


@pytest.fixture
def published(store):
    divide_communities(store, Wish(cells=3))
    assign_workers(store, towns.DAY)
    publish(store, towns.DAY)
    with store.writing() as work:
        work.put_points(towns.shops())
    return store


def geometries(store):
    with store.reading() as reader:
        return np.array([cell.geometry for cell in reader.published_cells()], dtype=object)


def test_cells_of_all_communities_are_one_coverage(published):
    cells = geometries(published)
    assert len(cells) == 6
    assert shapely.coverage_is_valid(cells)


def test_cells_have_the_area_of_the_communities_to_the_last_unit(published):
    outer = shapely.coverage_union_all(geometries(published))
    assert sum(map(double_area_units, geometries(published))) == double_area_units(outer)


def test_cells_are_numbered_inside_their_community(published):
    with published.reading() as reader:
        codes = [cell.code for cell in reader.published_cells()]
    assert codes == [f"{home}00{n}" for home in (towns.WEST, towns.EAST) for n in (1, 2, 3)]


def test_every_cell_has_exactly_one_leader(published):
    with published.reading() as reader:
        led = [item.cell_code for item in reader.assignments() if item.duty is Duty.LEADER]
        assert sorted(led) == sorted(cell.code for cell in reader.published_cells())


def test_nobody_is_his_own_deputy(published):
    with published.reading() as reader:
        held = {(item.cell_code, item.duty): item.worker_code for item in reader.assignments()}
    deputies = [code for code, duty in held if duty is Duty.DEPUTY]
    assert len(deputies) == 6
    assert all(held[code, Duty.DEPUTY] != held[code, Duty.LEADER] for code in deputies)


def test_publishing_without_leaders_is_refused_and_changes_nothing(store):
    divide_communities(store, Wish(cells=3))
    before = store.digest()
    with pytest.raises(ConflictError, match="exactly one leader"):
        publish(store, towns.DAY)
    assert store.digest() == before


def test_publishing_nothing_is_refused(store):
    with pytest.raises(InputError):
        publish(store, towns.DAY)


def test_a_second_plan_supersedes_the_first_and_reuses_no_code(published):
    with published.reading() as reader:
        first = {cell.code for cell in reader.published_cells(towns.WEST)}
    divide_communities(published, Wish(cells=2), [towns.WEST])
    assign_workers(published, date(2026, 7, 1))
    publish(published, date(2026, 7, 1))
    with published.reading() as reader:
        second = {cell.code for cell in reader.published_cells(towns.WEST)}
        old = reader.plans(towns.WEST, PlanStatus.SUPERSEDED)
    assert first & second == set()
    assert [plan.valid_to for plan in old] == [date(2026, 6, 30)]


def test_points_are_refiled_and_totals_conserved(published):
    divide_communities(published, Wish(cells=2), [towns.WEST])
    assign_workers(published, date(2026, 7, 1))
    publish(published, date(2026, 7, 1))
    with published.reading() as reader:
        cells = {cell.code for cell in reader.published_cells()}
        found = [point.cell_code for point in reader.points()]
    assert sum(code in cells for code in found) == 4
    assert found.count(None) == 1


def test_the_report_opens_every_rate(published):
    with published.reading() as reader:
        scopes = report(reader)
    located = scopes[0].rate("D-05")
    assert (located.numerator, located.denominator) == (4, 5)
    assert scopes[0].rate("K-10").value is None


def test_sums_of_cells_are_those_of_their_community(published):
    with published.reading() as reader:
        scopes = report(reader)
    west = next(scope for scope in scopes if scope.code == towns.WEST)
    cells = [
        scope for scope in scopes if scope.level == "cell" and scope.code.startswith(west.code)
    ]
    assert west.sums["load"] == sum(scope.sums["load"] for scope in cells) == 750.0
