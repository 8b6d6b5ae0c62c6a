import gzip
import json
import sqlite3
import struct
import zipfile

import numpy as np
import openpyxl
import pyogrio
import pytest
from shapely import Point

from gridmap.errors import InputError
from gridmap.formats import as_lonlat, read, reading, write
from gridmap.geometry.datum import Datum, from_wgs84

POINT = {"type": "Feature", "properties": {"名称": "店"}, "geometry": {"type": "Point"}}


def geojson(path, x=120.5, y=30.5, **members):
    feature = POINT | {"geometry": {"type": "Point", "coordinates": [x, y]}}
    document = {"type": "FeatureCollection", "features": [feature]} | members
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def code_of(path, **options):
    with pytest.raises(InputError) as caught:
        read(path, **options)
    assert caught.value.place.file == path.name
    return caught.value.code


def named(name):
    return {"crs": {"type": "name", "properties": {"name": name}}}


def test_geojson_is_wgs_84_where_it_says_nothing(tmp_path):
    assert read(geojson(tmp_path / "a.geojson")).crs == "EPSG:4326"


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("urn:ogc:def:crs:EPSG::4490", "EPSG:4490"),
        ("EPSG:4490", "EPSG:4490"),
    ],
)
def test_the_old_member_crs_is_read(tmp_path, name, crs):
    assert read(geojson(tmp_path / "a.geojson", **named(name))).crs == crs


def test_a_member_crs_that_is_a_link_is_refused(tmp_path):
    link = {"crs": {"type": "link", "properties": {"href": "http://127.0.0.1:9/"}}}
    assert code_of(geojson(tmp_path / "a.geojson", **link)) == "geojson.crs"


def test_the_user_s_word_on_the_system_holds_where_the_file_is_silent(tmp_path):
    path = geojson(tmp_path / "a.geojson", 500000, 3400000)
    assert read(path, crs="EPSG:4549").crs == "EPSG:4549"


def test_the_user_must_not_contradict_the_file(tmp_path):
    path = geojson(tmp_path / "a.geojson", **named("EPSG:4490"))
    assert code_of(path, crs="EPSG:4549") == "crs.contradiction"


def test_an_unknown_system_of_the_file_is_refused_with_its_name(tmp_path):
    assert code_of(geojson(tmp_path / "a.geojson", **named("EPSG:999999"))) == "crs.unknown"


def test_projected_points_become_longitude_and_latitude(tmp_path):
    path = geojson(tmp_path / "a.geojson", 500000, 3320114, **named("EPSG:4549"))
    assert as_lonlat(read(path)).geometry[0].x == pytest.approx(120)


def test_a_datum_is_taken_off_by_explicit_choice(tmp_path):
    lon, lat = from_wgs84(120.5, 30.5, Datum.GCJ02)
    path = geojson(tmp_path / "a.geojson", float(lon), float(lat))
    moved = read(path, datum="gcj02").geometry[0]
    assert moved.distance(Point(120.5, 30.5)) < 1e-9
    assert read(path).geometry[0].distance(Point(120.5, 30.5)) > 1e-3


def test_a_datum_for_metres_is_refused(tmp_path):
    path = geojson(tmp_path / "a.geojson", 500000, 3320114, **named("EPSG:4549"))
    assert code_of(path, datum=Datum.GCJ02) == "datum.projected"


def test_an_unknown_datum_is_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        read(geojson(tmp_path / "a.geojson"), datum="moon")
    assert caught.value.code == "datum.unknown"


def test_broken_json_names_row_and_column(tmp_path):
    (tmp_path / "a.geojson").write_text('{"type":\n "x",\n NaN}', encoding="ascii")
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a.geojson")
    assert (caught.value.code, caught.value.place.row) == ("json.broken", 3)


@pytest.mark.parametrize("number", ["1e999", "NaN", "Infinity", "-Infinity"])
def test_numbers_that_are_none_are_refused(tmp_path, number):
    text = f'{{"type":"Point","coordinates":[{number},1]}}'
    (tmp_path / "a.geojson").write_text(text, encoding="ascii")
    assert code_of(tmp_path / "a.geojson") in {"json.broken", "coordinates.not_finite"}


