"""Points of a file, located and written to another, piece by piece where the file is large."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.analysis import Borders, CellIndex
from gridmap.domain import FeatureTable
from gridmap.errors import InputError
from gridmap.formats import as_lonlat, require_points, require_polygons, write
from gridmap.formats.limits import MEBIBYTE
from gridmap.formats.streaming import is_cut_by_rows, read_pieces, write_pieces
from gridmap.geometry.datum import Datum
from gridmap.services.files import Reading
from gridmap.services.progress import Progress, silent

# Files up to this size are read at once, as their formats and headers allow more then.
WHOLE_BYTES = 32 * MEBIBYTE


@dataclass(frozen=True)
class Located:
    """What was found: how many points there are, lie in a cell, and lie in doubt."""

    count: int
    inside: int
    doubtful: int


@dataclass(frozen=True)
class Finding:
    """What is to be found for each point besides its cell.

    Parameters
    ----------
    error_m
        Error of the positions; a column ``doubtful`` then lists all cells that may hold a point
        whose cell is in doubt, separated by semicolons.
    nearest
        Whether the columns ``nearest`` and ``distance_m`` name the nearest cell of points outside.
    """

    error_m: float | None = None
    nearest: bool = False


def locate_file(
    points: Path,
    cells: Path,
    output: Path,
    reading: Reading,
    *,
    finding: Finding = Finding(),
    progress: Progress = silent,
    whole_bytes: int = WHOLE_BYTES,
) -> Located:
    """Write the points of a file with the code of their cell in a further column.

    Parameters
    ----------
    points
        File with points. Separated text and GeoJSON of one feature a line may be larger than
        memory.
    cells
        File with cells; their column ``code`` names them, else their row number does.
    output
        File to write.
    reading
        How the points are to be read; the cells' file must say its CRS.
    finding
        What else is wanted.
    progress
        Told how much of a large file is done.
    whole_bytes
        Size up to which the file is read at once.

    Returns
    -------
    located
        How many points there are and how many were found.

    Raises
    ------
    InputError
        When a file cannot be read or written, or there are no cells.
    """
    progress("locate_index")
    cell_table = as_lonlat(require_polygons(Reading().table(cells)))
    if not len(cell_table):
        raise InputError("locate.no_cells")
    finder = _Finder(cell_table, finding)
    if is_cut_by_rows(points) and points.is_file() and points.stat().st_size > whole_bytes:
        write_pieces(_located_pieces(points, reading, finder, progress, whole_bytes // 4), output)
    else:
        write(finder.found(reading.table(points)), output)
    return finder.located


def _located_pieces(
    points: Path, reading: Reading, finder: _Finder, progress: Progress, piece_bytes: int
) -> Iterator[FeatureTable]:
    pieces = read_pieces(
        points,
        crs=reading.crs,
        datum=None if reading.datum is None else Datum(reading.datum),
        encoding=reading.encoding,
        columns=reading.place_columns,
        piece_bytes=piece_bytes,
    )
    for piece in pieces:
        yield finder.found(piece.table)
        progress("locate_rows", piece.done_bytes // MEBIBYTE, -(-piece.total_bytes // MEBIBYTE))


class _Finder:
    """Adds to tables of points what is found for them, and counts."""

    def __init__(self, cells: FeatureTable, finding: Finding) -> None:
        shapes = np.empty(0, object) if cells.geometry is None else cells.geometry
        codes = cells.columns.get("code") or [str(row) for row in cells.rows]
        # Position -1, outside, is the last.
        self._codes = np.array([*codes, None], object)
        self._index = CellIndex(shapes)
        self._finding = finding
        wanted = finding.nearest or finding.error_m is not None
        self._borders = Borders(shapes) if wanted else None
        self.located = Located(0, 0, 0)

    def found(self, table: FeatureTable) -> FeatureTable:
        """Return a table with the columns found."""
        table = as_lonlat(require_points(table))
        lonlat = shapely.get_coordinates(table.geometry)
        position = self._index.locate(lonlat)
        columns = {**table.columns, "cell": self._codes[position].tolist()}
        doubts = 0
        if self._finding.nearest:
            columns |= self._nearest(lonlat, position)
        if self._finding.error_m is not None:
            columns["doubtful"], doubts = self._doubtful(lonlat, position, self._finding.error_m)
        so_far = self.located
        self.located = Located(
            so_far.count + len(position),
            so_far.inside + int((position >= 0).sum()),
            so_far.doubtful + doubts,
        )
        return replace(table, columns=columns)

    def _nearest(
        self, lonlat: NDArray[np.float64], position: NDArray[np.int64]
    ) -> dict[str, list[object]]:
        code, distance_m = (np.full(len(position), None, object) for _ in range(2))
        outside = np.flatnonzero(position < 0)
        if self._borders is not None and len(outside):
            near = self._borders.nearest(lonlat[outside])
            code[outside] = self._codes[near.position]
            distance_m[outside] = [round(value, 2) for value in near.distance_m.tolist()]
        return {"nearest": code.tolist(), "distance_m": distance_m.tolist()}

    def _doubtful(
        self, lonlat: NDArray[np.float64], position: NDArray[np.int64], error_m: float
    ) -> tuple[list[object], int]:
        named = np.full(len(position), None, object)
        if self._borders is not None:
            doubts = self._borders.doubtful(lonlat, position, error_m)
            for row, code in zip(doubts.row.tolist(), self._codes[doubts.position], strict=True):
                named[row] = str(code) if named[row] is None else f"{named[row]};{code}"
        return named.tolist(), int((named != None).sum())  # noqa: E711  element by element
