"""The main job on the whole sample: what a new user's first command makes."""

from __future__ import annotations

import json
from collections import Counter

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.domain import PlanStatus, PointKind
from gridmap.sample import generate
from gridmap.services.demo import demonstrate
from gridmap.services.layers import LAYER_OF_KIND
from gridmap.store import open_store


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    steps: list[str] = []

    def note(code, done=0, total=0):
        steps.append(code)

    demonstration = demonstrate(tmp_path_factory.mktemp("demo"), progress=note)
    return demonstration, steps


@pytest.fixture(scope="module")
def cells(made):
    return geopandas.read_file(made[0].folder / "cells.geojson")


def test_every_file_is_there(made):
    names = {path.name for path in made[0].files}
    layers = {f"{layer}.geojson" for layer in ("cells", *LAYER_OF_KIND.values())}
    assert names == layers | {"gridmap.gpkg", "report.csv", "map.html"}
    assert all(path.stat().st_size > 0 for path in made[0].files)


def test_progress_names_every_step(made):
    assert list(dict.fromkeys(made[1])) == [
        *("generate", "import", "divide", "assign", "publish", "points", "export", "report", "map")
    ]


def test_more_than_130_cells_of_300_to_500_households(cells):
    assert len(cells) > 130
    assert cells["load"].between(300, 500).all()


def test_the_cells_are_one_exact_coverage(cells):
    assert shapely.coverage_is_valid(cells.geometry.to_numpy())


def test_every_cell_has_its_leader(cells):
    assert cells["leader_name"].notna().all()


def test_households_are_conserved(cells):
    assert cells["load"].sum() == sum(generate().truth.households.values())


@pytest.mark.parametrize("kind", PointKind)
def test_counts_are_those_of_geopandas(made, cells, kind):
    points = geopandas.read_file(made[0].folder / f"{LAYER_OF_KIND[kind]}.geojson")
    joined = geopandas.sjoin(points[["geometry"]], cells[["code", "geometry"]], predicate="within")
    expected = joined.groupby("code").size().reindex(cells["code"], fill_value=0)
    assert (expected.to_numpy() == cells[f"{kind.value}_count"].to_numpy()).all()


def test_no_point_is_lost(made):
    counts = generate().truth.counts
    for kind, layer in LAYER_OF_KIND.items():
        found = json.loads((made[0].folder / f"{layer}.geojson").read_text(encoding="utf-8"))
        assert len(found["features"]) == counts[kind]


def test_the_report_is_the_map_s_and_the_table_s(made, cells):
    report = pd.read_csv(made[0].folder / "report.csv", dtype={"code": str})
    rows = report[report["level"] == "cell"].set_index("code").loc[cells["code"]]
    assert np.allclose(rows["load"], cells["load"])
    assert (rows["shops"].to_numpy() == cells["shop_count"].to_numpy()).all()


def test_one_community_is_divided_by_the_lattice_too(made):
    store = open_store(made[0].folder / "gridmap.gpkg")
    with store.reading() as reader:
        plans = Counter(plan.status for plan in reader.plans())
        (draft,) = reader.plans(status=PlanStatus.DRAFT)
        areas = [cell.area_m2 for cell in reader.cells(draft.id)]
    store.close()
    assert plans == {PlanStatus.PUBLISHED: 13, PlanStatus.DRAFT: 1}
    assert draft.name == "lattice"
    assert np.median(areas) == pytest.approx(10_000, rel=0.02)
