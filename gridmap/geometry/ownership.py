"""Who gets a face: cells that claim it alone, named rules where several do or nobody does."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.geometry.arrangement import Arrangement, Borders

NOBODY = -1


class OverlapRule(StrEnum):
    """Who gets a face that several cells claim.

    LONGEST_BORDER
        The claimant that shares the longest border with it; where none borders on it, the first.
    FIRST
        The claimant that stands first in the input.
    """

    LONGEST_BORDER = "longest_border"
    FIRST = "first"


def first_owners(arrangement: Arrangement) -> NDArray[np.int64]:
    """Return for each face the claimant with the lowest position, `NOBODY` for a void."""
    owner = np.full(len(arrangement.faces), NOBODY, dtype=np.int64)
    # Claims are sorted, so written backwards the lowest claimant of a face is the last one set.
    owner[arrangement.face[::-1]] = arrangement.claimant[::-1]
    return owner


def settle_overlaps(
    arrangement: Arrangement, borders: Borders, rule: OverlapRule
) -> NDArray[np.int64]:
    """Return the owner of every face, voids left to `NOBODY`.

    Parameters
    ----------
    arrangement
        Faces and claims.
    borders
        The neighbours of the faces.
    rule
        Who gets a contested face.

    Returns
    -------
    owner
        Array of shape (F,).
    """
    first = first_owners(arrangement)
    if rule is OverlapRule.FIRST:
        return first
    contested = arrangement.claims > 1
    owner = np.where(contested, NOBODY, first)
    may_own = arrangement.face * arrangement.cell_count + arrangement.claimant
    while True:
        open_ = contested & (owner == NOBODY)
        if not open_.any():
            return owner
        face, cell = longest_neighbours(arrangement, borders, owner, open_, may_own)
        if not len(face):
            # An island of contested faces: its first face decides by position, the rest follow.
            face = np.flatnonzero(open_)[:1]
            cell = first[face]
        owner[face] = cell


def longest_neighbours(
    arrangement: Arrangement,
    borders: Borders,
    owner: NDArray[np.int64],
    chosen: NDArray[np.bool_],
    may_own: NDArray[np.int64] | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find for chosen faces the cell that shares the longest border with them.

    Parameters
    ----------
    arrangement
        Faces and claims.
    borders
        The neighbours of the faces.
    owner
        Array of shape (F,): who owns each face by now.
    chosen
        Boolean array of shape (F,).
    may_own
        Sorted keys ``face * cell_count + cell`` of the pairs that are allowed; None allows all.

    Returns
    -------
    face, cell
        The chosen faces that have such a neighbour, and the neighbour; of equals the lowest.
    """
    at = chosen[borders.face] & (owner[borders.other] != NOBODY)
    key = borders.face[at] * arrangement.cell_count + owner[borders.other[at]]
    length = borders.length_units[at]
    if may_own is not None:
        allowed = np.isin(key, may_own)
        key, length = key[allowed], length[allowed]
    pairs, inverse = np.unique(key, return_inverse=True)
    total = np.bincount(inverse, weights=length, minlength=len(pairs))
    face, cell = np.divmod(pairs, arrangement.cell_count)
    order = np.lexsort((cell, -np.round(total, 6), face))
    face, cell = face[order], cell[order]
    leads = np.diff(face, prepend=-1) > 0
    return face[leads], cell[leads]


def fill_voids(
    arrangement: Arrangement,
    borders: Borders,
    owner: NDArray[np.int64],
    chosen: NDArray[np.bool_],
    takers: NDArray[np.bool_] | None = None,
) -> NDArray[np.int64]:
    """Give chosen voids to the neighbour with the longest border, one ring of them after another.

    Parameters
    ----------
    arrangement
        Faces and claims.
    borders
        The neighbours of the faces.
    owner
        Array of shape (F,): who owns each face by now.
    chosen
        Boolean array of shape (F,): which faces to give away, as far as nobody owns them.
    takers
        Boolean array of shape (N,): the cells that may get one; None for all.

    Returns
    -------
    owner
        Array of shape (F,): a copy with the voids given away.
    """
    filled = owner.copy()
    while True:
        open_ = chosen & (filled == NOBODY)
        seen = filled
        if takers is not None:
            seen = np.where((filled != NOBODY) & takers[filled], filled, NOBODY)
        face, cell = longest_neighbours(arrangement, borders, seen, open_)
        if not len(face):
            return filled
        filled[face] = cell


def assemble(
    arrangement: Arrangement, face: NDArray[np.int64], cell: NDArray[np.int64]
) -> NDArray[np.object_]:
    """Unite the faces of each cell.

    Parameters
    ----------
    arrangement
        Faces and claims.
    face, cell
        Arrays of equal length: which face belongs to which cell.

    Returns
    -------
    cells
        Object array of shape (N,) in the local units of the arrangement: polygons, multipolygons,
        and an empty polygon for a cell that has no face.
    """
    cells = np.full(arrangement.cell_count, shapely.Polygon(), dtype=object)
    if not len(cell):
        return cells
    order = np.argsort(cell, kind="stable")
    owners, first = np.unique(cell[order], return_index=True)
    for owner, mine in zip(owners, np.split(face[order], first[1:]), strict=True):
        faces = arrangement.faces[mine]
        cells[owner] = faces[0] if len(faces) == 1 else shapely.coverage_union_all(faces)
    return cells
