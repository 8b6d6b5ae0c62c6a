"""Files in and out, through one sandboxed reader.

The names below load on first use: the child process that reads a file starts in this package and
must not pay for what it does not use, since start-up is most of its life.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridmap.formats.columns import moments, numbers, recognise
    from gridmap.formats.geojson import feature_lines, write_geojson
    from gridmap.formats.placing import place_points
    from gridmap.formats.problems import ImportProblems, Problems
    from gridmap.formats.reading import as_lonlat, place, read, read_rows
    from gridmap.formats.registry import FORMATS, Format, write
    from gridmap.formats.tabular import write_csv
    from gridmap.formats.validating import (
        require_lines,
        require_points,
        require_polygons,
        take_rows,
    )
    from gridmap.formats.values import as_moment, as_number

_HOMES = {
    "FORMATS": "registry",
    "Format": "registry",
    "ImportProblems": "problems",
    "Problems": "problems",
    "as_lonlat": "reading",
    "as_moment": "values",
    "as_number": "values",
    "feature_lines": "geojson",
    "moments": "columns",
    "numbers": "columns",
    "place": "reading",
    "place_points": "placing",
    "read": "reading",
    "read_rows": "reading",
    "recognise": "columns",
    "require_lines": "validating",
    "require_points": "validating",
    "require_polygons": "validating",
    "take_rows": "validating",
    "write": "registry",
    "write_csv": "tabular",
    "write_geojson": "geojson",
}

__all__ = [
    "FORMATS",
    "Format",
    "ImportProblems",
    "Problems",
    "as_lonlat",
    "as_moment",
    "as_number",
    "feature_lines",
    "moments",
    "numbers",
    "place",
    "place_points",
    "read",
    "read_rows",
    "recognise",
    "require_lines",
    "require_points",
    "require_polygons",
    "take_rows",
    "write",
    "write_csv",
    "write_geojson",
]


def __getattr__(name: str) -> object:
    """Load a public name from its module.

    Raises
    ------
    AttributeError
        When there is no such name.
    """
    if name not in _HOMES:
        raise AttributeError(name)
    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
