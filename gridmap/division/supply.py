"""Find the blocks of a task: those given, nested by rule, or made from lines or a fine lattice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from gridmap.division.arrays import Areal, FloatArray, IntArray, ObjectArray, sums
from gridmap.division.assembly import assemble, faces_of_pieces
from gridmap.division.filling import fill
from gridmap.division.nesting import OUTSIDE, RULES, nest
from gridmap.division.result import Note, load_text
from gridmap.division.streets import street_blocks
from gridmap.division.task import Task
from gridmap.division.tiling import tile
from gridmap.errors import InputError, Place, UsageError
from gridmap.geometry import area_m2, is_on_lattice

FILL = "fill"
CONFORM_RATIO = (
    1e-3  # up to this share of the boundary, blocks are brought into line without a rule
)
TILES_PER_CELL = 25  # tiles of a fine lattice where there are neither blocks nor lines
MOST_TILES = 20_000
UNIT_DEG = 1e-7


@dataclass(frozen=True)
class Supply:
    """Blocks that partition a boundary exactly.

    Parameters
    ----------
    blocks
        Polygons on the lattice, shape (N,).
    load
        Shape (N,).
    holder
        Position in `blocks` that holds each given block, -1 for one left out, shape (G,); empty
        where none were given.
    notes
        What was done to the blocks as given.
    """

    blocks: ObjectArray
    load: FloatArray
    holder: IntArray
    notes: tuple[Note, ...] = ()

    @property
    def names(self) -> IntArray:
        """Position by which a person knows each block: the first given block that it holds."""
        names = np.arange(len(self.blocks), dtype=np.int64)
        held = np.flatnonzero(self.holder >= 0)[::-1]
        names[self.holder[held]] = held
        return names

    def given(self, blocks: IntArray) -> IntArray:
        """Return the positions of the given blocks that some of the blocks hold."""
        return np.flatnonzero(np.isin(self.holder, blocks))


def supply(task: Task, cells: int) -> Supply:
    """Return the blocks of a task; without a load, the area in m2 is the load.

    Parameters
    ----------
    task
        Checked.
    cells
        Number of cells wanted, which sets the size of tiles where there is nothing else.

    Returns
    -------
    supply
        Blocks that partition the boundary of the task.

    Raises
    ------
    InputError
        When the blocks do not nest in the boundary and no rule is named.
    UsageError
        When there is no such rule.
    """
    if task.blocks is None:
        return _made(task, cells)
    load = area_m2(task.blocks) if task.load is None else task.load
    if task.nesting is None:
        found = _as_given(task.boundary, task.blocks, load)
    elif task.nesting == FILL:
        found = _filled(task.boundary, task.blocks, load)
    elif task.nesting in RULES:
        found = _nested(task.boundary, task.blocks, load, task.nesting)
    else:
        known = ", ".join((*RULES, FILL))
        raise UsageError("division.nesting_rule", rule=task.nesting, known=known)
    return found


def _made(task: Task, cells: int) -> Supply:
    if task.lines is not None:
        blocks = street_blocks(task.boundary, task.lines)
    else:
        total = float(area_m2(task.boundary)[0])
        blocks = tile(task.boundary, total / min(cells * TILES_PER_CELL, MOST_TILES))
    return Supply(blocks, area_m2(blocks), np.zeros(0, np.int64))


def _as_given(boundary: Areal, blocks: ObjectArray, load: FloatArray) -> Supply:
    everyone = np.arange(len(blocks))
    if nests_exactly(boundary, blocks):
        return Supply(blocks, load, everyone)
    union = shapely.union_all(blocks)
    astray = shapely.symmetric_difference(union, boundary)
    overlap = max(0.0, float(shapely.area(blocks).sum() - shapely.area(union)))
    ratio = float((shapely.area(astray) + overlap) / shapely.area(boundary))
    if ratio > CONFORM_RATIO:
        raise InputError(
            "division.not_nested",
            Place(geometry=boundary if astray.is_empty else astray),
            ratio=f"{ratio:.1%}",
        )
    shapes, names = assemble(boundary, faces_of_pieces(boundary, blocks, everyone))
    lost = np.setdiff1d(everyone, names)
    if len(lost):
        raise InputError("division.block_lost", Place(feature=int(lost[0]) + 1))
    note = Note("division.note.conformed", {"ratio": f"{ratio:.2g}"})
    return Supply(shapes, load[names], np.argsort(names), (note,))


def nests_exactly(boundary: Areal, blocks: ObjectArray) -> bool:
    """Return whether blocks are an edge-matched coverage on the lattice that fills a boundary.

    Nodes that the blocks put on the outer ring may bend it by less than a lattice unit; a node of
    the boundary that the blocks lack would be lost to its neighbour, and counts against them.
    """
    if not (is_on_lattice(blocks).all() and shapely.coverage_is_valid(blocks)):
        return False
    union = shapely.coverage_union_all(blocks)
    nodes = shapely.get_coordinates(union).view(np.complex128).ravel()
    if not np.isin(shapely.get_coordinates(boundary).view(np.complex128).ravel(), nodes).all():
        return False
    astray = shapely.area(shapely.symmetric_difference(union, boundary))
    return bool(astray <= UNIT_DEG * shapely.length(boundary))


def _filled(boundary: Areal, blocks: ObjectArray, load: FloatArray) -> Supply:
    filling = fill(boundary, blocks)
    held = filling.holder >= 0
    notes = []
    if not held.all():
        params = {
            "blocks": int((~held).sum()),
            "load": load_text(float(load[~held].sum())),
            "block": int(np.argmin(held)) + 1,
        }
        notes.append(Note("division.note.outside", params))
    grown = sums(filling.holder[held], load[held], len(filling.blocks))
    return Supply(filling.blocks, grown, filling.holder, tuple(notes))


def _nested(boundary: Areal, blocks: ObjectArray, load: FloatArray, rule: str) -> Supply:
    nesting = nest(blocks, load, np.array([boundary], dtype=object), rule)
    holder = np.full(len(blocks), OUTSIDE, dtype=np.int64)
    named = np.flatnonzero(nesting.source >= 0)
    holder[nesting.source[named]] = named
    params = {
        "load": load_text(sum(move.load for move in nesting.moves)),
        "area": f"{sum(move.area_m2 for move in nesting.moves):.0f}",
        "outside": load_text(nesting.load_outside),
    }
    return Supply(
        nesting.blocks, nesting.load, holder, (Note(f"division.note.nested_{rule}", params),)
    )
