"""Lines for redrawing, found on the base map: where to split a cell, which way a border runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.catalogue import text
from gridmap.division import Followed, Parting, follow, part_along, reroute_along
from gridmap.errors import InputError, Place
from gridmap.geometry import UNITS_PER_DEGREE
from gridmap.geometry.preparing import prepared
from gridmap.geometry.rings import only_polygons

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import MultiPolygon, Polygon

    from gridmap.domain import Block, Building, Cell, Street
    from gridmap.store import Reader

LonLat = tuple[float, float]
Standing = tuple["NDArray[np.float64]", "NDArray[np.float64]"]

WITHIN_M: Final = 15.0
_SPOTS: Final = 1200  # points over which the load of all blocks of a cell is spread
_SPOTS_OF_A_BLOCK: Final = (9, 100)  # at least and at most for one block
_NAMES_TOLD: Final = 5
_ALIKE_RATIO: Final = 0.5
_LEAST_SIDE_DEG: Final = 1 / UNITS_PER_DEGREE


def split_line(
    reader: Reader,
    cell: Polygon | MultiPolygon,
    drawn: shapely.LineString,
    within_m: float = WITHIN_M,
) -> Followed:
    """Find the line that a planner meant by one drawn roughly through a cell.

    Parameters
    ----------
    reader
        A snapshot of the store: its lines and buildings are looked at.
    cell
        The cell to split, in lon/lat.
    drawn
        Line string in lon/lat.
    within_m
        Streets, walls and waters this near are meant by the drawn line.

    Returns
    -------
    followed
        The line to split by, how much of it runs on mapped lines, and the positions in
        ``reader.buildings()`` of buildings that it passes through for want of another way.

    Raises
    ------
    InputError
        When the line does not cross the cell.
    """
    footprints = _geometries(reader.buildings())
    near = np.flatnonzero(_meets(cell, footprints))
    found = follow(
        drawn, cell, lines=_lines_in(reader, cell), buildings=footprints[near], within_m=within_m
    )
    crossed = tuple(int(near[k]) for k in found.crossed_buildings)
    return Followed(found.line, found.on_lines_ratio, crossed)


def equal_lines(reader: Reader, cell: Cell, parts: int, by: str = "households") -> Parting:
    """Find the cuts that part a cell equally, along mapped lines where the balance allows it.

    Parameters
    ----------
    reader
        A snapshot of the store.
    cell
        The cell to part.
    parts
        How many parts, 2 or more.
    by
        What is shared out: ``households`` of the buildings that have a point inside the cell,
        ``load`` of the blocks, spread evenly over each block, or ``area``.

    Returns
    -------
    parting
        The cuts in the order in which they are to be carried out, and the loads that they reach.

    Raises
    ------
    InputError
        When there is no such measure, nothing of the kind in the cell, or no line parts it.
    """
    if by not in _MEASURES:
        raise InputError("lines.measure", by=by, known=", ".join(_MEASURES))
    places, loads = _MEASURES[by](reader, cell) or (None, None)
    footprints = _geometries(reader.buildings())
    return part_along(
        cell.geometry,
        parts,
        lines=_lines_in(reader, cell.geometry),
        buildings=footprints[_meets(cell.geometry, footprints)],
        places=places,
        loads=loads,
    )


def street_course(
    reader: Reader, street_name: str, between: tuple[LonLat, LonLat]
) -> shapely.LineString:
    """Return the course of a border along a street.

    Parameters
    ----------
    reader
        A snapshot of the store.
    street_name
        The name of a line of the base map, as it is written there.
    between
        The two nodes of the border, (lon, lat) each.

    Returns
    -------
    course
        From the first node to the second, for `gridmap.topology.edits.reshape_arc`.

    Raises
    ------
    InputError
        When no line has this name, or it does not run from one node to the other.
    """
    streets = reader.streets()
    named = [street for street in streets if street.name == street_name]
    if not street_name or not named:
        place = Place(geometry=shapely.LineString(between))
        names = _names_like(streets, street_name, between)
        if not names:
            raise InputError("lines.no_streets", place)
        told = text("lines.separator").join(names)
        raise InputError("lines.no_street", place, name=street_name, names=told)
    return reroute_along(between, _geometries(named), street_name)


def line_course(line: shapely.LineString, between: tuple[LonLat, LonLat]) -> shapely.LineString:
    """Return the course of a border along any line.

    Parameters
    ----------
    line
        Line string in lon/lat.
    between
        The two nodes of the border, (lon, lat) each.

    Returns
    -------
    course
        From the first node to the second.

    Raises
    ------
    InputError
        When the line is too far away, or does not run from one node to the other.
    """
    return reroute_along(between, [line], text("lines.this_line"))


def _names_like(streets: list[Street], name: str, between: tuple[LonLat, LonLat]) -> list[str]:
    """Return names that are written alike, else those of the nearest streets."""
    names = sorted({street.name for street in streets if street.name})
    alike = get_close_matches(name, names, _NAMES_TOLD, _ALIKE_RATIO)
    if alike or not names:
        return alike
    named = [street for street in streets if street.name]
    away = shapely.distance(_geometries(named), shapely.LineString(between))
    nearest = [named[k].name for k in np.argsort(away, kind="stable")]
    return list(dict.fromkeys(nearest))[:_NAMES_TOLD]


def _households(reader: Reader, cell: Cell) -> Standing:
    """Return where the households of a cell are.

    Raises
    ------
    InputError
        When there are none.
    """
    lived_in = [building for building in reader.buildings() if building.households]
    places = shapely.get_coordinates(shapely.point_on_surface(_geometries(lived_in)))
    loads = np.array([building.households for building in lived_in], dtype=np.float64)
    inside = shapely.intersects_xy(prepared(cell.geometry), places[:, 0], places[:, 1])
    if not inside.any():
        raise InputError("lines.no_households", Place(geometry=cell.geometry))
    return places[inside], loads[inside]


def _block_load(reader: Reader, cell: Cell) -> Standing:
    """Return the load of the blocks in a cell, spread over points inside each.

    Raises
    ------
    InputError
        When no block with a load lies in the cell.
    """
    loaded = [block for block in reader.blocks() if block.load > 0]
    shapes = _geometries(loaded)
    meeting = np.flatnonzero(_meets(cell.geometry, shapes))
    within = only_polygons(shapely.intersection(shapes[meeting], cell.geometry))
    share = shapely.area(within) / shapely.area(shapes[meeting])
    some = share > 0
    within, loads = within[some], np.array([loaded[k].load for k in meeting])[some] * share[some]
    if not len(within):
        raise InputError("lines.no_blocks", Place(geometry=cell.geometry))
    least, most = _SPOTS_OF_A_BLOCK
    wanted = min(max(_SPOTS // len(within), least), most)
    spots = [_spread(piece, wanted) for piece in within]
    places = np.concatenate(spots)
    each = np.concatenate(
        [np.full(len(some), load / len(some)) for some, load in zip(spots, loads, strict=True)]
    )
    return places, each


def _spread(piece: Polygon | MultiPolygon, wanted: int) -> NDArray[np.float64]:
    """Return about so many points spread evenly over a piece, one at least, of shape (N, 2)."""
    west, south, east, north = piece.bounds
    side = max(float(np.sqrt(piece.area / wanted)), _LEAST_SIDE_DEG)
    lon, lat = np.meshgrid(
        np.arange(west + side / 2, east, side), np.arange(south + side / 2, north, side)
    )
    spots = np.column_stack([lon.ravel(), lat.ravel()])
    inside = np.asarray(shapely.contains_xy(piece, spots[:, 0], spots[:, 1]), dtype=np.bool_)
    if inside.any():
        return spots[inside]
    return np.asarray(shapely.get_coordinates(shapely.point_on_surface(piece)))


def _nothing(_reader: Reader, _cell: Cell) -> None:
    """Let the area be what is shared out."""


def _lines_in(reader: Reader, cell: Polygon | MultiPolygon) -> NDArray[np.object_]:
    lines = _geometries(reader.streets())
    return lines[_meets(cell, lines)]


def _meets(cell: Polygon | MultiPolygon, shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    cell = prepared(cell)
    return np.asarray(shapely.intersects(cell, shapes), dtype=np.bool_)


def _geometries(records: Sequence[Block | Building | Street]) -> NDArray[np.object_]:
    array = np.empty(len(records), dtype=object)
    array[:] = [record.geometry for record in records]
    return array


_MEASURES: Final[Mapping[str, Callable[[Reader, Cell], Standing | None]]] = {
    "households": _households,
    "load": _block_load,
    "area": _nothing,
}
