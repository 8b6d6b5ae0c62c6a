"""Densities from GeoDataFrames: right numbers, clear words on bad input, files that others open."""

from __future__ import annotations

import ctypes
import json
from pathlib import Path

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely
from PIL import Image

import gridmap
from gridmap.errors import InputError, UsageError

AREA = shapely.box(114.30, 30.60, 114.33, 30.63)
CELLS = [shapely.box(114.30 + k / 100, 30.60, 114.31 + k / 100, 30.63) for k in range(3)]


def frame(shapes, crs="EPSG:4326", **columns) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def events(count: int = 500, seed: int = 0) -> geopandas.GeoDataFrame:
    places = np.random.default_rng(seed).uniform((114.3, 30.6), (114.33, 30.63), (count, 2))
    return frame(shapely.points(places), size=np.ones(count) * 2)


@pytest.fixture(scope="module")
def found() -> gridmap.DensityMap:
    return gridmap.density(events(), within=frame([AREA]))


def test_integral_is_the_count(found):
    assert found.integral == pytest.approx(500, rel=0.005)


def test_metric_input_gives_the_same(found):
    metres = gridmap.density(
        events().to_crs("EPSG:4547"), within=frame([AREA]).to_crs("EPSG:4547"), bandwidth_m=150
    )
    assert metres.integral == pytest.approx(found.integral, rel=1e-6)


def test_weights_are_summed():
    assert gridmap.density(events(), within=frame([AREA]), weight="size").integral == pytest.approx(
        1000, rel=0.005
    )


def test_cells_share_out_the_integral(found):
    shared = found.per_cell(frame(CELLS, code=["a", "b", "c"]))
    assert shared["smoothed_events"].sum() == pytest.approx(found.integral, rel=1e-6)
    assert shared["per_km2"].between(30, 80).all()


def test_contours_hold_what_their_bounds_say(found):
    contours = found.contours()
    inside = contours.geometry.iloc[1].buffer(-1e-4).representative_point()
    value = found.at(frame([inside]))[0]
    assert contours["low"].iloc[1] <= value <= contours["high"].iloc[1]
    assert contours.geometry.is_valid.all()


def test_contours_and_what_lies_below_them_fill_the_boundary(found):
    bounds = [float(found.values.min()) - 1e9, *found.raster.classes]
    assert found.contours(bounds).to_crs("EPSG:4547").area.sum() == pytest.approx(
        frame([AREA]).to_crs("EPSG:4547").area.sum(), rel=1e-5
    )


def test_events_outside_are_counted_and_left_out():
    more = frame([*events().geometry, shapely.Point(114.5, 30.6)])
    found = gridmap.density(more, within=frame([AREA]))
    assert found.left_out == 1
    assert found.integral == pytest.approx(500, rel=0.005)


def test_rate_per_thousand_households_is_that_of_the_counts():
    homes = frame(events(4000, 3).geometry, households=np.full(4000, 5))
    found = gridmap.density(events(2000), within=frame([AREA]), households=homes, bandwidth_m=400)
    assert np.nanmedian(found.values[found.raster.inside > 0]) == pytest.approx(100, rel=0.05)
    assert found.legend("en")[0] == "events per 1,000 households"


def test_rate_is_not_applicable_where_nobody_lives():
    homes = frame(shapely.points([(114.302, 30.602)] * 50), households=np.full(50, 5))
    found = gridmap.density(events(), within=frame([AREA]), households=homes)
    assert np.isnan(found.at(frame([shapely.Point(114.325, 30.625)]))).all()


def test_one_density_for_each_weekday():
    days = [f"2026-01-{5 + k % 3:02d} 08:00" for k in range(500)]
    frames = gridmap.density_frames(
        events().assign(day=days), moment="day", by="weekday", within=frame([AREA])
    )
    counts = [frames.frame(day).integral for day in range(7)]
    assert counts == pytest.approx([167, 167, 166, 0, 0, 0, 0], rel=0.005)


def test_events_without_a_time_have_no_bands():
    with pytest.raises(InputError) as caught:
        gridmap.density_frames(events().assign(day=None), moment="day", by="hour")
    assert caught.value.code == "window.empty"


def test_rate_cannot_be_summed():
    homes = frame(events(400).geometry, households=np.full(400, 5))
    with pytest.raises(UsageError) as caught:
        gridmap.density(events(), households=homes).per_cell(frame(CELLS))
    assert caught.value.code == "density.not_additive"


