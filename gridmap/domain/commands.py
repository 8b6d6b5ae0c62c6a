"""The commands that redraw a plan: frozen values that JSON carries and any script can replay.

A command names what it concerns by place or by code, never by position, so that it means the same
in every process and after other edits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, ClassVar, Final

import shapely

from gridmap.errors import InputError, Place
from gridmap.geometry.rings import as_polygons

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

LonLat = tuple[float, float]
Line = tuple[LonLat, ...]

_TWO: Final = 2
_MOST_LON, _MOST_LAT = 180.0, 90.0


@dataclass(frozen=True, slots=True)
class Command:
    """What every command has: its name in JSON."""

    op: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class MoveNode(Command):
    """Move the node at a place to another, in all cells that have it."""

    op: ClassVar[str] = "move_node"
    at: LonLat
    to: LonLat


@dataclass(frozen=True, slots=True)
class InsertNode(Command):
    """Put a node into the arc at `on`; it comes to lie at `at`."""

    op: ClassVar[str] = "insert_node"
    on: LonLat
    at: LonLat


@dataclass(frozen=True, slots=True)
class DeleteNode(Command):
    """Take the node at a place out of its arc."""

    op: ClassVar[str] = "delete_node"
    at: LonLat


@dataclass(frozen=True, slots=True)
class ReshapeArc(Command):
    """Give the stretch of an arc between two of its nodes another course.

    `along` names the street or other line that the course follows.
    """

    op: ClassVar[str] = "reshape_arc"
    between: tuple[LonLat, LonLat]
    line: Line
    along: str = ""


@dataclass(frozen=True, slots=True)
class Split(Command):
    """Split a cell in two by a line; the larger part keeps the code.

    `along` names the line that it follows.
    """

    op: ClassVar[str] = "split"
    code: str
    line: Line
    along: str = ""


@dataclass(frozen=True, slots=True)
class SplitEqual(Command):
    """Split a cell into parts of equal load.

    `by` says what is shared out: ``area``, ``households`` or ``load``. `lines` are the cuts;
    without them they are looked for, and the journal keeps those that were found.
    """

    op: ClassVar[str] = "split_equal"
    code: str
    parts: int
    by: str = "area"
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Merge(Command):
    """Merge cells into the one with the lowest code."""

    op: ClassVar[str] = "merge"
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transfer(Command):
    """Hand what a piece covers of one cell over to another. `blocks` names the blocks it is."""

    op: ClassVar[str] = "transfer"
    piece: Polygon | MultiPolygon
    from_code: str
    to_code: str
    blocks: tuple[str, ...] = ()


COMMANDS: Final[Mapping[str, type[Command]]] = {
    kind.op: kind
    for kind in (
        MoveNode,
        InsertNode,
        DeleteNode,
        ReshapeArc,
        Split,
        SplitEqual,
        Merge,
        Transfer,
    )
}


def to_json(command: Command) -> dict[str, object]:
    """Return a command as JSON values: ``op``, then what differs from the defaults."""
    found: dict[str, object] = {"op": command.op}
    for item in fields(command):
        value = getattr(command, item.name)
        if item.default is MISSING or value != item.default:
            found[item.name] = _plain(value)
    return found


def from_json(values: Mapping[str, object]) -> Command:
    """Read a command from JSON values.

    Raises
    ------
    InputError
        When there is no such command, or a value is missing, unknown or of another form.
    """
    if not isinstance(values, Mapping):
        raise InputError("commands.no_object")
    op = values.get("op")
    if not isinstance(op, str) or op not in COMMANDS:
        raise InputError("commands.op", op=str(op), known=", ".join(COMMANDS))
    kind = COMMANDS[op]
    known = {item.name: item for item in fields(kind)}
    unknown = sorted(set(values) - set(known) - {"op"})
    if unknown:
        raise InputError("commands.unknown", op=op, names=", ".join(unknown))
    missing = [
        name
        for name, item in known.items()
        if name not in values and item.default is MISSING and item.default_factory is MISSING
    ]
    if missing:
        raise InputError("commands.missing", op=op, names=", ".join(missing))
    return kind(**{name: _read(op, name, values[name]) for name in known if name in values})


def _read(op: str, name: str, value: object) -> object:
    try:
        return _READERS[name](value)
    except (TypeError, ValueError):
        raise InputError(
            f"commands.value.{_FORMS[name]}", Place(column=name), op=op, name=name, value=str(value)
        ) from None


def _plain(value: object) -> object:
    if isinstance(value, shapely.Geometry):
        return shapely.geometry.mapping(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _place(value: object) -> LonLat:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != _TWO:
        raise ValueError
    lon, lat = (float(number) for number in value)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise ValueError
    if abs(lon) > _MOST_LON or abs(lat) > _MOST_LAT:
        raise InputError("edits.no_place", value=str((lon, lat)))
    return lon, lat


def _places(value: object) -> Line:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise TypeError
    return tuple(_place(item) for item in value)


def _line(value: object) -> Line:
    line = _places(value)
    if len(line) < _TWO:
        raise ValueError
    return line


def _pair(value: object) -> tuple[LonLat, LonLat]:
    first, second = _places(value)
    return first, second


def _lines(value: object) -> tuple[Line, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise TypeError
    return tuple(_line(item) for item in value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise TypeError
    return tuple(_text(item) for item in value)


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _area(value: object) -> Polygon | MultiPolygon:
    shape = value if isinstance(value, shapely.Geometry) else _from_geojson(value)
    polygon: Polygon | MultiPolygon = as_polygons([shape])[0]
    for lon, lat in shapely.get_coordinates(polygon).tolist():
        _place((lon, lat))
    return polygon


def _from_geojson(value: object) -> shapely.Geometry:
    if not isinstance(value, Mapping):
        raise TypeError
    try:
        return shapely.geometry.shape(value)
    except (AttributeError, KeyError, shapely.errors.ShapelyError):
        raise ValueError from None


_READERS: Final[Mapping[str, Callable[[object], object]]] = {
    "at": _place,
    "to": _place,
    "on": _place,
    "between": _pair,
    "line": _line,
    "lines": _lines,
    "along": _text,
    "code": _text,
    "by": _text,
    "from_code": _text,
    "to_code": _text,
    "codes": _texts,
    "blocks": _texts,
    "parts": _number,
    "piece": _area,
}
_FORMS: Final[Mapping[str, str]] = {
    "at": "place",
    "to": "place",
    "on": "place",
    "between": "places",
    "line": "line",
    "lines": "line",
    "along": "text",
    "code": "text",
    "by": "text",
    "from_code": "text",
    "to_code": "text",
    "codes": "texts",
    "blocks": "texts",
    "parts": "number",
    "piece": "area",
}
