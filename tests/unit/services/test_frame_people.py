"""Duties, dispatch and workload from a notebook."""

from __future__ import annotations

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

import gridmap
from gridmap.errors import InputError
from tests import town_streets
from tests.town_streets import lonlat, shapes


def cells(**columns) -> geopandas.GeoDataFrame:
    boxes = shapes([shapely.box(0, 0, 400, 400), shapely.box(400, 0, 800, 400)])
    return geopandas.GeoDataFrame(
        {"code": ["west", "east"], **columns}, geometry=boxes, crs="EPSG:4326"
    )


def workers(**columns) -> geopandas.GeoDataFrame:
    bases = shapely.points(lonlat([(100, 120), (700, 120), (720, 240)]))
    duties = ["leader;deputy", "leader", "deputy"]
    return geopandas.GeoDataFrame(
        {"name": ["Wang", "Zhao", "Li"], "duties": duties, **columns},
        geometry=bases,
        crs="EPSG:4326",
    )


STREETS = geopandas.GeoSeries(town_streets.lines(), crs="EPSG:4326")


def as_pairs(posts: pd.DataFrame) -> dict[tuple[str, str], str]:
    return dict(zip(zip(posts["cell"], posts["duty"], strict=True), posts["worker"], strict=True))


def test_every_duty_goes_to_the_nearest_who_has_it():
    found = gridmap.assign_duties(cells(), workers(), duties=["leader", "deputy"])
    assert as_pairs(found.posts) == {
        ("west", "leader"): "Wang",
        ("west", "deputy"): "Li",
        ("east", "leader"): "Zhao",
        ("east", "deputy"): "Li",
    }
    assert (len(found.uncovered), found.gap_m) == (0, 0.0)


def test_open_posts_are_listed_with_their_reason():
    found = gridmap.assign_duties(
        cells(skills=["", "first aid"]), workers(skills=["", "", "first aid"]), duties=["leader"]
    )
    assert found.uncovered[["cell", "duty"]].to_numpy().tolist() == [["east", "leader"]]


def test_locked_rows_hold():
    locked = pd.DataFrame({"cell": ["west"], "duty": ["leader"], "worker": ["Zhao"]})
    found = gridmap.assign_duties(cells(), workers(), duties=["leader"], locked=locked)
    assert as_pairs(found.posts)["west", "leader"] == "Zhao"


def test_distances_follow_the_streets():
    straight = gridmap.assign_duties(cells(), workers(), duties=["leader"])
    along = gridmap.assign_duties(cells(), workers(), duties=["leader"], streets=STREETS)
    assert (along.posts["distance_m"].to_numpy() > straight.posts["distance_m"].to_numpy()).all()


def test_a_locked_row_that_names_nobody_is_refused():
    locked = pd.DataFrame({"cell": ["west"], "duty": ["leader"], "worker": ["Nobody"]})
    with pytest.raises(InputError) as caught:
        gridmap.assign_duties(cells(), workers(), locked=locked)
    assert caught.value.code == "assign.lock_unknown"


def test_workers_without_duties_are_refused():
    with pytest.raises(InputError) as caught:
        gridmap.assign_duties(cells(), workers().drop(columns="duties"))
    assert caught.value.code == "frame.column"


def test_the_nearest_free_workers_come_by_street():
    place = tuple(lonlat([(600, 120)])[0])
    found = gridmap.nearest_workers(place, workers(free=[True, False, True]), STREETS, count=1)
    assert found["name"].tolist() == ["Li"]
    assert found["way_m"].tolist() == pytest.approx([240.0], rel=1e-3)


def test_weights_come_back_from_a_table():
    rng = np.random.default_rng(1)
    history = pd.DataFrame({"shops": rng.poisson(20, 60), "cases": rng.poisson(5, 60)})
    history["hours"] = 2.0 * history["shops"] + 6.0 * history["cases"]
    found = gridmap.calibrate(history, effort="hours", counts=["shops", "cases"])
    assert dict(found.weights) == pytest.approx({"shops": 2.0, "cases": 6.0}, rel=0.02)


def test_a_count_with_a_gap_is_refused():
    history = pd.DataFrame({"shops": [1.0, np.nan] * 10, "hours": [1.0] * 20})
    with pytest.raises(InputError) as caught:
        gridmap.calibrate(history, effort="hours", counts=["shops"])
    assert caught.value.code == "workload.bad_count"


def test_fairness_of_a_list():
    assert gridmap.fairness([1, 1, 2]).spread.max_min_ratio == 2.0


def test_a_worker_without_a_base_is_assigned_all_the_same():
    team = workers().iloc[:1].set_geometry([None], crs="EPSG:4326")
    found = gridmap.assign_duties(cells(), team, duties=["leader"], streets=STREETS)
    assert found.posts["worker"].tolist() == ["Wang", "Wang"]


def test_without_cells_there_is_nothing_to_assign():
    assert len(gridmap.assign_duties(cells().iloc[:0], workers()).posts) == 0


def test_an_empty_skill_is_no_skill():
    found = gridmap.assign_duties(
        cells(skills=[None, np.nan]), workers(skills=None), duties=["leader"]
    )
    assert len(found.posts) == 2


def test_workers_without_a_crs_are_refused():
    with pytest.raises(InputError) as caught:
        gridmap.assign_duties(cells(), workers().set_crs(None, allow_override=True))
    assert caught.value.code == "frame.crs"
