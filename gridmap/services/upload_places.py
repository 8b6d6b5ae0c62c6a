"""What the coordinates of a file may refer to. Every reading is tried, none is taken silently.

Positions in GCJ-02 or BD-09 lie some hundred metres off; whichever reading puts most of them into
the communities is the likeliest, and the shares are told, so that a person can judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from gridmap.domain import FeatureTable
from gridmap.errors import GridmapError
from gridmap.formats import as_number
from gridmap.geometry.crs import LONLAT, to_lonlat
from gridmap.geometry.datum import Datum, to_wgs84
from gridmap.geometry.preparing import prepared

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_TRIED = 2000
_WIDEST_LAT_DEG, _WIDEST_LON_DEG = 90.0, 180.0
_CHINA_BOX_DEG: Final = (73.0, 3.0, 136.0, 54.0)
# Zones of three degrees of CGCS2000, with and without the zone's number before the easting; UTM.
_SYSTEMS: Final = (
    *(f"EPSG:{code}" for code in range(4534, 4555)),
    *(f"EPSG:{code}" for code in range(4513, 4534)),
    "EPSG:3857",
    "EPSG:27700",
    *(f"EPSG:{code}" for code in range(32643, 32654)),
)


@dataclass(frozen=True)
class Guess:
    """One reading of coordinates.

    Parameters
    ----------
    datum, crs
        What they would refer to; one of the two.
    is_swapped
        Whether longitude and latitude would have changed places.
    inside_ratio
        The share of positions that then lie in a community; in China where none is known yet.
    lonlat
        The positions in WGS 84, shape (N, 2).
    """

    datum: str | None
    crs: str | None
    is_swapped: bool
    inside_ratio: float
    lonlat: NDArray[np.float64]


def positions_of(
    table: FeatureTable, meanings: Mapping[str, str]
) -> tuple[NDArray[np.float64], bool]:
    """Return some positions of a table as they stand in it, and whether they seem to be degrees.

    Parameters
    ----------
    table
        Rows with shapes, or with columns of coordinates.
    meanings
        Field to column.

    Returns
    -------
    positions
        Shape (N, 2); those that cannot be read are left out.
    is_degrees
        Whether all of them could be degrees.
    """
    step = max(len(table) // _MOST_TRIED, 1)
    if table.geometry is not None:
        shapes = [shape for shape in table.geometry[::step] if shape is not None]
        shapes = [shape for shape in shapes if not shape.is_empty]
        positions = shapely.get_coordinates(shapely.envelope(np.array(shapes, object)))
    else:
        pair = ("lon", "lat") if "lon" in meanings and "lat" in meanings else ("x", "y")
        if not set(pair) <= meanings.keys():
            return np.empty((0, 2)), True
        positions = np.column_stack(
            [_numbers(table.columns[meanings[axis]][::step]) for axis in pair]
        )
    positions = positions[np.isfinite(positions).all(axis=1)][: 5 * _MOST_TRIED]
    return positions, bool((np.abs(positions) <= _WIDEST_LON_DEG).all())


def guesses(
    positions: NDArray[np.float64],
    within: shapely.Geometry | None,
    *,
    is_degrees: bool,
    crs: str | None,
    settings: Mapping[str, Any],
) -> list[Guess]:
    """Return the readings of positions, the likeliest first; what somebody said stands alone.

    Parameters
    ----------
    positions
        Shape (N, 2), as they stand in the file.
    within
        The communities, None where there are none yet.
    is_degrees
        Whether the positions could be degrees.
    crs
        What the file names.
    settings
        What somebody said: ``datum`` or ``crs``.
    """
    if not len(positions):
        return []
    if within is not None:
        within = prepared(within)
    said = settings.get("crs") or (crs if crs != LONLAT else None)
    if said:
        return _projected(positions, within, (str(said),))
    if is_degrees:
        found = _readings(positions, within, settings.get("datum"))
    else:
        found = _projected(positions, within, _SYSTEMS)
    # Sorting is stable: of equal readings the plainest stays first.
    return sorted(found, key=lambda guess: -round(guess.inside_ratio, 3))[:6]


def _readings(
    positions: NDArray[np.float64], within: shapely.Geometry | None, said: object
) -> list[Guess]:
    datums = [Datum(str(said))] if said else [Datum.WGS84, Datum.GCJ02, Datum.BD09]
    found = []
    for is_swapped in (False, True):
        lonlat = positions[:, ::-1] if is_swapped else positions
        if (np.abs(lonlat[:, 1]) > _WIDEST_LAT_DEG).any():
            continue
        for datum in datums:
            moved = np.column_stack(to_wgs84(lonlat[:, 0], lonlat[:, 1], datum))
            share = _inside(moved, within)
            found.append(Guess(datum.value, None, is_swapped, share, moved))
    return found


def _projected(
    positions: NDArray[np.float64], within: shapely.Geometry | None, systems: tuple[str, ...]
) -> list[Guess]:
    found = []
    for crs in systems:
        try:
            points = to_lonlat(shapely.points(positions), crs)
        except GridmapError:
            continue
        lonlat = shapely.get_coordinates(points)
        share = _inside(lonlat, within)
        if share > 0 or len(systems) == 1:
            found.append(Guess(None, crs, is_swapped=False, inside_ratio=share, lonlat=lonlat))
    return found


def _inside(lonlat: NDArray[np.float64], within: shapely.Geometry | None) -> float:
    if within is None:
        west, south, east, north = _CHINA_BOX_DEG
        is_in = (lonlat >= (west, south)).all(axis=1) & (lonlat <= (east, north)).all(axis=1)
    else:
        is_in = shapely.intersects_xy(within, lonlat[:, 0], lonlat[:, 1])
    return float(np.mean(is_in))


def _numbers(values: Any) -> NDArray[np.float64]:  # noqa: ANN401  cells of a file
    found = np.full(len(values), np.nan)
    for at, value in enumerate(values):
        try:
            number = as_number(value)
        except GridmapError:
            continue
        if number is not None:
            found[at] = number
    return found
