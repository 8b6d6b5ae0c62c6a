"""Trafford with two plans, one after the other: census areas of two sizes, six years of collisions.

What the services say is held against geopandas and against the census' own table of areas.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.domain import (
    Area,
    Assignment,
    Block,
    Cell,
    Duty,
    Origin,
    Plan,
    PlanStatus,
    Point,
    PointKind,
    Territory,
    Worker,
)
from gridmap.domain.crosswalk import crosswalk as ground_crosswalk
from gridmap.geometry import area_m2, snap_round
from gridmap.services.comparing import compare
from gridmap.services.crosswalks import crosswalk
from gridmap.services.history_statistics import View, statistics
from gridmap.services.impact import impact
from gridmap.services.publishing import publish
from gridmap.services.stories import Borders
from gridmap.store.memory import MemoryStore

pytestmark = pytest.mark.realdata

TOWN = "420106001001"
START, CHANGE = date(2019, 1, 1), date(2022, 1, 1)
PERIOD = START, date(2024, 6, 30)
PEOPLE = 241_025


@pytest.fixture(scope="module")
def areas(realdata):
    frame = geopandas.read_file(realdata / "trafford/boundaries.gpkg", layer="oa")
    return frame.set_geometry(snap_round(frame.geometry.to_numpy()).geometries, crs="EPSG:4326")


@pytest.fixture(scope="module")
def collisions(realdata):
    path = realdata / "trafford/road_casualties_gm_2019_2024.csv.gz"
    frame = pd.read_csv(path, low_memory=False)
    frame["day"] = pd.to_datetime(frame["date"]).dt.date
    places = geopandas.points_from_xy(frame["lon"].round(7), frame["lat"].round(7))
    return geopandas.GeoDataFrame(frame[["day"]], geometry=places, crs="EPSG:4326")


def cells_by(areas, plan, column):
    groups = areas.groupby(column)
    return [
        Cell(
            f"{'D' if plan.status is PlanStatus.DRAFT else ''}{TOWN}{number:03d}",
            plan.id,
            shapely.coverage_union_all(rows.geometry.to_numpy()),
            name=str(name),
            load=float(rows["pop_2024"].sum()),
        )
        for number, (name, rows) in enumerate(groups, 1)
    ]


@pytest.fixture(scope="module")
def town(areas, collisions):
    """The town with its 28 middle areas in force from 2019 and its 139 lower ones from 2022."""
    store = MemoryStore()
    first = Plan(f"{TOWN}-1", TOWN, PlanStatus.PUBLISHED, Origin.IMPORTED, "msoa", "", START)
    second = Plan(f"{TOWN}-2", TOWN, PlanStatus.DRAFT, Origin.IMPORTED, "lsoa", based_on=first.id)
    with store.writing() as work:
        work.set_territory(Territory("Trafford"))
        outline = shapely.coverage_union_all(areas.geometry.to_numpy())
        work.put_areas([Area(TOWN, "community", "Trafford", boundary=outline)])
        work.put_blocks(
            Block(str(row.area_code), TOWN, row.geometry, load=float(row.pop_2024))
            for row in areas.itertuples()
        )
        work.add_plan(first, cells_by(areas, first, "msoa21cd"))
        work.add_plan(second, cells_by(areas, second, "lsoa21cd"))
        work.put_workers([Worker("W", "one for all")])
        work.put_assignments([Assignment(work.cells(second.id)[0].code, "W", Duty.LEADER, CHANGE)])
        work.put_points(
            Point(
                f"c{row.Index}",
                PointKind.INCIDENT,
                "road_accident",
                row.geometry.x,
                row.geometry.y,
                happened_at=datetime.combine(row.day, datetime.min.time(), UTC),
            )
            for row in collisions.itertuples()
        )
    with store.reading() as reader:
        told = impact(reader, [second.id], CHANGE)
    publish(store, CHANGE, [second.id])
    return store, told


def named_cells(store, plan_id):
    with store.reading() as reader:
        cells = reader.cells(plan_id)
    return geopandas.GeoDataFrame(
        {"code": [cell.code for cell in cells], "name": [cell.name for cell in cells]},
        geometry=[cell.geometry for cell in cells],
        crs="EPSG:4326",
    )


def located(points, cells):
    """Return the code of the cell of each point by geopandas, missing where there is none."""
    joined = geopandas.sjoin(points, cells[["code", "geometry"]], predicate="within")
    return joined["code"].groupby(level=0).first().reindex(points.index)


def test_people_go_where_the_census_says(town, areas):
    store, _ = town
    with store.reading() as reader:
        found = crosswalk(reader, [f"{TOWN}-1"], [f"{TOWN}-2"])
    names = {
        plan: named_cells(store, plan).set_index("code")["name"]
        for plan in (f"{TOWN}-1", f"{TOWN}-2")
    }
    told = {
        (names[f"{TOWN}-1"][flow.old_code], names[f"{TOWN}-2"][flow.new_code]): flow.figures.load
        for flow in found.flows
        if flow.figures.load > 0.5
    }
    census = areas.groupby(["msoa21cd", "lsoa21cd"])["pop_2024"].sum().to_dict()
    assert told == pytest.approx(census)
    assert sum(told.values()) == pytest.approx(PEOPLE)


def test_collisions_go_along(town, collisions):
    store, _ = town
    with store.reading() as reader:
        found = crosswalk(reader, [f"{TOWN}-1"], [f"{TOWN}-2"])
    pairs = pd.DataFrame(
        {
            "old": located(collisions, named_cells(store, f"{TOWN}-1")),
            "new": located(collisions, named_cells(store, f"{TOWN}-2")),
        }
    )
    counted = pairs.dropna().value_counts().to_dict()
    told = {
        (flow.old_code, flow.new_code): flow.figures.incidents
        for flow in found.flows
        if flow.figures.incidents
    }
    assert told == counted


def test_statistics_as_it_was_are_those_of_the_day(town, collisions):
    store, _ = town
    with store.reading() as reader:
        found = statistics(reader, *PERIOD, View.AS_WAS, kinds=[PointKind.INCIDENT])
    old, new = (located(collisions, named_cells(store, f"{TOWN}-{n}")) for n in (1, 2))
    codes = old.where(collisions["day"] < CHANGE, new)
    told = {cell.code: cell.counts[PointKind.INCIDENT] for cell in found.cells}
    counted = codes.value_counts()
    assert {code: count for code, count in told.items() if count} == counted.to_dict()
    assert found.outside[PointKind.INCIDENT] == codes.isna().sum()


def test_restating_conserves_the_totals(town, collisions):
    store, _ = town
    with store.reading() as reader:
        was = statistics(reader, *PERIOD, kinds=[PointKind.INCIDENT])
        restated = [
            statistics(reader, *PERIOD, View.RESTATED, on=on, kinds=[PointKind.INCIDENT])
            for on in (START, CHANGE)
        ]
    assert was.totals == {PointKind.INCIDENT: len(collisions)}
    assert [one.totals for one in restated] == [was.totals] * 2
    assert [one.outside for one in restated] == [was.outside] * 2


def test_last_years_statistics_stay_to_the_digit(town):
    store, _ = town
    before_change = START, CHANGE - timedelta(days=1)
    with store.reading() as reader:
        was = statistics(reader, *before_change)
        restated = statistics(reader, *before_change, View.RESTATED, on=[f"{TOWN}-1"])
    assert was.cells == restated.cells
    assert len(was.cells) == 28


def test_publishing_made_what_the_preview_told(town):
    store, told = town
    with store.reading() as reader:
        kept = {cell.code: 0 for cell in reader.published_cells()}
        for point in reader.points(PointKind.INCIDENT):
            if point.cell_code is not None:
                kept[point.cell_code] += 1
    assert {cell.code: cell.after.incidents for cell in told.cells if cell.after} == kept


def test_every_border_of_the_lower_areas_answers(town):
    store, _ = town
    with store.reading() as reader:
        borders = Borders.of(reader, f"{TOWN}-2")
    stories = [borders.of_arc(arc) for arc in range(len(borders))]
    assert all(story.causes for story in stories)
    assert {cause.origin.name for story in stories for cause in story.causes} == {"msoa", "lsoa"}


def test_lower_areas_only_add_borders(town):
    store, _ = town
    with store.reading() as reader:
        found = compare(reader, f"{TOWN}-1", f"{TOWN}-2")
    assert {arc.change.value for arc in found.arcs} == {"added"}


def test_ground_agrees_with_geopandas_where_borders_cross(realdata):
    """Wards and middle census areas do not nest."""
    path = realdata / "trafford/boundaries.gpkg"
    wards, census = (geopandas.read_file(path, layer=layer) for layer in ("wards", "msoa"))
    old, new = (snap_round(frame.geometry.to_numpy()).geometries for frame in (wards, census))
    found = ground_crosswalk(
        [str(n) for n in range(len(old))], old, [str(n) for n in range(len(new))], new
    )
    overlaid = geopandas.overlay(
        geopandas.GeoDataFrame({"old": range(len(old))}, geometry=old, crs="EPSG:4326"),
        geopandas.GeoDataFrame({"new": range(len(new))}, geometry=new, crs="EPSG:4326"),
        keep_geom_type=True,
    )
    overlaid["area"] = overlaid.segmentize(1e-5).to_crs("EPSG:6933").area
    counted = overlaid.groupby(["old", "new"])["area"].sum()
    told = pd.Series(
        {
            (int(one.old_code), int(one.new_code)): one.area_m2
            for one in found
            if one.old_code is not None and one.new_code is not None
        }
    )
    both = pd.DataFrame({"told": told, "counted": counted}).fillna(0.0)
    np.testing.assert_allclose(both["told"], both["counted"], rtol=1e-6, atol=0.5)
    lost = [sum(one.area_m2 for one in found if one.old_code == str(n)) for n in range(len(old))]
    np.testing.assert_allclose(lost, area_m2(old), rtol=1e-6)
