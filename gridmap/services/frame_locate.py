"""Points and cells for notebooks: which cell, how near, and how many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import geopandas
import numpy as np
import pandas as pd

from gridmap import analysis
from gridmap.analysis import Borders, CellIndex
from gridmap.errors import InputError
from gridmap.geometry.crs import WIDEST_LAT_DEG, WIDEST_LON_DEG
from gridmap.services.frame_points import moments_of, numbers_of, points_of
from gridmap.services.frames import lonlat_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

Frame: TypeAlias = geopandas.GeoDataFrame | geopandas.GeoSeries
Points: TypeAlias = "Frame | NDArray[np.float64]"
Band = Literal["week_hour", "hour", "weekday", "month"]

_PAIR = 2
_LOOK = 1 << 16


def cell_index(cells: Frame) -> CellIndex:
    """Return an index over cells, to be kept where points are located more than once.

    Parameters
    ----------
    cells
        The cells, one row each.

    Returns
    -------
    index
        What `locate` takes instead of the cells. It can be saved (`to_bytes`) and mended after an
        edit (`patched`).

    Raises
    ------
    InputError
        When the table has no CRS or no rows, or a row is no polygon.
    """
    shapes = lonlat_of(cells)
    if not len(shapes):
        raise InputError("locate.no_cells")
    return CellIndex(shapes)


def locate(points: Points, cells: Frame | CellIndex) -> NDArray[np.int64]:
    """Find the cell of every point.

    Parameters
    ----------
    points
        Points with a CRS, or an array of shape (P, 2) of WGS 84 lon/lat.
    cells
        The cells, one row each; or their index, see `cell_index`.

    Returns
    -------
    positions
        Array of shape (P,): row position of the cell, -1 where a point lies in none. A point on a
        shared border belongs to the cell that lies at once counter-clockwise of due east from it.

    Raises
    ------
    InputError
        When a table has no CRS, there are no cells, a coordinate is missing or infinite, or no
        point lies in a cell and the coordinates are no degrees or have changed places.
    """
    index = cells if isinstance(cells, CellIndex) else cell_index(cells)
    lonlat = _lonlat(points)
    positions = index.locate(lonlat)
    # Only where nothing was found is it worth a look whether the numbers can be meant.
    if len(positions) and _none_found(positions):
        _refuse_impossible(index, lonlat)
    return positions


def nearest(points: Points, cells: Frame) -> pd.DataFrame:
    """Find the cell whose border is nearest to each point; meant for points outside all cells.

    Parameters
    ----------
    points
        As `locate` takes them.
    cells
        The cells, one row each.

    Returns
    -------
    nearest
        A row for each point with the columns position and distance_m.

    Raises
    ------
    InputError
        When a table has no CRS, there are no cells, or a coordinate is missing or infinite.
    """
    found = _borders(cells).nearest(_lonlat(points))
    return pd.DataFrame({"position": found.position, "distance_m": found.distance_m})


def doubtful(points: Points, cells: Frame, error_m: float) -> pd.DataFrame:
    """Find the points that may lie in another cell, given the error of their position.

    Parameters
    ----------
    points
        As `locate` takes them.
    cells
        The cells, one row each.
    error_m
        How far a point may truly lie from where it is said to be.

    Returns
    -------
    doubtful
        For each such point a row for its own cell and for each cell within the error, with the
        columns point and cell (row positions). A point outside has rows for the cells near.

    Raises
    ------
    InputError
        When a table has no CRS, there are no cells, a coordinate is missing or infinite, or the
        error is negative.
    """
    lonlat = _lonlat(points)
    found = _borders(cells).doubtful(lonlat, cell_index(cells).locate(lonlat), error_m)
    return pd.DataFrame({"point": found.row, "cell": found.position})


def tally(
    points: geopandas.GeoDataFrame,
    cells: Frame,
    *,
    classes: str | None = None,
    time: str | None = None,
    band: Band | None = None,
    weight: str | None = None,
    threshold: int | None = None,
) -> pd.DataFrame:
    """Count points per cell, by kind where the points have a column kind.

    Parameters
    ----------
    points
        The points.
    cells
        The cells, with a column code where codes are wanted as row labels.
    classes
        Column of the points by which each kind is divided further.
    time
        Column of the points with their moments, on the clock of the territory.
    band
        Divide by ``week_hour`` (0 to 167 from Monday's first hour), ``hour``, ``weekday`` or
        ``month`` of `time`; unknown times come last.
    weight
        Column of the points to be summed instead of counting.
    threshold
        Withhold counts from 1 to below this number, and as many more as protect them, totals
        included; they are missing values in the answer.

    Returns
    -------
    counts
        One row for each cell and a last row ``outside``, so that totals are conserved; a column
        for each kind (and class, and band, as further levels) and the column total.

    Raises
    ------
    InputError
        When a table has no CRS, there are no cells, a coordinate is missing or infinite, or a
        column is missing or does not fit.
    """
    if threshold is not None and weight is not None:
        raise InputError("tally.weighted_threshold")
    positions = locate(points, cells)
    counted = analysis.tally(
        positions,
        points["kind"].astype(str).to_numpy() if "kind" in points else None,
        cell_count=len(cells),
        classes=None if classes is None else _texts(points, classes),
        moments=None if time is None else moments_of(points, time),
        band=band,
        weights=None if weight is None else numbers_of(points, weight),
    )
    labels = [*(cells["code"] if "code" in cells else range(len(cells))), "outside"]
    table = _table(counted, with_classes=classes is not None)
    table.index = pd.Index(labels, name="cell")
    total = table.sum(axis=1)
    if threshold is not None:
        table, total = _withheld(table, total, threshold)
    table["total" if table.columns.nlevels == 1 else _padded(table)] = total
    return table


def _lonlat(points: Points) -> NDArray[np.float64]:
    return points if isinstance(points, np.ndarray) else points_of(points)


def _none_found(positions: NDArray[np.int64]) -> bool:
    """Tell whether all points lie in no cell; that one does not mostly shows at once."""
    parts = range(0, len(positions), _LOOK)
    return all(positions[at : at + _LOOK].max() < 0 for at in parts)


def _borders(cells: Frame) -> Borders:
    shapes = lonlat_of(cells)
    if not len(shapes):
        raise InputError("locate.no_cells")
    return Borders(shapes)


def _refuse_impossible(index: CellIndex, lonlat: NDArray[np.float64]) -> None:
    """Refuse points that cannot be meant as they are.

    Raises
    ------
    InputError
        When they would lie in cells with longitude and latitude exchanged, or are no degrees.
    """
    swapped = int(np.count_nonzero(index.locate(lonlat[:, ::-1]) >= 0))
    if swapped:
        raise InputError("locate.swapped", count=swapped)
    beyond = np.abs(lonlat) > (WIDEST_LON_DEG, WIDEST_LAT_DEG)
    if beyond.any():
        raise InputError("locate.not_lonlat", count=int(beyond.any(axis=1).sum()))


def _texts(frame: geopandas.GeoDataFrame, column: str) -> NDArray[np.str_]:
    if column not in frame:
        raise InputError("frame.column", column=column, columns=", ".join(map(str, frame)))
    return np.asarray(frame[column].astype(str).to_numpy(), np.str_)


def _table(counted: analysis.Tally, *, with_classes: bool) -> pd.DataFrame:
    """Return counts with a column for each kind, class and band that occurs."""
    kinds = [name or "points" for name in counted.kinds]
    values = counted.by("unit", "kind", "class", "band")
    unit_count = len(values)
    if counted.band is None:
        values = values[..., :1]
        bands: list[object] = [None]
    else:
        bands = [*range(values.shape[-1] - 1), "unknown"]
    names = pd.MultiIndex.from_product([kinds, counted.classes, bands])
    table = pd.DataFrame(values.reshape(unit_count, -1), columns=names)
    if with_classes or counted.band is not None:
        table = table.loc[:, (table != 0).any(axis=0)]
    if counted.band is None:
        table = table.droplevel(2, axis=1)
    return table if with_classes else table.droplevel(1, axis=1)


def _padded(table: pd.DataFrame) -> tuple[str, ...]:
    return ("total", *[""] * (table.columns.nlevels - 1))


def _withheld(
    table: pd.DataFrame, total: pd.Series[int], threshold: int
) -> tuple[pd.DataFrame, pd.Series[int]]:
    """Return counts and totals with the small ones, and those that protect them, missing."""
    rows, columns = table.shape
    row, column = np.divmod(np.arange(rows * columns), max(1, columns))
    made = analysis.suppress(
        table.to_numpy().ravel(), [row, column, np.zeros_like(row)], threshold=threshold
    )
    shown = table.astype("Int64").mask(made.counts.reshape(rows, columns))
    sums = total.astype("Int64").mask(made.sums[0][:rows] if columns else np.zeros(rows, bool))
    return shown, sums
