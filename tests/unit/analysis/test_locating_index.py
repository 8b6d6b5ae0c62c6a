"""An index can be kept, saved, read again and mended; it refuses what it did not write."""

from __future__ import annotations

import io

import numpy as np
import pytest
import shapely

from gridmap.analysis import index_bytes
from gridmap.analysis.locating import CellIndex
from gridmap.errors import InputError
from tests.benchmarks.coverages import town, town_points
from tests.benchmarks.hostile import count_wrong, holed_town, hostile_points

QUARTERS = [shapely.box(x, y, x + 1, y + 1) for y in (0, 1) for x in (0, 1)]


@pytest.fixture(scope="module")
def cells() -> np.ndarray:
    return town(200)


@pytest.fixture(scope="module")
def points(cells) -> np.ndarray:
    return hostile_points(cells, easy=4_000, hostile=8_000)


def same_answers(index: CellIndex, cells, points) -> bool:
    return np.array_equal(index.locate(points), CellIndex(cells).locate(points))


def test_bytes_make_the_same_index(cells, points):
    index = CellIndex(cells)
    again = CellIndex.from_bytes(index.to_bytes())
    assert np.array_equal(again.locate(points), index.locate(points))


def test_the_same_cells_make_the_same_bytes(cells):
    assert CellIndex(cells).to_bytes() == CellIndex(cells).to_bytes()


@pytest.mark.parametrize("cells", [[], [None], [shapely.Polygon(), QUARTERS[0]]])
def test_cells_without_area_survive_bytes(cells):
    again = CellIndex.from_bytes(CellIndex(cells).to_bytes())
    assert again.cell_count == len(cells)


def test_overlapping_cells_survive_bytes():
    cells = [QUARTERS[1], QUARTERS[0], QUARTERS[0]]
    again = CellIndex.from_bytes(CellIndex(cells).to_bytes())
    assert again.locate([(0.5, 0.5), (1.0, 0.5)]).tolist() == [1, 0]


def altered(**changes) -> bytes:
    """Return the bytes of an index with some of its tables replaced."""
    with np.load(io.BytesIO(CellIndex(QUARTERS).to_bytes())) as archive:
        tables = {name: archive[name] for name in archive.files}
    tables |= {name: change(tables[name]) for name, change in changes.items()}
    stream = io.BytesIO()
    np.savez(stream, **tables)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "index_foreign"),
        (b"PK\x03\x04 nothing", "index_foreign"),
        (CellIndex(QUARTERS).to_bytes()[:-200], "index_foreign"),
        (altered(kind=lambda _: np.array("something")), "index_foreign"),
        (altered(version=lambda version: version + 1), "index_version"),
        (altered(squares=lambda squares: squares - 10_000), "index_damaged"),
        (altered(tiles=lambda tiles: tiles + (1 << 40)), "index_damaged"),
        (altered(tiles=lambda tiles: tiles[1:]), "index_damaged"),
        (altered(masks=lambda masks: masks * 0), "index_damaged"),
        (altered(neighbours=lambda rows: rows[:-1]), "index_damaged"),
        (altered(frame=lambda frame: frame * np.nan), "index_damaged"),
        (altered(shapes=lambda shapes: shapes[:-1]), "index_damaged"),
        (altered(shape_bytes=lambda sizes: sizes - 1), "index_damaged"),
    ],
)
def test_foreign_and_damaged_bytes_are_refused(data, code):
    with pytest.raises(InputError) as caught:
        CellIndex.from_bytes(data)
    assert caught.value.code == f"locate.{code}"


def test_the_version_is_part_of_what_is_written(monkeypatch):
    data = CellIndex(QUARTERS).to_bytes()
    monkeypatch.setattr(index_bytes, "VERSION", index_bytes.VERSION + 1)
    with pytest.raises(InputError) as caught:
        CellIndex.from_bytes(data)
    assert caught.value.params["found"] == index_bytes.VERSION - 1


def halves(cell) -> tuple[shapely.Geometry, shapely.Geometry]:
    west, south, east, north = cell.bounds
    side = shapely.box(west - 1, south - 1, (west + east) / 2, north + 1)
    return cell & side, cell - side


def test_a_split_cell_is_found_in_both_parts(cells, points):
    one, two = halves(cells[90])
    changed = [*cells, two]
    changed[90] = one
    assert same_answers(CellIndex(cells).patched({90: one, len(cells): two}), changed, points)


def test_merged_cells_are_found_as_one(cells, points):
    near = int(shapely.STRtree(cells).query(cells[90], predicate="touches")[0])
    merged = cells[90] | cells[near]
    changed = list(cells)
    changed[90], changed[near] = merged, None
    assert same_answers(CellIndex(cells).patched({90: merged, near: None}), changed, points)


def test_a_hole_with_a_cell_in_it_is_found(cells, points):
    x, y = cells[90].centroid.coords[0]
    inner = shapely.transform(cells[90], lambda xy: (xy - (x, y)) * 0.4 + (x, y))
    outer = cells[90] - inner
    changed = [*cells, inner]
    changed[90] = outer
    assert same_answers(CellIndex(cells).patched({90: outer, len(cells): inner}), changed, points)


def test_a_cell_beyond_the_frame_is_found(cells, points):
    far = shapely.transform(cells[3], lambda xy: xy + 1.0)
    changed = [*cells, far]
    index = CellIndex(cells).patched({len(cells): far})
    assert same_answers(index, changed, np.concatenate([points, points + 1.0]))


def test_a_cell_laid_over_others_is_settled_by_the_lowest(cells, points):
    over = cells[90].buffer(0.003)
    changed = [*cells, over]
    assert same_answers(CellIndex(cells).patched({len(cells): over}), changed, points)


def test_patches_of_patches_and_of_one_index_do_not_disturb_each_other(cells, points):
    index = CellIndex(cells)
    before = index.locate(points)
    first, second = index.patched({10: None}), index.patched({150: None})
    both = first.patched({150: None})
    without = {
        positions: [None if at in positions else cell for at, cell in enumerate(cells)]
        for positions in ((10,), (150,), (10, 150))
    }
    assert same_answers(first, without[10,], points)
    assert same_answers(second, without[150,], points)
    assert same_answers(both, without[10, 150], points)
    assert np.array_equal(index.locate(points), before)


def test_many_patches_fill_and_enlarge_the_tables(cells):
    index, points = CellIndex(cells), town_points(2_000)
    for position in range(60, 90):
        index = index.patched({position: None})
    changed = [None if 60 <= at < 90 else cell for at, cell in enumerate(cells)]
    assert same_answers(index, changed, points)


def test_a_patched_index_makes_bytes_again(cells, points):
    index = CellIndex(cells).patched({90: None})
    assert np.array_equal(
        CellIndex.from_bytes(index.to_bytes()).locate(points), index.locate(points)
    )


def test_a_patch_that_is_no_polygon_is_named(cells):
    with pytest.raises(InputError) as caught:
        CellIndex(cells).patched({7: shapely.Point(0, 0)})
    assert (caught.value.code, caught.value.place.feature) == ("locate.not_a_polygon", 8)


@pytest.mark.parametrize("make", [town, holed_town])
def test_hard_points_agree_with_geos_in_holes_and_parts(make):
    cells = make(150)
    points = hostile_points(cells, easy=10_000, hostile=20_000)
    assert count_wrong(cells, points, CellIndex(cells).locate(points)) == 0


def test_a_patch_of_a_position_that_cannot_be_is_refused(cells):
    with pytest.raises(InputError) as caught:
        CellIndex(cells).patched({-1: None})
    assert caught.value.code == "tally.no_such_cell"
