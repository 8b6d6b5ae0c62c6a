"""Makes points from columns of coordinates."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from gridmap.domain import FeatureTable
from gridmap.errors import InputError, Place
from gridmap.formats.columns import convert_column, plain_head, recognise
from gridmap.formats.problems import Problems
from gridmap.formats.values import as_number
from gridmap.geometry.crs import WIDEST_LAT_DEG, WIDEST_LON_DEG
from gridmap.geometry.datum import Datum

_PAIRS = (("lon", "lat"), ("x", "y"))
_DATUM_HEAD = re.compile(r"gcj(?:02)?|bd09|bd(?=l)")


def place_points(
    table: FeatureTable,
    columns: Mapping[str, str] | None = None,
    datum: Datum | None = None,
) -> FeatureTable:
    """Return a table with points made from its coordinate columns, as it is where it has none.

    Parameters
    ----------
    table
        A table without geometry. A system in `crs` is taken to be that of the columns; columns
        whose heads say longitude and latitude are degrees on WGS 84 where it names none.
    columns
        Meaning to column name as the user declares it.
    datum
        What the user says the degrees refer to; nothing is converted here, but heads that name
        another datum than WGS 84 need it said.

    Raises
    ------
    InputError
        When a head names a datum and the user none; x and y come without a system; longitude
        and latitude are swapped; or, with its row and column, a value is no number, out of
        range, or missing while its partner is there.
    """
    found = recognise(list(table.columns), columns, table.source)
    pair = next((pair for pair in _PAIRS if set(pair) <= found.keys()), None)
    if table.geometry is not None or pair is None:
        return table
    first, second = found[pair[0]], found[pair[1]]
    if datum is None and (named := _DATUM_HEAD.search(plain_head(first))):
        raise InputError("datum.unsaid", Place(file=table.source, column=first), named=named[0])
    crs = table.crs or ("EPSG:4326" if pair[0] == "lon" else None)
    if crs is None and not (_is_numeric(table, first) and _is_numeric(table, second)):
        return table
    if crs is None:
        raise InputError("crs.columns", Place(file=table.source), x=first, y=second)
    problems = Problems(table.source)
    xs = _coordinates(table, first, problems)
    ys = _coordinates(table, second, problems)
    if pair[0] == "lon" and crs == "EPSG:4326":
        _refuse_swapped(table, xs, ys, first, second)
        _note_out_of_range(table, xs, first, WIDEST_LON_DEG, problems)
        _note_out_of_range(table, ys, second, WIDEST_LAT_DEG, problems)
    _note_halves(table, first, second, np.flatnonzero(np.isnan(xs) | np.isnan(ys)), problems)
    problems.raise_if_any()
    geometry: NDArray[np.object_] = np.full(len(table), None, object)
    present = ~np.isnan(xs) & ~np.isnan(ys)
    with _uncollected():
        geometry[present] = shapely.points(xs[present], ys[present])
    return replace(table, geometry=geometry, crs=crs)


def _is_numeric(table: FeatureTable, column: str) -> bool:
    """Return whether all cells of a column are numbers: x and y may be called so for other ends."""
    problems = Problems()
    _coordinates(table, column, problems)
    return not len(problems)


def _coordinates(table: FeatureTable, column: str, problems: Problems) -> NDArray[np.float64]:
    """Return a column as numbers, not a number where a cell is empty or is noted as a problem."""
    quick = _quick_coordinates(table.columns[column])
    if quick is not None:
        return quick
    values = convert_column(table, column, as_number, problems)
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _quick_coordinates(values: Sequence[Any]) -> NDArray[np.float64] | None:
    """Return what `as_number` makes of all cells, None where that must be asked cell by cell.

    Text must be numbers of JSON, all of which it understands.
    """
    kinds = set(map(type, values))
    numbers: Sequence[Any] = values
    if str in kinds:
        if not kinds <= {str, type(None)}:
            return None
        cells = values
        if type(None) in kinds:
            cells = ["null" if value is None else value for value in values]
        try:
            numbers = orjson.loads(f"[{','.join(cells)}]")
        except orjson.JSONDecodeError:
            return None
        kinds = set(map(type, numbers))
    if not kinds <= {int, float, type(None)} or len(numbers) != len(values):
        return None
    array = np.array(numbers, np.float64)
    known = len(values) - values.count(None)
    return array if np.isfinite(array).sum() == known else None


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no circles while points are made by the hundred thousand: they refer to nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _refuse_swapped(
    table: FeatureTable,
    lons: NDArray[np.float64],
    lats: NDArray[np.float64],
    lon_column: str,
    lat_column: str,
) -> None:
    """Refuse columns whose values fit the globe only the other way round.

    Raises
    ------
    InputError
        When that is so for every row that has both.
    """
    both = ~np.isnan(lons) & ~np.isnan(lats)
    if not both.any():
        return
    fits = np.abs(lats[both]) <= WIDEST_LAT_DEG
    swapped = (np.abs(lats[both]) <= WIDEST_LON_DEG) & (np.abs(lons[both]) <= WIDEST_LAT_DEG)
    if not fits.any() and swapped.all():
        raise InputError(
            "columns.swapped",
            Place(file=table.source, row=int(table.rows[both][0])),
            lon=lon_column,
            lat=lat_column,
        )


def _note_out_of_range(
    table: FeatureTable,
    values: NDArray[np.float64],
    column: str,
    limit_deg: float,
    problems: Problems,
) -> None:
    for position in np.flatnonzero(np.abs(values) > limit_deg):
        place = Place(row=int(table.rows[position]), column=column)
        problems.add("value.range", place, value=f"{values[position]:g}", limit=f"{limit_deg:g}")


def _note_halves(
    table: FeatureTable,
    first: str,
    second: str,
    candidates: NDArray[np.intp],
    problems: Problems,
) -> None:
    """Note the rows, of some positions, where one of two cells is empty and the other is not."""
    for position in candidates.tolist():
        x_empty = _is_empty(table.columns[first][position])
        if x_empty != _is_empty(table.columns[second][position]):
            place = Place(row=int(table.rows[position]), column=first if x_empty else second)
            problems.add("value.missing", place)


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
