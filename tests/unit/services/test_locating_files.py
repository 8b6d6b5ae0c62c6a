"""Files of points get the codes of their cells, in pieces as at once."""

from __future__ import annotations

import geopandas
import numpy as np
import pytest
import shapely

from gridmap.errors import InputError
from gridmap.formats import read
from gridmap.services.files import Reading
from gridmap.services.locating_files import Finding, Located, locate_file

STEP = 0.001
WEST, SOUTH = 114.3, 30.6
COUNT = 300


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    corners = [(WEST + i * STEP, SOUTH + j * STEP) for j in range(3) for i in range(3)]
    shapes = [shapely.box(x, y, x + STEP, y + STEP) for x, y in corners]
    path = tmp_path_factory.mktemp("locating") / "cells.geojson"
    frame = geopandas.GeoDataFrame({"code": [f"c{n}" for n in range(9)]}, geometry=shapes, crs=4326)
    frame.to_file(path)
    return path


@pytest.fixture(scope="module")
def points(cells):
    generator = np.random.default_rng(5)
    lonlat = generator.uniform((WEST, SOUTH), (WEST + 4 * STEP, SOUTH + 3 * STEP), (COUNT, 2))
    path = cells.with_name("points.csv")
    rows = [f"{lon:.7f},{lat:.7f}" for lon, lat in lonlat.tolist()]
    path.write_text("\n".join(["lon,lat", *rows, ""]))
    return path


def test_a_file_in_pieces_is_written_as_one_read_at_once(points, cells, tmp_path):
    seen = []
    once = locate_file(points, cells, tmp_path / "once.csv", Reading())
    parts = locate_file(
        points,
        cells,
        tmp_path / "parts.csv",
        Reading(),
        progress=lambda code, done=0, total=0: seen.append((code, done, total)),
        whole_bytes=points.stat().st_size // 2,
    )
    assert once == parts == Located(COUNT, once.inside, 0)
    assert (tmp_path / "once.csv").read_bytes() == (tmp_path / "parts.csv").read_bytes()
    assert [code for code, _, _ in seen].count("locate_rows") > 1


def test_what_else_is_found_stands_in_columns(points, cells, tmp_path):
    output = tmp_path / "found.csv"
    found = locate_file(points, cells, output, Reading(), finding=Finding(8.0, nearest=True))
    columns = read(output).columns
    outside = [cell is None for cell in columns["cell"]]
    assert [code is not None for code in columns["nearest"]] == outside
    doubts = [codes for codes in columns["doubtful"] if codes is not None]
    assert found.doubtful == len(doubts) > 0


def test_an_empty_layer_of_cells_is_refused(points, tmp_path):
    empty = tmp_path / "none.geojson"
    empty.write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(InputError):
        locate_file(points, empty, tmp_path / "out.csv", Reading())
