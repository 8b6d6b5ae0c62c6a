"""Layers as a map draws them, and as files: neighbours matched, what is seen, nothing that runs."""

from __future__ import annotations

import base64
import csv
import io
import zipfile

import numpy as np
import pyogrio
import pytest
import shapely

from gridmap.domain import Point, PointKind
from gridmap.drawing.packing import SHAPE_UNIT_DEG
from gridmap.services.map_layers import FULL_ZOOM
from tests.api.conftest import Service, make_service
from tests.api.jagged import bend_borders
from tests.unit.web.territory import BEND, CENTRE, SIDE

LAYERS = "/api/v1/layers"


def numbers(packed: bytes):
    value = shift = 0
    for byte in packed:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0


def unpacked(answer) -> list[list[np.ndarray]]:
    """Read what `pack_shapes` wrote, one number at a time."""
    given = numbers(base64.b64decode(answer["shapes"]))
    at = np.zeros(2, np.int64)
    shapes = []
    for count in given:
        rings = []
        for _ in range(count):
            places = []
            for _ in range(next(given)):
                for axis in (0, 1):
                    step = next(given)
                    at[axis] += step // 2 if step % 2 == 0 else -(step + 1) // 2
                places.append(at.copy())
            rings.append(np.array(places) * answer["unit"])
        shapes.append(rings)
    return shapes


def polygons(answer):
    return np.array([shapely.Polygon(rings[0], rings[1:]) for rings in unpacked(answer)])


def test_cells_at_full_zoom_are_the_stored_ones(shared, as_planner):
    drawn = as_planner.get(f"{LAYERS}/cells").json
    with shared.store.reading() as reader:
        stored = {cell.code: cell.geometry for cell in reader.published_cells()}
    for code, shape in zip(drawn["columns"]["code"], polygons(drawn), strict=True):
        assert shape.equals_exact(stored[code], SHAPE_UNIT_DEG, normalize=True)


@pytest.mark.parametrize("zoom", [12, 17])
@pytest.mark.parametrize("layer", ["cells", "communities"])
def test_the_first_ring_of_each_part_runs_against_the_clock(jagged, layer, zoom):
    drawn = unpacked(jagged.get(f"{LAYERS}/{layer}?zoom={zoom}").json)
    ways = [[shapely.LinearRing(ring).is_ccw for ring in rings] for rings in drawn]
    assert ways
    assert all(way[0] for way in ways)


@pytest.fixture(scope="module")
def jagged(jagged_service):
    return jagged_service.client("planner")


@pytest.fixture(scope="module")
def jagged_service():
    service = make_service()
    bend_borders(service.store)
    return service


@pytest.mark.parametrize("zoom", [10, 13, 15, FULL_ZOOM])
def test_neighbours_match_at_every_zoom(jagged, zoom):
    shapes = polygons(jagged.get(f"{LAYERS}/cells?zoom={zoom}").json)
    assert shapely.coverage_is_valid(shapes)
    assert len(shapes) == SIDE**2 + 1


def test_fewer_vertices_the_farther_away(jagged):
    sizes = [len(jagged.get(f"{LAYERS}/cells?zoom={zoom}").json["shapes"]) for zoom in (11, 15, 17)]
    assert sizes[0] * 4 < sizes[2]
    assert sizes == sorted(sizes)


def test_communities_are_drawn_as_their_cells_are(jagged):
    cells = jagged.get(f"{LAYERS}/cells?zoom=13").json
    whole = polygons(jagged.get(f"{LAYERS}/communities?zoom=13").json)[0]
    own = polygons(cells)[[code == CENTRE for code in cells["columns"]["community_code"]]]
    assert shapely.coverage_union_all(own).symmetric_difference(whole).area < 1e-10


def test_part_that_a_view_shows(as_planner):
    view = as_planner.get(f"{LAYERS}/cells?bbox=114.301,30.601,114.309,30.609").json
    assert view["columns"]["code"] == [f"{CENTRE}007"]
    assert len(unpacked(view)) == 1


def test_narrow_lines_and_buildings_wait_for_a_nearer_zoom(as_planner):
    assert as_planner.get(f"{LAYERS}/buildings?zoom=12").json["columns"]["name"] == []
    assert as_planner.get(f"{LAYERS}/buildings?zoom=15").json["columns"]["name"] == ["一号楼"]
    assert len(unpacked(as_planner.get(f"{LAYERS}/streets?zoom=9").json)) == 2


