"""What a table must hold before the rest of the library works with it.

Each check collects all faults before it raises. Repair is not done here: outlines that cross
themselves are named in a notice and cleaned by `gridmap.geometry` when they enter a coverage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

from gridmap.domain import FeatureTable, Notice
from gridmap.errors import InputError, Place
from gridmap.formats.problems import Problems
from gridmap.formats.ranges import require_in_range

_POLYGONS = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)
_LINES = (GeometryType.LINESTRING, GeometryType.MULTILINESTRING)
_POINTS = (GeometryType.POINT,)
_MOST_INVALID_SHOWN = 20
_KEY_FACTOR = 1_000_003.0


def require_polygons(table: FeatureTable) -> FeatureTable:
    """Return a table of polygons and multipolygons alone.

    Features that repeat another one exactly, attributes included, are left out with a notice, since
    a coverage cannot hold an area twice. Outlines that cross themselves are named in notices.

    Raises
    ------
    InputError
        With every feature that has no polygon, coordinates that are not finite or out of range,
        or the geometry of another feature under other attributes.
    """
    _require_kind(table, _POLYGONS, "polygon")
    unique = _without_repeats(table)
    invalid = _invalid_notices(unique)
    return replace(unique, notices=(*unique.notices, *invalid)) if invalid else unique


def require_points(table: FeatureTable) -> FeatureTable:
    """Return a table of points alone; points that repeat others are counted in a notice.

    Raises
    ------
    InputError
        With every feature that has no point, or coordinates that are not finite or out of range.
    """
    _require_kind(table, _POINTS, "point")
    repeated = _repeated_points(table)
    if not repeated:
        return table
    note = Notice("geometry.repeated_points", Place(file=table.source), {"count": repeated})
    return replace(table, notices=(*table.notices, note))


def require_lines(table: FeatureTable) -> FeatureTable:
    """Return a table of lines and multi-lines alone.

    Raises
    ------
    InputError
        With every feature that has no line, or coordinates that are not finite or out of range.
    """
    _require_kind(table, _LINES, "line")
    return table


def _require_kind(table: FeatureTable, kinds: Sequence[int], wanted: str) -> None:
    if table.geometry is None:
        raise InputError(f"geometry.none_{wanted}", Place(file=table.source))
    problems = Problems(table.source)
    types = shapely.get_type_id(table.geometry)
    empty = shapely.is_empty(table.geometry)
    for position in np.flatnonzero(empty | ~np.isin(types, kinds)).tolist():
        place = Place(feature=int(table.rows[position]))
        if types[position] < 0 or empty[position]:
            problems.add("geometry.missing", place)
        else:
            found = GeometryType(types[position]).name.title()
            problems.add(f"geometry.type_{wanted}", place, found=found)
    problems.raise_if_any()
    require_in_range(table)


def _repeated_points(table: FeatureTable) -> int:
    """Return how many rows have the point and all attributes of a row above them."""
    x, y = shapely.get_coordinates(table.geometry).T
    # Equal points have equal keys and few others have, so that most need no closer look.
    keys = x * _KEY_FACTOR + y
    ordered = np.sort(keys)
    shared = np.flatnonzero(np.isin(keys, ordered[1:][ordered[1:] == ordered[:-1]]))
    among = take_rows(table, shared)
    wkb = shapely.to_wkb(among.geometry).tolist()
    return len(among) - len(set(zip(wkb, *among.columns.values(), strict=True)))


def _without_repeats(table: FeatureTable) -> FeatureTable:
    groups: dict[object, list[int]] = defaultdict(list)
    for position, wkb in enumerate(shapely.to_wkb(shapely.normalize(table.geometry)).tolist()):
        groups[wkb].append(position)
    problems = Problems(table.source)
    dropped: list[int] = []
    for group in groups.values():
        first, *others = group
        for other in others:
            if all(values[first] == values[other] for values in table.columns.values()):
                dropped.append(other)
            else:
                place = Place(feature=int(table.rows[other]))
                problems.add("geometry.same", place, other=int(table.rows[first]))
    problems.raise_if_any()
    if not dropped:
        return table
    first = int(table.rows[min(dropped)])
    params = {"count": len(dropped), "first": first}
    note = Notice("geometry.repeated", Place(file=table.source), params)
    kept = np.setdiff1d(np.arange(len(table)), np.array(dropped))
    return replace(take_rows(table, kept), notices=(*table.notices, note))


def take_rows(table: FeatureTable, positions: NDArray[np.intp]) -> FeatureTable:
    """Return some rows of a table.

    Parameters
    ----------
    table
        The table.
    positions
        Positions of the rows wanted, from 0, of shape (N,).

    Returns
    -------
    table
        These rows in this order, with the row numbers that they have in the source.
    """
    order = positions.tolist()
    return replace(
        table,
        columns={name: [values[at] for at in order] for name, values in table.columns.items()},
        geometry=None if table.geometry is None else table.geometry[positions],
        rows=table.rows[positions],
    )


def _invalid_notices(table: FeatureTable) -> list[Notice]:
    invalid = np.flatnonzero(~shapely.is_valid(table.geometry))
    notices = []
    for position in invalid[:_MOST_INVALID_SHOWN].tolist():
        feature = int(table.rows[position])
        notices.append(Notice("geometry.invalid", Place(file=table.source, feature=feature)))
    return notices
