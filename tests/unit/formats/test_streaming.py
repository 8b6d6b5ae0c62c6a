"""Large files come piece by piece, and are the same in pieces as whole."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from gridmap.errors import InputError
from gridmap.formats import read
from gridmap.formats.streaming import read_pieces, write_pieces

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
