"""Points of a GeoDataFrame as an array, with a clear word on rows that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import geopandas
import numpy as np
import shapely

from gridmap.analysis.threads import in_threads
from gridmap.errors import InputError, Place
from gridmap.services.frames import LONLAT, lonlat_of
from gridmap.services.local_time import local_moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

_POINT = 0
_AT_ONCE = 4096


def points_of(frame: geopandas.GeoDataFrame | geopandas.GeoSeries) -> NDArray[np.float64]:
    """Return points in WGS 84, shape (P, 2), one for each row.

    Parameters
    ----------
    frame
        A table of points with a CRS.

    Raises
    ------
    InputError
        When the table has no CRS, or a row is no point with finite coordinates.
    """
    if isinstance(frame, geopandas.GeoDataFrame | geopandas.GeoSeries):
        shapes = np.asarray(frame.geometry.array, dtype=object)
        lonlat = _places_of(shapes)
        if frame.crs == LONLAT:
            # Nothing moves, and a million points need not be made anew to see it.
            return lonlat
    return np.asarray(shapely.get_coordinates(lonlat_of(frame)))


def _places_of(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the coordinates of points, shape (P, 2).

    Raises
    ------
    InputError
        When a row has no point or one that is not finite; the place names the row.
    """
    places = np.empty((len(shapes), 2))

    def read(first: int) -> None:
        # Both numbers of a few points while they lie in the processor's caches; unlike
        # `get_coordinates` these let other threads work meanwhile, and give what is no point NaN.
        part = slice(first, first + _AT_ONCE)
        shapely.get_x(shapes[part], out=places[part, 0])
        shapely.get_y(shapes[part], out=places[part, 1])

    try:
        in_threads(read, range(0, len(shapes), _AT_ONCE))
    except shapely.errors.GEOSException:
        # An empty point has no x.
        _refuse(shapes)
    if not np.isfinite(places.sum()) and not np.isfinite(places).all():
        _refuse(shapes)
    return places


def _refuse(shapes: NDArray[np.object_]) -> NoReturn:
    """Say which of some shapes is no point with finite coordinates.

    Raises
    ------
    InputError
        Always; the place names the row.
    """
    absent = np.flatnonzero(shapely.get_num_coordinates(shapes) == 0)
    if len(absent):
        raise InputError("locate.not_finite", Place(row=int(absent[0]) + 1), count=len(absent))
    others = np.flatnonzero(shapely.get_type_id(shapes) != _POINT)
    if len(others):
        wrong = int(others[0])
        raise InputError(
            "frame.points", Place(row=wrong + 1), geometry_type=shapes[wrong].geom_type
        )
    infinite = np.flatnonzero(~np.isfinite(shapely.get_coordinates(shapes)).all(axis=1))
    raise InputError("locate.not_finite", Place(row=int(infinite[0]) + 1), count=len(infinite))


def numbers_of(frame: geopandas.GeoDataFrame, column: str) -> NDArray[np.float64]:
    """Return a column as numbers, NaN where it is empty.

    Parameters
    ----------
    frame
        A table.
    column
        Its name.

    Raises
    ------
    InputError
        When there is no such column, or it holds text.
    """
    if column not in frame:
        raise InputError("frame.column", column=column, columns=", ".join(map(str, frame)))
    try:
        return np.asarray(frame[column].to_numpy(dtype=np.float64, na_value=np.nan))
    except (TypeError, ValueError) as fault:
        raise InputError("frame.numbers", Place(column=column), column=column) from fault


def moments_of(frame: geopandas.GeoDataFrame, column: str) -> NDArray[np.datetime64]:
    """Return a column as local moments, NaT where it is empty.

    Parameters
    ----------
    frame
        A table.
    column
        Its name; moments with a zone are brought to the clock of the territory.

    Raises
    ------
    InputError
        When there is no such column, or a value is no moment.
    """
    if column not in frame:
        raise InputError("frame.column", column=column, columns=", ".join(map(str, frame)))
    return local_moments(frame[column].tolist(), column)