def test_geojson_in_gbk_is_read_and_said(tmp_path):
    text = geojson(tmp_path / "a.geojson").read_text(encoding="utf-8")
    (tmp_path / "a.geojson").write_bytes(text.encode("gbk"))
    table = read(tmp_path / "a.geojson")
    assert table.columns["名称"] == ["店"]
    assert table.notices[0].params == {"encoding": "gb18030"}


def test_newline_delimited_geojson_with_record_separators(tmp_path):
    line = json.dumps(POINT | {"geometry": None})
    (tmp_path / "a.geojsons").write_text(f"\x1e{line}\n\x1e{line}\n", encoding="ascii")
    assert len(read(tmp_path / "a.geojsons")) == 2


def test_a_broken_line_is_named_by_its_row(tmp_path):
    line = json.dumps(POINT | {"geometry": None})
    (tmp_path / "a.geojsonl").write_text(f'{line}\n{{"type":\n{line}\n', encoding="ascii")
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a.geojsonl")
    assert caught.value.place.row == 2


def test_what_is_nested_in_properties_stays_readable(tmp_path):
    feature = POINT | {"geometry": None, "properties": {"a": {"b": [1, "名"]}}}
    (tmp_path / "a.geojson").write_text(json.dumps(feature), encoding="ascii")
    assert json.loads(read(tmp_path / "a.geojson").columns["a"][0]) == {"b": [1, "名"]}


def test_a_file_in_gzip_or_zip_reads_as_itself(tmp_path):
    path = geojson(tmp_path / "a.geojson")
    (tmp_path / "a.geojson.gz").write_bytes(gzip.compress(path.read_bytes()))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.write(path, "数据/a.geojson")
    assert len(read(tmp_path / "a.geojson.gz")) == len(read(tmp_path / "a.zip")) == 1


