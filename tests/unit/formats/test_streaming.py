"""Large files come piece by piece, and are the same in pieces as whole."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest
import shapely

from gridmap.domain import FeatureTable
from gridmap.errors import InputError
from gridmap.formats import read, require_points, write_csv
from gridmap.formats.streaming import read_pieces, write_pieces
from gridmap.formats.values import typed

ROWS = 60


def csv_file(tmp_path, *, name="points.csv", encoding="utf-8", quoted=False, end="\n"):
    lines = ["name,lon,lat"]
    for number in range(ROWS):
        label = f'"路{number}\n第二行, ""引号"""' if quoted else f"路{number}"
        lines.append(f"{label},{116 + number / 1000},{39 + number / 1000}")
    path = tmp_path / name
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return path


def lines_file(tmp_path):
    path = tmp_path / "points.geojsonl"
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [116 + n / 1000, 39]},
            "properties": {"name": f'a "{n}"'},
        }
        for n in range(ROWS)
    ]
    path.write_text("\n".join(json.dumps(feature) for feature in features))
    return path


def all_pieces(path, **options):
    return list(read_pieces(path, piece_bytes=path.stat().st_size // 3, **options))


def assert_as_whole(path, **options):
    pieces = [piece.table for piece in all_pieces(path, **options)]
    whole = read(path, **options)
    assert len(pieces) > 1
    assert [name for piece in pieces for name in piece.columns["name"]] == whole.columns["name"]
    found = np.concatenate([piece.geometry for piece in pieces])
    assert shapely.equals(found, whole.geometry).all()
    assert np.concatenate([piece.rows for piece in pieces]).tolist() == whole.rows.tolist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_in_pieces_is_as_whole(tmp_path, encoding):
    assert_as_whole(csv_file(tmp_path, encoding=encoding))


def test_cells_with_line_ends_stay_whole(tmp_path):
    assert_as_whole(csv_file(tmp_path, quoted=True, end="\r\n"))


def test_features_in_pieces_are_as_whole(tmp_path):
    assert_as_whole(lines_file(tmp_path))


def test_what_is_done_grows_to_the_size_of_the_file(tmp_path):
    path = csv_file(tmp_path)
    done = [piece.done_bytes for piece in all_pieces(path)]
    assert done == sorted(set(done))
    assert done[-1] == path.stat().st_size


def test_empty_lines_at_the_end_are_no_piece(tmp_path):
    path = csv_file(tmp_path)
    path.write_bytes(path.read_bytes() + b"\n" * 2000)
    assert sum(len(piece.table) for piece in all_pieces(path)) == ROWS


def test_a_fault_is_named_with_its_row_in_the_whole_file(tmp_path):
    path = csv_file(tmp_path)
    path.write_text(path.read_text().replace("116.05,", "east,"))
    with pytest.raises(InputError) as caught:
        all_pieces(path)
    assert (caught.value.place.row, caught.value.place.column) == (52, "lon")


def test_a_header_alone_is_no_table(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("name,lon,lat\n")
    with pytest.raises(InputError) as caught:
        all_pieces(path)
    assert caught.value.code == "table.empty"


def test_a_quote_that_never_ends_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("gridmap.formats.limits.TEXT_BYTES", 2000)
    path = tmp_path / "open.csv"
    path.write_text('name,lon,lat\n"' + "a,1,2\n" * 2000)
    with pytest.raises(InputError) as caught:
        next(read_pieces(path, piece_bytes=100))
    assert caught.value.code == "csv.quote"


def test_wide_characters_are_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        all_pieces(csv_file(tmp_path, encoding="utf-16"))
    assert caught.value.code == "stream.wide"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError) as caught:
        next(read_pieces(tmp_path / "absent.csv"))
    assert caught.value.code == "file.missing"


@pytest.mark.parametrize("name", ["out.csv", "out.geojson", "out.geojsonl"])
def test_pieces_are_written_as_the_whole_is(tmp_path, name):
    path = csv_file(tmp_path)
    write_pieces((piece.table for piece in all_pieces(path)), tmp_path / name)
    again = read(tmp_path / name)
    assert again.columns["name"] == read(path).columns["name"]
    assert shapely.equals(again.geometry, read(path).geometry).all()


def test_nothing_is_left_where_a_piece_fails(tmp_path):
    path = csv_file(tmp_path)
    path.write_text(path.read_text().replace("116.05,", "east,"))
    pieces = read_pieces(path, piece_bytes=800)
    with pytest.raises(InputError):
        write_pieces((piece.table for piece in pieces), tmp_path / "out.csv")
    assert [entry.name for entry in tmp_path.iterdir()] == ["points.csv"]


def test_a_format_that_cannot_grow_is_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        write_pieces([], tmp_path / "out.gpkg")
    assert caught.value.code == "locate.stream_format"


LONG = 700
ODD_NAMES = ["007", "=1+1", "'=1", "a,b", 'say "x"', " ", "", "1e5", "-0", "1,2", "null"]


def long_file(tmp_path, column, name="long.csv"):
    """Write rows of which a reader of rows, and no other, would see one at a time."""
    rows = [
        f"{number},{column[number % len(column)]},{116 + number / 1000},{39 + number / 1000:.7f}"
        for number in range(LONG)
    ]
    path = tmp_path / name
    path.write_text("\n".join(["id,name,lon,lat", *rows, ""]), encoding="utf-8")
    return path


@pytest.mark.parametrize("odd", ODD_NAMES)
def test_long_columns_are_read_as_short_ones(tmp_path, odd):
    cell = '"' + odd.replace('"', '""') + '"' if {",", '"'} & set(odd) else odd
    table = read(long_file(tmp_path, ["路", cell]))
    short = read(csv_of(tmp_path, ["路", odd]))
    assert table.columns["name"] == short.columns["name"] * (LONG // 2)
    assert table.rows.tolist() == list(range(2, LONG + 2))


def csv_of(tmp_path, names):
    path = tmp_path / "short.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([["name", "lon", "lat"], *([n, 1, 2] for n in names)])
    return path


def test_a_long_file_without_quotes_is_read_as_one_with_them(tmp_path):
    plain = read(long_file(tmp_path, ["路", "007"]))
    quoted = read(long_file(tmp_path, ['"路"', '"007"'], "quoted.csv"))
    assert plain.columns == quoted.columns
    assert shapely.equals(plain.geometry, quoted.geometry).all()


def test_what_is_odd_far_down_is_found(tmp_path):
    path = long_file(tmp_path, ["路"])
    rows = path.read_text(encoding="utf-8").splitlines()
    rows[600:602] = ["合计,700,,", ",,,"]
    rows[650] += ",beyond"
    path.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(path)
    assert (caught.value.code, caught.value.place.row) == ("row.wide", 651)


def test_a_total_row_far_down_is_left_out(tmp_path):
    path = long_file(tmp_path, ["路"])
    rows = path.read_text(encoding="utf-8").splitlines()
    rows[600:602] = ["合计,700,,", ",,,"]
    path.write_text("\n".join(rows), encoding="utf-8")
    table = read(path)
    assert sorted(set(range(2, LONG + 2)) - set(table.rows.tolist())) == [601, 602]
    assert [notice.code for notice in table.notices] == ["row.total", "crs.from_heads"]


def test_well_known_text_far_down_is_read(tmp_path):
    path = tmp_path / "shapes.tsv"
    rows = [f"{number}\tPOINT ({100 + number / 10} 30)" for number in range(LONG)]
    path.write_text("\n".join(["id\twkt", *rows, ""]))
    table = read(path, crs="EPSG:4326")
    assert shapely.get_x(table.geometry).tolist() == [100 + n / 10 for n in range(LONG)]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1.5", "2", "-0.5"], [1.5, 2, -0.5]),
        (["0.00001"], ["0.00001"]),
        (["1e-7"], ["1e-7"]),
        (["1", "1234567890123456"], ["1", "1234567890123456"]),
        (["[1", "2]"], ["[1", "2]"]),
        (["1.5", "nan"], ["1.5", "nan"]),
    ],
)
def test_numbers_are_read_at_once_as_one_by_one(cells, values):
    found = typed(cells)
    assert found == values
    assert list(map(type, found)) == list(map(type, values))


@pytest.mark.parametrize("cell", ["1_0", "null", "true", "[1]", "1e999", "١"])
def test_what_is_no_coordinate_is_none_in_a_long_column(tmp_path, cell):
    path = long_file(tmp_path, ["路"])
    path.write_text(path.read_text(encoding="utf-8").replace("116.6,", f"{cell},"), "utf-8")
    with pytest.raises(InputError) as caught:
        read(path)
    assert (caught.value.code, caught.value.place.row) == ("value.number", 602)


def test_a_coordinate_as_people_type_it_is_read_in_a_long_column(tmp_path):
    path = long_file(tmp_path, ["路"])
    path.write_text(path.read_text(encoding="utf-8").replace("116.6,", "１１６.6°,"), "utf-8")
    assert read(path).geometry[600].x == 116.6


def test_columns_are_written_as_a_writer_of_rows_does(tmp_path):
    cells = ["路", "a,b", 'say "x"', "two\nlines", "", None, "x\ry", "z"]
    numbers = [1.5, 2, None, -0.0001, 1e-7, 1e16, 7, 0.1]
    table = FeatureTable({"a": cells, "b": numbers}, None, None, "t", np.arange(1, 9))
    write_csv(table, tmp_path / "t.csv")
    expected = io.StringIO(newline="")
    csv.writer(expected).writerows([["a", "b"], *zip(cells, numbers, strict=True)])
    assert (tmp_path / "t.csv").read_bytes().decode("utf-8-sig") == expected.getvalue()


def test_degrees_are_written_without_exponent(tmp_path):
    points = shapely.points([[116, 0.00001], [-0.0000001, 39.5], [0.1234567, -0.0]])
    table = FeatureTable({"a": ["x"] * 3}, points, "EPSG:4326", "t", np.arange(1, 4))
    write_csv(table, tmp_path / "t.csv")
    lines = (tmp_path / "t.csv").read_text("utf-8-sig").splitlines()
    assert lines[1:] == ["x,116,0.0000100", "x,-0.0000001,39.5", "x,0.1234567,0"]


def test_points_that_repeat_are_counted():
    points = shapely.points([[1, 2], [1, 2], [1, 2], [2, 1]])
    columns = {"a": ["x", "x", "y", "x"]}
    table = FeatureTable(columns, points, "EPSG:4326", "t", np.arange(1, 5))
    (notice,) = require_points(table).notices
    assert notice.params == {"count": 1}
