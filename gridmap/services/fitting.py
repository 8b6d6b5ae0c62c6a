"""Fitting what comes in to the lattice, with an account of every square metre that moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.catalogue import text
from gridmap.errors import InputError, Place
from gridmap.geometry import is_snapped, round_to_lattice, snap_round
from gridmap.topology import Move, Repair, repair

if TYPE_CHECKING:
    from numpy.typing import NDArray

REPAIRS = ("make_valid", "match_edges", "resolve_overlaps", "close_gaps")
SHOWN_MOVES = 30


@dataclass(frozen=True)
class Fitted:
    """Polygons that form one coverage on the lattice.

    Parameters
    ----------
    geometries
        Object array of shape (N,), in the order in which they came.
    repairs
        What each repair moved; none where everything fitted as it came.
    """

    geometries: NDArray[np.object_]
    repairs: tuple[Repair, ...] = ()

    def describe(self, codes: Sequence[str]) -> list[str]:
        """Say where ground moved, the largest pieces first, and the sum of the rest.

        Parameters
        ----------
        codes
            What to call each polygon.

        Returns
        -------
        sentences
            One for each move, at most thirty, and one for all further ones.
        """
        moves = [(done.name, move) for done in self.repairs for move in done.moves]
        moves.sort(key=lambda item: -item[1].area_m2)
        sentences = [_sentence(name, move, codes) for name, move in moves[:SHOWN_MOVES]]
        rest = [move.area_m2 for _, move in moves[SHOWN_MOVES:]]
        if rest:
            sentences.append(text("import.moved_more", count=len(rest), area=f"{sum(rest):.2f}"))
        return sentences


def fit_coverage(geometries: NDArray[np.object_]) -> Fitted:
    """Make polygons one exact coverage; what already is one is taken as it is.

    Parameters
    ----------
    geometries
        Object array of shape (N,) of polygons in WGS 84 lon/lat.

    Returns
    -------
    fitted
        As many polygons, and what was repaired.

    Raises
    ------
    InputError
        When a polygon has no area left, because others cover it or it never had any.
    """
    if is_snapped(geometries):
        return Fitted(geometries)
    repaired = repair(geometries, REPAIRS)
    lost = np.flatnonzero(shapely.is_empty(repaired.geometries))
    if len(lost):
        place = Place(feature=int(lost[0]) + 1, geometry=geometries[lost[0]])
        raise InputError("fit.nothing_left", place, count=len(lost))
    return Fitted(repaired.geometries, repaired.repairs)


def snap_each(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Bring polygons to the lattice one by one: they may overlap each other.

    Parameters
    ----------
    geometries
        Object array of shape (N,) of polygons in WGS 84 lon/lat.

    Returns
    -------
    snapped
        Valid polygons on the lattice; one that lost all its area is empty.
    """
    rounded = round_to_lattice(geometries)
    for position in np.flatnonzero(~shapely.is_valid(rounded)):
        rounded[position] = snap_round(geometries[position : position + 1]).geometries[0]
    return rounded


def _sentence(name: str, move: Move, codes: Sequence[str]) -> str:
    return text(
        "import.repaired",
        repair=text(f"repair.{name}"),
        area=f"{move.area_m2:.3f}",
        source="—" if move.source is None else codes[move.source],
        target="—" if move.target is None else codes[move.target],
        place=f"{move.place.x:.7f}, {move.place.y:.7f}",
    )
