"""Named repairs of imported cells, each with a record of every square metre that it moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import InputError
from gridmap.geometry import OverlapRule, area_m2, canonical, perimeter_m
from gridmap.geometry.arrangement import Arrangement, arrange, borders_of, to_degrees, widths_units
from gridmap.geometry.ownership import NOBODY, fill_voids, settle_overlaps
from gridmap.geometry.rings import as_polygons, only_polygons
from gridmap.geometry.snapping import is_snapped, restored
from gridmap.topology.moves import Move, moves_between
from gridmap.topology.stitching import THIN_UNITS

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

GAP_WIDTH_M = 1.0
GAP_AREA_M2 = 10.0


@dataclass(frozen=True)
class Repair:
    """What one repair did.

    Parameters
    ----------
    name
        Which repair; a key of `REPAIRS`.
    geometries
        Object array of shape (M,): the cells afterwards. Those that did not change are the objects
        that came in.
    kept
        Array of shape (M,): the position in the input of each.
    moves
        Area that changed hands, positions as in the input.
    """

    name: str
    geometries: NDArray[np.object_]
    kept: NDArray[np.int64]
    moves: tuple[Move, ...]


def drop_exact_duplicates(geometries: ArrayLike) -> Repair:
    """Leave out cells that repeat an earlier one exactly, wherever their rings begin.

    Raises
    ------
    InputError
        When something else than polygons is among them.
    """
    cells = as_polygons(geometries)
    shapes = shapely.to_wkb(canonical(shapely.force_2d(cells)))
    first: dict[bytes, int] = {}
    for position, shape in enumerate(shapes):
        first.setdefault(shape, position)
    original = np.array([first[shape] for shape in shapes], dtype=np.int64)
    positions = np.arange(len(cells))
    empty = shapely.is_empty(cells)
    kept = positions[(original == positions) | empty]
    repeats = positions[(original != positions) & ~empty]
    moves = tuple(
        Move(int(position), int(original[position]), float(area), shapely.point_on_surface(cell))
        for position, area, cell in zip(
            repeats, area_m2(cells[repeats]), cells[repeats], strict=True
        )
    )
    return Repair("drop_exact_duplicates", cells[kept], kept, moves)


def make_valid(geometries: ArrayLike) -> Repair:
    """Rebuild outlines that cross or touch themselves, shells and holes each for themselves.

    Raises
    ------
    InputError
        When something else than polygons is among them.
    """
    cells = as_polygons(geometries)
    broken = ~shapely.is_valid(cells)
    mended = cells.copy()
    mended[broken] = only_polygons(
        shapely.make_valid(cells[broken], method="structure", keep_collapsed=False)
    )
    return _same_cells("make_valid", cells, mended)


def match_edges(geometries: ArrayLike) -> Repair:
    """Bring cells to the lattice with every node shared, and give slivers of centimetres away.

    Overlaps and voids that are wider stay as they are.

    Raises
    ------
    InputError
        When something else than polygons is among them, or a coordinate is not finite.
    CoverageError
        When snap rounding finds no fixed point.
    """
    cells = as_polygons(geometries)
    if is_snapped(cells):
        return _same_cells("match_edges", cells, cells)
    arrangement = arrange(cells)
    borders = borders_of(arrangement.faces)
    thin = widths_units(arrangement.faces) < THIN_UNITS
    settled = settle_overlaps(arrangement, borders, OverlapRule.LONGEST_BORDER)
    settled = fill_voids(arrangement, borders, settled, thin)
    # Faces that are wide keep all their claimants; thin ones have the one owner found for them.
    wide_claims = ~thin[arrangement.face]
    owned = np.flatnonzero(thin & (settled != NOBODY))
    snapped = restored(
        cells,
        arrangement,
        np.concatenate([arrangement.face[wide_claims], owned]),
        np.concatenate([arrangement.claimant[wide_claims], settled[owned]]),
    )
    return _same_cells("match_edges", cells, snapped.geometries)


def resolve_overlaps(
    geometries: ArrayLike, rule: OverlapRule = OverlapRule.LONGEST_BORDER
) -> Repair:
    """Give each area that several cells claim to one of them.

    Raises
    ------
    InputError
        When something else than polygons is among them, or a coordinate is not finite.
    CoverageError
        When snap rounding finds no fixed point.
    """
    cells = as_polygons(geometries)
    if is_snapped(cells):
        return _same_cells("resolve_overlaps", cells, cells)
    arrangement = arrange(cells)
    owner = settle_overlaps(arrangement, borders_of(arrangement.faces), rule)
    return _owned("resolve_overlaps", cells, arrangement, owner)


def close_gaps(
    geometries: ArrayLike, width_m: float = GAP_WIDTH_M, area_limit_m2: float = GAP_AREA_M2
) -> Repair:
    """Give voids that are narrow or small to the neighbour with the longest border.

    Parameters
    ----------
    geometries
        Polygons and multipolygons of shape (N,) in lon/lat.
    width_m
        Voids of a mean width (twice the area by the perimeter) below this are closed.
    area_limit_m2
        So are voids smaller than this; larger ones are lakes, or somebody else's.

    Returns
    -------
    repair
        The cells, and what each got.

    Raises
    ------
    InputError
        When something else than polygons is among them, or a coordinate is not finite.
    CoverageError
        When snap rounding finds no fixed point.
    """
    cells = as_polygons(geometries)
    arrangement = arrange(cells)
    void = arrangement.claims == 0
    faces = to_degrees(arrangement, arrangement.faces[void])
    area, perimeter = area_m2(faces), perimeter_m(faces)
    chosen = np.zeros(len(void), dtype=np.bool_)
    chosen[void] = (2.0 * area < width_m * perimeter) | (area < area_limit_m2)
    if not chosen.any():
        return _same_cells("close_gaps", cells, cells)
    borders = borders_of(arrangement.faces)
    owner = settle_overlaps(arrangement, borders, OverlapRule.LONGEST_BORDER)
    return _owned("close_gaps", cells, arrangement, fill_voids(arrangement, borders, owner, chosen))


REPAIRS: Mapping[str, Callable[[ArrayLike], Repair]] = MappingProxyType(
    {
        "drop_exact_duplicates": drop_exact_duplicates,
        "make_valid": make_valid,
        "match_edges": match_edges,
        "resolve_overlaps": resolve_overlaps,
        "close_gaps": close_gaps,
    }
)


@dataclass(frozen=True)
class Repaired:
    """Cells after several repairs: `kept` and the moves count positions as in the first input."""

    geometries: NDArray[np.object_]
    kept: NDArray[np.int64]
    repairs: tuple[Repair, ...]


def repair(geometries: ArrayLike, names: Sequence[str] = tuple(REPAIRS)) -> Repaired:
    """Carry out named repairs one after the other.

    Parameters
    ----------
    geometries
        Polygons and multipolygons of shape (N,) in lon/lat.
    names
        Keys of `REPAIRS`, in the order in which to carry them out; all by default.

    Returns
    -------
    repaired
        The cells, and a record of each repair. A second run over the result changes no byte.

    Raises
    ------
    InputError
        When there is no such repair, something else than polygons is among the cells, or a
        coordinate is not finite.
    CoverageError
        When snap rounding finds no fixed point.
    """
    for name in names:
        if name not in REPAIRS:
            raise InputError("repair.unknown", name=name, names=", ".join(REPAIRS))
    cells = as_polygons(geometries)
    kept = np.arange(len(cells))
    done = []
    for name in names:
        step = REPAIRS[name](cells)
        positions = kept
        cells, kept = step.geometries, kept[step.kept]
        moves = tuple(_renumbered(move, positions) for move in step.moves)
        done.append(Repair(name, cells, kept, moves))
    return Repaired(cells, kept, tuple(done))


def _renumbered(move: Move, positions: NDArray[np.int64]) -> Move:
    source, target = (
        None if end is None else int(positions[end]) for end in (move.source, move.target)
    )
    return Move(source, target, move.area_m2, move.place)


def _owned(
    name: str,
    cells: NDArray[np.object_],
    arrangement: Arrangement,
    owner: NDArray[np.int64],
) -> Repair:
    face = np.flatnonzero(owner != NOBODY)
    snapped = restored(cells, arrangement, face, owner[face])
    return _same_cells(name, cells, snapped.geometries)


def _same_cells(name: str, before: NDArray[np.object_], after: NDArray[np.object_]) -> Repair:
    return Repair(name, after, np.arange(len(after)), moves_between(before, after))
