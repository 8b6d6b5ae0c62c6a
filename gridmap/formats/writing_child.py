"""The child process that writes one layer with GDAL, from a frame on its standard input."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridmap.formats.confined.drivers import ALLOWED, load_gdal
from gridmap.formats.frames import read_frames, split_wkb

_DTYPES = {"bool": "bool", "int": "int64", "float": "float64", "date": "M8[D]", "moment": "M8[ms]"}
_TYPES = {
    0: "Point",
    1: "LineString",
    3: "Polygon",
    4: "MultiPoint",
    5: "MultiLineString",
    6: "MultiPolygon",
}
_MULTI = 3
# GDAL counts zones in quarters of an hour around 100, which is UTC; 0 is unknown.
_UTC_FLAG = 100


def main() -> None:
    """Write the layer that standard input describes."""
    head, blob = read_frames(sys.stdin.buffer.read())[0]
    load_gdal(ALLOWED)
    import pyogrio.raw  # noqa: PLC0415  the drivers are chosen before it loads

    geometry = None
    if head["lengths"] is not None:
        geometry = np.full(len(head["lengths"]), None, object)
        geometry[:] = split_wkb(head["lengths"], blob)
    columns = head["columns"]
    arrays = [_array(column) for column in columns]
    options = {"SPATIAL_INDEX": "NO"} if head["driver"] == "FlatGeobuf" else {}
    pyogrio.raw.write(
        head["path"],
        geometry,
        [values for values, _ in arrays],
        [column["name"] for column in columns],
        field_mask=[mask for _, mask in arrays],
        driver=head["driver"],
        geometry_type=_geometry_type(head["kinds"]),
        crs=head["crs"] if geometry is not None else None,
        encoding="UTF-8",
        promote_to_multi=_is_mixed(head["kinds"]),
        gdal_tz_offsets={column["name"]: _UTC_FLAG for column in columns if column.get("utc")},
        **options,
    )


def _array(column: dict[str, Any]) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Return the values of a column and where it has none; NaN and NaT need no mask."""
    values = column["values"]
    absent = np.array([value is None for value in values], bool)
    kind = column["kind"]
    if kind == "text":
        texts = np.full(len(values), None, object)
        texts[:] = values
        return texts, None
    if kind in {"bool", "int"}:
        return np.array([value or 0 for value in values], _DTYPES[kind]), absent
    return np.array(
        [_nothing(kind) if value is None else value for value in values], _DTYPES[kind]
    ), None


def _nothing(kind: str) -> float | str:
    return np.nan if kind == "float" else "NaT"


def _is_mixed(kinds: list[int] | None) -> bool:
    """Return whether single and multiple geometries of one kind stand side by side."""
    return (
        bool(kinds) and len(kinds or []) > 1 and len({kind % _MULTI for kind in kinds or []}) == 1
    )


def _geometry_type(kinds: list[int] | None) -> str | None:
    if not kinds:
        return None if kinds is None else "Unknown"
    if _is_mixed(kinds):
        return _TYPES[max(kinds)]
    return _TYPES.get(kinds[0], "Unknown") if len(kinds) == 1 else "Unknown"


if __name__ == "__main__":
    main()
