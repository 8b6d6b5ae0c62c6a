# Cells and files know no time zone.
# ruff: noqa: DTZ001

from datetime import date, datetime, time
from io import BytesIO

import pytest

from gridmap.formats.frames import join_wkb, read_frames, split_wkb, untagged, write_frame


def test_a_frame_comes_back():
    stream = BytesIO()
    write_frame(stream, {"kind": "grid", "rows": [["甲", 1, None]]}, b"blob")
    assert read_frames(stream.getvalue()) == [
        ({"kind": "grid", "rows": [["甲", 1, None]]}, b"blob")
    ]


def test_dates_come_back_as_dates():
    stream = BytesIO()
    values = [date(2024, 5, 1), datetime(2024, 5, 1, 8), time(8, 30), "x", None]
    write_frame(stream, {"values": values})
    back = untagged(read_frames(stream.getvalue())[0][0]["values"])
    assert back == [date(2024, 5, 1), datetime(2024, 5, 1, 8), "08:30:00", "x", None]


@pytest.mark.parametrize("cut", [1, 10, 17, 20])
def test_a_cut_answer_is_no_answer(cut):
    stream = BytesIO()
    write_frame(stream, {"kind": "grid"}, b"blob")
    with pytest.raises(EOFError):
        read_frames(stream.getvalue()[:-cut])


def test_geometries_without_value_keep_their_place():
    parts = [b"ab", None, b"c"]
    assert split_wkb(*join_wkb(parts)) == parts