def test_known_layer_is_not_sent_again(as_planner):
    path = f"{LAYERS}/cells?zoom=14"
    tag = as_planner.get(path).headers["ETag"]
    assert as_planner.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert as_planner.get(f"{path}&bbox=1,1,2,2").headers["ETag"] != tag


def test_scope_hides_what_lies_outside_at_every_zoom(as_local):
    for layer in ("cells", "communities"):
        codes = as_local.get(f"{LAYERS}/{layer}?zoom=12").json["columns"]["code"]
        assert BEND not in "".join(codes)
        assert len(codes) == 1


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "fgb"])
def test_what_is_seen_leaves_as_a_file(as_planner, suffix, tmp_path):
    query = "bbox=114.31,30.6,114.32,30.63&class=restaurant"
    answer = as_planner.get(f"{LAYERS}/shops.{suffix}?{query}")
    seen = as_planner.get(f"/api/v1/points/shop?{query}").json["id"]
    path = tmp_path / f"shops.{suffix}"
    path.write_bytes(answer.data)
    assert len(pyogrio.read_dataframe(path)) == len(seen) > 0
    assert answer.headers["Content-Disposition"] == f'attachment; filename="shops.{suffix}"'


def test_cells_in_view_leave_as_a_file(as_planner):
    answer = as_planner.get(f"{LAYERS}/cells.geojson?bbox=114.301,30.601,114.309,30.609")
    assert [one["properties"]["code"] for one in answer.get_json(force=True)["features"]] == [
        f"{CENTRE}007"
    ]


def test_csv_begins_with_its_mark_and_has_every_row(as_planner):
    text = as_planner.get(f"{LAYERS}/shops.csv").data
    assert text.startswith(b"\xef\xbb\xbf")
    assert len(list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))) == 61


HOSTILE = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "{=1}", "=HYPERLINK(1)"]


def test_text_that_looks_like_a_formula_stays_text(service: Service):
    with service.store.writing() as writer:
        writer.put_points(
            Point(f"x{n}", PointKind.SHOP, "bakery", 114.305, 30.625, name)
            for n, name in enumerate(HOSTILE)
        )
    client = service.client("planner")
    book = zipfile.ZipFile(io.BytesIO(client.get(f"{LAYERS}/shops.xlsx?q=x").data))
    sheets = [book.read(name).decode() for name in book.namelist() if "sheet" in name]
    assert not any("<f>" in sheet or "<f " in sheet for sheet in sheets)
    rows = csv.DictReader(
        io.StringIO(client.get(f"{LAYERS}/shops.csv?q=x").data.decode("utf-8-sig"))
    )
    assert not any(row["name"].lstrip().startswith(tuple("=+-@＝")) for row in rows)


def test_snapshot_has_every_layer_and_no_accounts(as_planner, tmp_path):
    (tmp_path / "all.gpkg").write_bytes(as_planner.get(f"{LAYERS}/snapshot.gpkg").data)
    names = {name for name, _ in pyogrio.list_layers(tmp_path / "all.gpkg")}
    assert {"cell", "shop"} & names or {"cells", "shops"} & names
    assert not names & {"account", "audit", "edit"}


def test_snapshot_is_for_those_who_see_everything(as_local):
    assert as_local.get(f"{LAYERS}/snapshot.gpkg").status_code == 403


@pytest.mark.parametrize("path", ["persons", "persons.geojson", "cells.exe", "blocks", "cells.gml"])
def test_what_is_no_layer_or_no_format(as_planner, path):
    assert as_planner.get(f"{LAYERS}/{path}").status_code == 404


@pytest.mark.parametrize("suffix", ["csv", "gpkg", "xlsx", "geojson"])
def test_scope_holds_in_every_format(as_local, suffix):
    data = as_local.get(f"{LAYERS}/shops.{suffix}").data
    if suffix == "xlsx":
        book = zipfile.ZipFile(io.BytesIO(data))
        data = b"".join(book.read(name) for name in book.namelist())
    assert BEND.encode() not in data
    assert "远处小店".encode() not in data


def test_viewer_takes_nothing_away(as_viewer):
    assert as_viewer.get(f"{LAYERS}/cells?zoom=12").status_code == 200
    assert as_viewer.get(f"{LAYERS}/cells.csv").status_code == 403