@pytest.mark.parametrize(
    ("code", "points", "options"),
    [
        ("frame.crs", frame([shapely.Point(1, 1)], crs=None), {}),
        ("frame.points", frame([AREA]), {}),
        ("locate.not_finite", frame([shapely.Point(114.3, 30.6), None]), {}),
        ("locate.not_finite", frame([shapely.Point()]), {}),
        ("locate.not_finite", frame([shapely.Point(np.inf, 30.6)]), {}),
        ("density.frame", frame([]), {}),
        ("density.bandwidth", events(), {"bandwidth_m": 0.0}),
        ("frame.column", events(), {"weight": "absent"}),
        ("density.boundary", events(), {"within": frame([shapely.Point(114.3, 30.6)])}),
        ("density.boundary", events(), {"within": frame([])}),
        ("density.swapped", frame(shapely.transform(events(5).geometry.to_numpy(), np.fliplr)),
         {"within": frame([AREA])}),
        ("crs.not_lonlat", frame(shapely.transform(events(5).geometry.to_numpy(), np.fliplr)), {}),
        ("density.no_households", events(), {"households": frame([AREA], households=[0])}),
        ("frame.numbers", frame([shapely.Point(114.3, 30.6)], size=["many"]), {"weight": "size"}),
    ],
)  # fmt: skip
def test_bad_input_is_named(code, points, options):
    with pytest.raises(InputError) as caught:
        gridmap.density(points, **options)
    assert caught.value.code == code
    assert caught.value.what("en") != f"error.{code}"


def test_no_event_inside_a_boundary_is_zero_everywhere():
    found = gridmap.density(frame([]), within=frame([AREA]))
    assert found.integral == 0
    assert found.legend("en")[1].startswith("No events")


def test_gdal_reads_place_system_unit_and_values(found, tmp_path):
    found.write(tmp_path / "heat.tif")
    place, system, unit, values = by_gdal(tmp_path / "heat.tif", found.values.shape)
    west, _, _, north = found.raster.bounds_m
    assert place == pytest.approx([west, 18.75, 0, north, 0, -18.75])
    assert (f'"EPSG","{found.raster.crs.to_epsg()}"' in system, unit) == (True, "events per km2")
    outside = found.raster.inside == 0
    assert np.isnan(values[outside]).all()
    assert values[~outside] == pytest.approx(found.values[~outside], rel=1e-6)


def by_gdal(path: Path, shape: tuple[int, int]) -> tuple[list[float], str, str, np.ndarray]:
    """What GDAL, which pyogrio carries, makes of a raster."""
    folder = Path(pyogrio.__file__).parents[1] / "pyogrio.libs"
    gdal = ctypes.CDLL(str(next(folder.glob("libgdal*"))))
    handle, number, where = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
    gdal.GDALAllRegister()
    for name, answer, arguments in (
        ("GDALOpen", handle, [where, number]),
        ("GDALGetGeoTransform", number, [handle, handle]),
        ("GDALGetProjectionRef", where, [handle]),
        ("GDALGetRasterBand", handle, [handle, number]),
        ("GDALGetRasterUnitType", where, [handle]),
        ("GDALRasterIO", number, [handle, *[number] * 5, handle, *[number] * 5]),
        ("GDALClose", None, [handle]),
    ):
        function = getattr(gdal, name)
        function.restype, function.argtypes = answer, arguments
    opened = gdal.GDALOpen(str(path).encode(), 0)
    transform, values = (ctypes.c_double * 6)(), np.empty(shape)
    gdal.GDALGetGeoTransform(opened, transform)
    band = gdal.GDALGetRasterBand(opened, 1)
    height, width = shape
    float64 = 7
    gdal.GDALRasterIO(
        band, 0, 0, 0, width, height, values.ctypes.data, width, height, float64, 0, 0
    )
    answer = (
        list(transform),
        gdal.GDALGetProjectionRef(opened).decode(),
        gdal.GDALGetRasterUnitType(band).decode(),
        values,
    )
    gdal.GDALClose(opened)
    return answer


def test_picture_has_its_place_and_its_legend_beside_it(found, tmp_path):
    written = found.write(tmp_path / "heat.png")
    assert sorted(path.suffix for path in written) == [".json", ".pgw", ".png", ".prj"]
    legend = json.loads((tmp_path / "heat.json").read_text(encoding="utf-8"))
    assert legend["class_bounds"] == list(found.raster.classes)
    width, height = Image.open(tmp_path / "heat.png").size
    across, _, _, down, _, _ = map(float, (tmp_path / "heat.pgw").read_text().split())
    west, south, east, north = found.raster.bounds_m
    assert (across * width, -down * height) == pytest.approx((east - west, north - south))


def test_contours_are_written_as_a_layer(found, tmp_path):
    found.write(tmp_path / "heat.geojson")
    read = geopandas.read_file(tmp_path / "heat.geojson")
    assert read["low"].tolist() == list(found.raster.classes)[: len(read)]


@pytest.mark.parametrize("name", ["heat.doc", "heat", "absent/heat.tif"])
def test_what_cannot_be_written_is_named(found, tmp_path, name):
    with pytest.raises(InputError) as caught:
        found.write(tmp_path / name)
    assert caught.value.code in {"density.ending", "density.write"}