def test_an_archive_without_data_names_what_it_holds(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("读我.pdf", b"x")
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a.zip")
    assert "读我.pdf" in caught.value.what("zh_CN")


def two_layers(path):
    frame = pyogrio.read_dataframe(geojson(path.with_suffix(".geojson")))
    for layer in ("甲", "乙"):
        pyogrio.write_dataframe(frame, path, layer=layer, append=path.exists())
    return path


def test_several_layers_ask_for_one(tmp_path):
    path = two_layers(tmp_path / "a.gpkg")
    with pytest.raises(InputError) as caught:
        read(path)
    assert "甲, 乙" in caught.value.what("zh_CN")
    assert len(read(path, layer="乙")) == 1


def test_a_layer_that_is_not_there_names_those_that_are(tmp_path):
    assert code_of(two_layers(tmp_path / "a.gpkg"), layer="丙") == "layer.absent"


def test_a_geopackage_in_use_is_read_with_its_log_and_left_alone(tmp_path):
    path = tmp_path / "a.gpkg"
    frame = pyogrio.read_dataframe(geojson(tmp_path / "a.geojson"))
    pyogrio.write_dataframe(frame, path, layer="layer", SPATIAL_INDEX="NO")
    with sqlite3.connect(path) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("UPDATE layer SET 名称 = '未合并'")
        writer.commit()
        before = {left.name: left.read_bytes() for left in tmp_path.iterdir()}
        assert read(path).columns["名称"] == ["未合并"]
        assert {left.name: left.read_bytes() for left in tmp_path.iterdir()} == before
    writer.close()


def test_a_damaged_geopackage_is_unreadable(tmp_path):
    (tmp_path / "a.gpkg").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    assert code_of(tmp_path / "a.gpkg") == "file.unreadable"


def test_a_shapefile_lies_or_is_packed(tmp_path):
    write(read(geojson(tmp_path / "a.geojson")), tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        packed.extractall(tmp_path)
    assert read(tmp_path / "a.shp").columns["名称"] == ["店"]


def test_a_shapefile_without_its_table_is_refused(tmp_path):
    write(read(geojson(tmp_path / "a.geojson")), tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        packed.extract("a.shp", tmp_path)
    assert code_of(tmp_path / "a.shp") == "shapefile.table"


def test_a_shapefile_without_prj_asks_for_the_system(tmp_path):
    write(read(geojson(tmp_path / "a.geojson")), tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        packed.extractall(tmp_path)
    (tmp_path / "a.prj").unlink()
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a.shp")
    assert "--crs" in caught.value.mend("zh_CN")
    assert read(tmp_path / "a.shp", crs="EPSG:4490").crs == "EPSG:4490"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_found(tmp_path, separator):
    rows = [["名称", "经度", "纬度"], ["甲", "120.5", "30.5"], ["乙,丙", "120.6", "30.6"]]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert read(tmp_path / "a.csv").geometry[1].x == 120.6


def test_an_open_quote_is_named_by_its_row(tmp_path):
    (tmp_path / "a.csv").write_text('a,b\n1,2\n"3,4\n5,6\n', encoding="ascii")
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a.csv")
    assert (caught.value.code, caught.value.place.row) == ("csv.quote", 3)


def test_broken_well_known_text_is_named_by_row_and_column(tmp_path):
    good = "POLYGON((0 0,1 0,1 1,0 0))"
    lines = ["n;wkt", *[f"{n};{good}" for n in range(20)], "x;POLYGON((0 0,1 0,1 1))"]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="ascii")
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a.csv", crs="EPSG:4326")
    assert (caught.value.place.row, caught.value.place.column) == (22, "wkt")


def workbook(path, rows, title="数据"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book, sheet


def test_a_sheet_of_text_numbers(tmp_path):
    book, _ = workbook(tmp_path, [["店名", "经度", "纬度"], ["甲", "120.5", "30.5"]])
    book.save(tmp_path / "a.xlsx")
    table = read(tmp_path / "a.xlsx")
    assert table.geometry[0].y == 30.5
    assert [notice.code for notice in table.notices] == ["crs.from_heads"]


def test_hidden_sheets_are_passed_over_and_others_named(tmp_path):
    book, sheet = workbook(tmp_path, [["a", "b"], [1, 2]], "隐藏")
    sheet.sheet_state = "hidden"
    for name in ("甲", "乙"):
        book.create_sheet(name).append(["x", "y"])
        book[name].append([name, 1])
    book.save(tmp_path / "a.xlsx")
    table = read(tmp_path / "a.xlsx")
    assert table.columns["x"] == ["甲"]
    assert table.notices[0].params["others"] == "乙"


def test_a_sheet_is_chosen_by_name(tmp_path):
    book, _ = workbook(tmp_path, [["a", "b"], ["x", "y"]])
    book.create_sheet("乙").append(["c", "d"])
    book["乙"].append(["u", "v"])
    book.save(tmp_path / "a.xlsx")
    assert dict(read(tmp_path / "a.xlsx", layer="乙").columns) == {"c": ["u"], "d": ["v"]}


def test_bad_rows_of_a_sheet_are_named_as_the_sheet_shows_them(tmp_path):
    rows = [["登记表"], ["店名", "经度", "纬度"], ["甲", 120.5, 30.5], ["乙", "东", 30.5]]
    book, _ = workbook(tmp_path, rows)
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a.xlsx")
    assert (caught.value.place.row, caught.value.place.column) == (4, "经度")


def test_kml_and_gpx_are_read(tmp_path):
    (tmp_path / "a.kml").write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>网格</name>'
        "<Point><coordinates>120.5,30.5</coordinates></Point></Placemark></Document></kml>",
        encoding="utf-8",
    )
    (tmp_path / "a.gpx").write_text(
        '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
        '<wpt lat="30.5" lon="120.5"><name>网格</name></wpt></gpx>',
        encoding="utf-8",
    )
    assert read(tmp_path / "a.kml").geometry[0].x == 120.5
    assert read(tmp_path / "a.gpx", layer="waypoints").geometry[0].x == 120.5


def geopackage_of(path, wkb):
    values = [np.array([1])]
    options = {"driver": "GPKG", "geometry_type": "Unknown", "crs": "EPSG:4326"}
    pyogrio.raw.write(path, np.array([wkb], object), values, ["n"], **options)
    return path


def wkb_of(kind, *parts):
    return struct.pack("<BII", 1, kind, len(parts)) + b"".join(parts)


def test_arcs_are_read_as_lines(tmp_path):
    positions = [struct.pack("<dd", *xy) for xy in ((120, 30), (120.5, 30.5), (121, 30))]
    path = geopackage_of(tmp_path / "a.gpkg", wkb_of(8, *positions))
    assert read(path).geometry[0].geom_type == "LineString"


def test_a_surface_in_space_is_refused():
    surface = np.array([wkb_of(1015)], object)
    with pytest.raises(InputError) as caught:
        reading._from_wkb(surface, "a.gpkg")
    assert (caught.value.code, caught.value.place.file) == ("geometry.kind", "a.gpkg")
