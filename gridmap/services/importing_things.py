"""Bringing streets, buildings, workers and points into a store: all rows of a file, or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import shapely

from gridmap.analysis.bearings import bearings
from gridmap.catalogue import text
from gridmap.domain import (
    Building,
    Duty,
    FeatureTable,
    LineClass,
    Point,
    PointKind,
    Role,
    Street,
    Worker,
)
from gridmap.domain.classes import class_table, find_class
from gridmap.domain.schemas import attribute_schema, check_point, check_points
from gridmap.errors import InputError, Place
from gridmap.formats import as_lonlat, recognise, require_lines, require_points, require_polygons
from gridmap.geometry import round_to_lattice
from gridmap.services.fitting import snap_each
from gridmap.services.imported import Imported, notices_of
from gridmap.services.rows import NO_COLUMNS, Rows, rows_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Store

POSITION_HEADS = ("lon", "lat", "x", "y")
POINT_FIELDS = ("id", "name", "class_code", "happened_at", "cell_code")
Word = TypeVar("Word", bound=StrEnum)


def import_streets(
    store: Store, table: FeatureTable, *, columns: Mapping[str, str] = NO_COLUMNS
) -> Imported:
    """Bring in streets, rails, rivers and walls.

    Parameters
    ----------
    store
        Where they go.
    table
        Lines; ``line_class`` names a class of `gridmap.domain.LineClass`, branch road without one.
    columns
        Field to column, where the header does not tell.

    Returns
    -------
    imported
        How many.

    Raises
    ------
    InputError
        When a row is no line or its class is unknown.
    """
    rows = rows_of(as_lonlat(require_lines(table)), ("id", "name", "line_class"), columns)
    parts, source = shapely.get_parts(round_to_lattice(rows.geometry), return_index=True)
    classes = [
        _member(rows, "line_class", row, LineClass, LineClass.BRANCH_ROAD)
        for row in range(len(rows))
    ]
    rows.finish()
    ids = _part_ids(_ids(rows, "S"), source.tolist())
    streets = [
        Street(part_id, rows.text("name", row), classes[row], part)
        for part_id, part, row in zip(ids, parts, source.tolist(), strict=True)
    ]
    with store.writing() as work:
        work.put_streets(streets)
    return Imported(len(streets), notices_of(table))


def import_buildings(
    store: Store, table: FeatureTable, *, columns: Mapping[str, str] = NO_COLUMNS
) -> Imported:
    """Bring in buildings with their floors and number of households.

    The households of a row with several parts live in its largest part.

    Parameters
    ----------
    store
        Where they go.
    table
        Polygons.
    columns
        Field to column, where the header does not tell.

    Returns
    -------
    imported
        How many.

    Raises
    ------
    InputError
        When a row is no polygon, or floors or households are no numbers.
    """
    fields = ("id", "name", "floors", "households", "compound")
    rows = rows_of(as_lonlat(require_polygons(table)), fields, columns)
    parts, source = shapely.get_parts(snap_each(rows.geometry), return_index=True)
    ids = _part_ids(_ids(rows, "B"), source.tolist())
    largest = set(_largest(shapely.area(parts), source))
    buildings = [
        Building(
            id=part_id,
            geometry=part,
            name=rows.text("name", row),
            floors=max(int(rows.number("floors", row, 1)), 1),
            households=int(rows.number("households", row)) if position in largest else 0,
            compound=rows.text("compound", row) or None,
        )
        for position, (part_id, part, row) in enumerate(
            zip(ids, parts, source.tolist(), strict=True)
        )
        if not part.is_empty
    ]
    rows.finish()
    with store.writing() as work:
        work.put_buildings(buildings)
    return Imported(len(buildings), notices_of(table))


def _largest(areas: NDArray[np.float64], source: NDArray[np.int64]) -> list[int]:
    """Return the position of the largest part of each row, the first of equals."""
    order = np.lexsort((np.arange(len(areas)), -areas, source))
    first = np.unique(source[order], return_index=True)[1]
    return [int(position) for position in order[first]]


def import_workers(
    store: Store, table: FeatureTable, *, columns: Mapping[str, str] = NO_COLUMNS
) -> Imported:
    """Bring in workers: code, name, community, duties separated by ``;``, base, capacity.

    Parameters
    ----------
    store
        Where they go.
    table
        Rows; points or longitude and latitude where the base is known.
    columns
        Field to column, where the header does not tell.

    Returns
    -------
    imported
        How many.

    Raises
    ------
    InputError
        When a code or name is empty, or a role or duty is unknown.
    """
    fields = ("code", "name", "community_code", "role", "duties", "capacity", "telephone")
    rows = rows_of(as_lonlat(table), (*fields, "trained"), columns, ["code", "name"])
    workers = [
        Worker(
            code=rows.required("code", row),
            name=rows.required("name", row),
            community_code=rows.text("community_code", row) or None,
            role=_member(rows, "role", row, Role, Role.WORKER),
            duties=_duties(rows, row),
            base=None if rows.table.geometry is None else rows.table.geometry[row],
            telephone=rows.text("telephone", row) or None,
            capacity=rows.optional_number("capacity", row),
            trained=rows.flag("trained", row),
        )
        for row in range(len(rows))
    ]
    rows.finish()
    with store.writing() as work:
        work.put_workers(workers)
    return Imported(len(workers), notices_of(table))


def import_points(
    store: Store,
    table: FeatureTable,
    kind: PointKind,
    *,
    columns: Mapping[str, str] = NO_COLUMNS,
    class_code: str | None = None,
) -> Imported:
    """Bring in points of one kind; the store finds the cell of each.

    Parameters
    ----------
    store
        Where they go.
    table
        Points, or rows with longitude and latitude. Columns named as in the kind's JSON Schema
        become attributes; others are left out and said so.
    kind
        What they are.
    columns
        Field to column, where the header does not tell.
    class_code
        The class of all points, where no column says it.

    Returns
    -------
    imported
        How many, and how many lie in no cell.

    Raises
    ------
    InputError
        When a row has no position, an unknown class, or a value that its field cannot hold.
    """
    given = _given_class(kind, class_code)
    properties: Mapping[str, Any] = attribute_schema(kind)["properties"]
    rows = rows_of(as_lonlat(require_points(table)), (*POINT_FIELDS, *properties), columns)
    if given is None and "class_code" not in rows.found and len(rows):
        place = Place(file=table.source, column="class_code")
        raise InputError("point.no_class", place, present=", ".join(map(str, table.columns)))
    lonlat = shapely.get_coordinates(rows.geometry)
    ids = _ids(rows, kind.value)
    points = [
        Point(
            id=ids[row],
            kind=kind,
            class_code=given or _class(rows, row, kind),
            lon=float(lonlat[row, 0]),
            lat=float(lonlat[row, 1]),
            name=rows.text("name", row),
            happened_at=rows.moment("happened_at", row),
            attributes=_attributes(rows, row, properties),
        )
        for row in range(len(rows))
    ]
    rows.finish()
    _require_fitting(rows, points)
    with store.writing() as work:
        outside = work.put_points(points)
    return Imported(len(points), (*notices_of(table), *_left_out(rows)), outside)


def _require_fitting(rows: Rows, points: Sequence[Point]) -> None:
    """Refuse points that their kind's schema does not allow, each with its row.

    Raises
    ------
    InputError
        With every point that does not fit.
    """
    try:
        check_points(points)
    except InputError:
        for row, point in enumerate(points):
            try:
                check_point(point)
            except InputError as misfit:
                params = {key: value for key, value in misfit.params.items() if key != "field"}
                rows.note(misfit.code, misfit.place.column or "id", row, **params)
        rows.finish()


def _ids(rows: Rows, prefix: str) -> list[str]:
    """Return the ids of all rows; where the file has none, one made of all that the row says.

    So the same row brought in again is the same thing, and rows of another file, sheet or layer
    of the same name replace nothing. Rows that say the same are told apart by their order.
    """
    seen: Counter[str] = Counter()
    ids = []
    for row in range(len(rows)):
        given = rows.text("id", row)
        if not given:
            shape = shapely.to_wkb(rows.geometry[row])
            said = repr([(name, str(held[row])) for name, held in rows.table.columns.items()])
            mark = sha256(shape + said.encode("utf-8", "backslashreplace")).hexdigest()[:16]
            seen[mark] += 1
            given = f"{prefix}-{mark}" + (f"-{seen[mark]}" if seen[mark] > 1 else "")
        ids.append(given)
    return ids


def _part_ids(ids: list[str], source: list[int]) -> list[str]:
    """Return the id of every part: the row's own, with a number where several parts have it.

    Parts share an id when a row has several parts, or when a file gives several rows one id.
    """
    wanted = [ids[row] for row in source]
    shares, seen = Counter(wanted), Counter[str]()
    made = []
    for name in wanted:
        seen[name] += 1
        made.append(name if shares[name] == 1 else f"{name}-{seen[name]}")
    return made


def _member(rows: Rows, field: str, row: int, vocabulary: type[Word], otherwise: Word) -> Word:
    """Return a member of a vocabulary by its value, noting what is none."""
    written = rows.text(field, row).lower()
    if not written:
        return otherwise
    try:
        return vocabulary(written)
    except ValueError:
        rows.note("value.choice", field, row, value=written, choices=", ".join(vocabulary))
        return otherwise


def _duties(rows: Rows, row: int) -> tuple[Duty, ...]:
    written = rows.text("duties", row).replace(",", ";").split(";")
    duties = []
    for word in (part.strip().lower() for part in written):
        if word in set(Duty):
            duties.append(Duty(word))
        elif word:
            rows.note("value.choice", "duties", row, value=word, choices=", ".join(Duty))
    return tuple(duties) or (Duty.LEADER,)


def _given_class(kind: PointKind, written: str | None) -> str | None:
    """Return the class given for all points, by code, standard code or name in either language.

    Raises
    ------
    InputError
        When the kind has no such class.
    """
    if written is None:
        return None
    found = find_class(kind, written)
    if found is None:
        known = ", ".join(class_table(kind))
        raise InputError("point.class_given", value=written, kind=kind.value, classes=known)
    return found.code


def _class(rows: Rows, row: int, kind: PointKind) -> str:
    """Return the class that a row names by code, standard code or name in either language."""
    written = rows.required("class_code", row)
    found = find_class(kind, written) if written else None
    if written and found is None:
        rows.note("point.class_unknown", "class_code", row, value=written, kind=kind.value)
    return found.code if found else written


def _attributes(rows: Rows, row: int, properties: Mapping[str, Any]) -> dict[str, object]:
    values = {
        name: _attribute(rows, name, row, schema)
        for name, schema in properties.items()
        if rows.has(name)
    }
    return {name: value for name, value in values.items() if value is not None}


def _attribute(rows: Rows, name: str, row: int, schema: Mapping[str, Any]) -> object:
    """Return a value in the type that its field wants, None where the cell is empty."""
    value = rows.value(name, row)
    if value is None:
        return None
    if name == "azimuth_deg":
        return _bearing(rows, name, row, value)
    types = schema.get("type")
    wanted = {types} if isinstance(types, str) else set(types or ())
    if "boolean" in wanted:
        return value if isinstance(value, bool) else rows.flag(name, row)
    if "integer" in wanted:
        return int(rows.number(name, row))
    if "number" in wanted:
        return rows.number(name, row)
    return rows.text(name, row)


def _bearing(rows: Rows, name: str, row: int, value: object) -> float | None:
    """Return a direction from degrees or words, None where it is all around."""
    try:
        found = bearings(value)
    except InputError as error:
        rows.note(error.code, name, row, **error.params)
        return None
    if len(found) > 1:
        rows.note("bearing.several", name, row, value=value)
    return found[0] if found else None


def _left_out(rows: Rows) -> list[str]:
    """Name the columns that no field took; those of the position made the points."""
    columns = recognise(list(rows.table.columns))
    taken = {*rows.found.values(), *(columns.get(axis) for axis in POSITION_HEADS)}
    unused = [name for name in rows.table.columns if name not in taken]
    return [text("import.left_out", columns=", ".join(unused))] if unused else []
