from __future__ import annotations

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

import gridmap

CELLS = geopandas.GeoDataFrame(
    {
        "code": ["a1", "a2", "b1"],
        "community_code": ["a", "a", "b"],
        "worker_code": ["w1", "w1", None],
    },
    geometry=[shapely.box(114 + n / 100, 30, 114.01 + n / 100, 30.01) for n in range(3)],
    crs="EPSG:4326",
)
AREAS = pd.DataFrame(
    {
        "code": ["d", "a", "b"],
        "level": ["district", "community", "community"],
        "name": ["D", "A", "B"],
        "parent_code": [None, "d", "d"],
    }
)


def hazards(crs: str | None = "EPSG:4326") -> geopandas.GeoDataFrame:
    lonlat = [(114.005, 30.005), (114.015, 30.005), (114.025, 30.005), (115, 31)]
    return geopandas.GeoDataFrame(
        {"state": ["closed", "found", "closed", "closed"]},
        geometry=[shapely.Point(place) for place in lonlat],
        crs=crs,
    )


@pytest.fixture
def asked():
    return gridmap.Indicators({"hazards": hazards()}, cells=CELLS, areas=AREAS)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("territory", [0.75]),
        ("district", [2 / 3]),
        ("community", [0.5, 1]),
        ("cell", [1, 0, 1]),
        ("worker", [0.5]),
    ],
)
def test_points_find_their_scope_on_every_level(asked, level, expected):
    assert asked.values(level, ["K-33"]).value.tolist() == expected


def test_all_indicators_are_listed_with_what_they_lack(asked):
    table = asked.values()
    assert table.key.nunique() > 80
    assert (table.lacking.ne("") == table.numerator.isna()).all()


def test_cells_without_a_worker_are_the_rest(asked):
    rest = asked.rows("K-02", "rest")
    assert rest.cell_code.tolist() == ["b1"]
    assert rest.crs.to_epsg() == 4326


def test_another_system_gives_the_same_figures(asked):
    moved = gridmap.Indicators(
        {"hazards": hazards().to_crs("EPSG:32650")}, cells=CELLS.to_crs("EPSG:4490"), areas=AREAS
    )
    assert moved.values("cell", ["K-33"]).equals(asked.values("cell", ["K-33"]))


def test_missing_values_of_pandas_are_missing():
    units = pd.DataFrame({"cctv": pd.array([True, None, False], dtype="boolean"), "alarm": np.nan})
    units.loc[0, "alarm"] = 0
    found = gridmap.Indicators({"units": units}).values(keys=["K-07"])
    assert found.value.tolist() == [1 / 3]


def test_rankings_and_weak_links_are_tables(asked):
    assert asked.ranking("K-33", "cell")["rank"].tolist() == [1, 1, 3]
    assert asked.weak_links("cell")[["key", "code"]].to_numpy().tolist() == [
        ["K-02", "b1"],
        ["K-33", "a2"],
    ]


def test_a_level_that_does_not_exist_is_refused(asked):
    with pytest.raises(gridmap.InputError, match="province"):
        asked.values("province")


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: gridmap.Indicators({"hazards": hazards(None)}, cells=CELLS), gridmap.InputError),
        (lambda: gridmap.Indicators({"hazards": [1, 2]}), gridmap.UsageError),
        (lambda: gridmap.Indicators({"hazard": hazards()}), gridmap.InputError),
        (lambda: gridmap.Indicators({}, cells=CELLS.drop(columns="code")), gridmap.InputError),
        (
            lambda: gridmap.Indicators({}, areas=pd.DataFrame({"code": ["a"]})),
            gridmap.InputError,
        ),
        (
            lambda: gridmap.Indicators({}, period=("2026-02-30", "2026-03-01")),
            gridmap.InputError,
        ),
        (
            lambda: gridmap.Indicators(
                {}, areas=AREAS.assign(parent_code=["a", "d", "d"]), cells=CELLS
            ),
            gridmap.InputError,
        ),
        (
            lambda: gridmap.Indicators({"hazards": hazards()}, cells=CELLS).rows("K-33", "top"),
            gridmap.UsageError,
        ),
    ],
    ids=[
        "no CRS",
        "no table",
        "unknown table",
        "no code",
        "no level",
        "no day",
        "circle",
        "no side",
    ],
)
def test_bad_input_is_refused(make, error):
    with pytest.raises(error) as caught:
        make()
    assert caught.value.mend("zh_CN")


def test_an_empty_layer_of_cells_gives_no_cells():
    found = gridmap.Indicators({"hazards": hazards()}, cells=CELLS.iloc[:0])
    assert found.values("cell", ["K-33"]).empty
    assert found.values(keys=["K-33"]).value.tolist() == [0.75]
