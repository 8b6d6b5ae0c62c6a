"""The stand-alone map on 605 real grids and 41,879 real shops, schools and stops."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.domain import PointKind
from gridmap.drawing import CellShape, MapLayers, PointLayer, ShownClass, Wording
from gridmap.drawing.palette import owner_hues
from gridmap.drawing.payload import payload
from gridmap.drawing.standalone import write_map

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def grids(realdata: Path) -> geopandas.GeoDataFrame:
    return geopandas.read_file(realdata / "hangzhou_xihu" / "boundaries.gpkg", layer="grids")


@pytest.fixture(scope="module")
def places(realdata: Path) -> pd.DataFrame:
    return pd.read_csv(realdata / "shanghai_poi" / "poi.csv.gz", usecols=["category", "lon", "lat"])


def test_neighbouring_grids_never_share_a_hue(grids: geopandas.GeoDataFrame) -> None:
    sound = grids[grids.is_valid].reset_index(drop=True)
    hues = owner_hues(list(sound.geometry), list(sound.index))
    pairs = geopandas.sjoin(sound[["geometry"]], sound[["geometry"]], predicate="intersects")
    left, right = pairs.index.to_numpy(), pairs["index_right"].to_numpy()
    shared = shapely.intersection(sound.geometry.array[left], sound.geometry.array[right])
    neighbours = (left < right) & (shapely.length(shared) > 1e-9)
    assert (hues[left[neighbours]] != hues[right[neighbours]]).all()


def test_labels_lie_in_the_grids_with_all_their_holes_and_exclaves(
    grids: geopandas.GeoDataFrame,
) -> None:
    sound = grids[grids.is_valid]
    cells = [CellShape(str(i), "", shape, "c") for i, shape in enumerate(sound.geometry)]
    labels = payload(MapLayers(name="x", cells=cells), title="x", locale="en")["cells"]["labels"]
    assert shapely.within(shapely.points(labels[0::3], labels[1::3]), sound.geometry.array).all()


def test_every_place_costs_less_than_four_bytes(places: pd.DataFrame, tmp_path: Path) -> None:
    index, names = pd.factorize(places["category"])
    classes = tuple(ShownClass(name, Wording(name, name)) for name in names)
    lon, lat = places["lon"].to_numpy(np.float64), places["lat"].to_numpy(np.float64)
    layer = PointLayer(PointKind.SHOP, classes, lon, lat, index)
    empty = PointLayer(PointKind.SHOP, classes, lon[:0], lat[:0], index[:0])
    sizes = [
        write_map(MapLayers(name="x", points=[one]), tmp_path / "x.html").stat().st_size
        for one in (layer, empty)
    ]
    assert (sizes[0] - sizes[1]) / len(places) < 4
