"""Cells in an entry of a journal come back byte for byte."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.domain import Cell
from gridmap.store.cell_codec import pack_cells, unpack_cells

EXCLAVES = shapely.MultiPolygon(
    [
        shapely.Polygon(
            shapely.box(0, 0, 1, 1).exterior, [shapely.box(0.2, 0.2, 0.4, 0.4).exterior]
        ),
        shapely.box(2, 2, 3, 3),
    ]
)
texts = st.text(max_size=5)
values = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
)
shapes = st.sampled_from([EXCLAVES, shapely.box(114.3000001, 30.6, 114.31, 30.61)])
cells = st.builds(
    Cell,
    code=texts,
    plan_id=st.just("w2"),
    geometry=shapes,
    name=texts,
    load=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    area_m2=st.floats(0, 1e9),
    cell_type=texts,
    attributes=st.dictionaries(texts, values | st.lists(values, max_size=2), max_size=3),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(cells, max_size=3), max_size=3))
def test_cells_come_back(groups):
    blobs = [pack_cells(group) for group in groups]
    back = unpack_cells(blobs, "w2")
    assert back == [tuple(group) for group in groups]
    assert [cell.geometry.wkb for group in back for cell in group] == [
        cell.geometry.wkb for group in groups for cell in group
    ]


def test_blob_is_smaller_than_its_coordinates():
    ring = shapely.segmentize(shapely.box(114.30, 30.60, 114.31, 30.61), 0.0001)
    packed = pack_cells([Cell("a", "w2", ring)])
    assert len(packed) < len(ring.wkb)


def test_blob_of_a_later_form_is_refused():
    with pytest.raises(ValueError, match="x02"):
        unpack_cells([b"\x02rest"], "w2")
