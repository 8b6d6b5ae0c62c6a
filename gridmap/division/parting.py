"""Part a cell into pieces of equal load: division finds the lines, topology cuts along them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, log2

import numpy as np
import shapely
from numpy.typing import ArrayLike

from gridmap.division.arrays import Areal, FloatArray, ObjectArray
from gridmap.division.loads import Loads, loads_in
from gridmap.division.routing import follow
from gridmap.division.straight import Share
from gridmap.division.trials import Course, Trial, best_cut
from gridmap.errors import InputError, Place

SLACK_RATIO = 0.02  # what a part may deviate for the sake of a shorter cut
ALLOWED_RATIO = 0.05  # what a part may deviate for the sake of mapped lines and buildings
WITHIN_M = 15.0
WIDELY = 3.0  # first, lines so many times farther away are taken too
FOLLOWED = 4  # straight cuts for which other courses are looked for
OFF_LINES_FAULT = 0.5  # a cut all off the mapped lines is half as bad as one through a building


_Cut = Callable[[Areal, Share, Loads], Trial | None]


@dataclass(frozen=True)
class Parting:
    """Cuts that part a cell; iterating gives the cuts.

    Parameters
    ----------
    cuts
        Lines in lon/lat on the lattice, in the order in which they are to be carried out: each
        divides one of the pieces that those before it left.
    pieces
        The pieces afterwards, shape (K,), as `gridmap.topology.edits.split` leaves them.
    loads
        Load of each piece, shape (K,): m2 where the area is the load.
    """

    cuts: tuple[shapely.LineString, ...]
    pieces: ObjectArray
    loads: FloatArray

    def __iter__(self) -> Iterator[shapely.LineString]:
        """Yield the cuts in order."""
        return iter(self.cuts)

    def __len__(self) -> int:
        """Return the number of cuts."""
        return len(self.cuts)

    @property
    def imbalance_ratio(self) -> float:
        """The greatest deviation of a piece from the mean load, as a share of the mean."""
        mean = float(self.loads.mean())
        return float(np.abs(self.loads - mean).max()) / mean


def part_equally(
    cell: Areal,
    parts: int,
    *,
    places: ArrayLike | None = None,
    loads: ArrayLike | None = None,
    seed: int = 0,
) -> Parting:
    """Find straight cuts that part a cell into connected, compact pieces of equal load.

    Directions and offsets are swept, and of the cuts that balance the shortest is taken; then each
    side goes on with half of the parts.

    Parameters
    ----------
    cell
        WGS 84 lon/lat on the lattice; holes are cut across, exclaves stay with the larger piece.
    parts
        How many pieces, 2 or more.
    places
        Where the loads stand, lon/lat of shape (N, 2); those outside the cell count for nothing.
        None: the area is the load.
    loads
        Shape (N,), not negative; by default each place counts one.
    seed
        Taken for the sake of one form of all dividers; the answer depends on nothing random.

    Returns
    -------
    parting
        The cuts, and what they reach: a single load that is too large may bar the balance.

    Raises
    ------
    InputError
        When there are fewer than two parts, no load to share out, or the cell is too small.
    """
    del seed
    return _parted(cell, parts, loads_in(cell, places, loads), _straight_cut, SLACK_RATIO)


def part_along(
    cell: Areal,
    parts: int,
    *,
    lines: ArrayLike = (),
    buildings: ArrayLike = (),
    places: ArrayLike | None = None,
    loads: ArrayLike | None = None,
    within_m: float = WITHIN_M,
) -> Parting:
    """Find cuts like `part_equally`, led along mapped lines and round buildings.

    Every cut is drawn onto the mapped lines near it where the parts stay within 5 % of the mean;
    where they do not, it only goes round buildings, and where that fails it stays straight.

    Parameters
    ----------
    cell, parts, places, loads
        As for `part_equally`.
    lines
        Streets, walls and waters in lon/lat, shape (L,).
    buildings
        Footprints in lon/lat, shape (B,).
    within_m
        Mapped lines this near to a straight cut are taken instead.

    Returns
    -------
    parting
        The cuts, and what they reach.

    Raises
    ------
    InputError
        As `part_equally`.
    """
    drawn = np.atleast_1d(np.asarray(lines, dtype=object))
    footprints = np.atleast_1d(np.asarray(buildings, dtype=object))

    def mapped(straight: shapely.LineString, piece: Areal) -> Iterator[Course]:
        for reach_m in (WIDELY * within_m, within_m):
            found = follow(straight, piece, lines=drawn, buildings=footprints, within_m=reach_m)
            off = OFF_LINES_FAULT * (1.0 - found.on_lines_ratio)
            yield Course(found.line, len(found.crossed_buildings) + off)

    def free(straight: shapely.LineString, piece: Areal) -> Iterator[Course]:
        found = follow(straight, piece, buildings=footprints, within_m=within_m)
        yield Course(found.line, float(len(found.crossed_buildings)))
        yield Course(straight, float(shapely.crosses(straight, footprints).sum()))

    def cut(piece: Areal, share: Share, count: Loads) -> Trial | None:
        found = best_cut(piece, share, count, mapped, FOLLOWED) if len(drawn) else None
        if found is not None and found.rank(share.slack_ratio) < (0.0, 1.0):
            return found
        other = best_cut(piece, share, count, free, FOLLOWED)
        both = [trial for trial in (found, other) if trial is not None]
        return min(both, key=lambda trial: trial.rank(share.slack_ratio), default=None)

    return _parted(cell, parts, loads_in(cell, places, loads), cut, ALLOWED_RATIO)


def _straight_cut(piece: Areal, share: Share, loads: Loads) -> Trial | None:
    return best_cut(piece, share, loads, lambda line, _: iter([Course(line)]))


def _parted(cell: Areal, parts: int, loads: Loads, cut: _Cut, slack_ratio: float) -> Parting:
    if parts < 2:  # noqa: PLR2004 - one part is no parting
        raise InputError("lines.parts", parts=parts)
    part_load = float(loads.of(np.array([cell], dtype=object))[0]) / parts
    cuts: list[shapely.LineString] = []
    pieces, waiting = [], [(cell, parts)]
    while waiting:
        piece, count = waiting.pop(0)
        if count == 1:
            pieces.append(piece)
            continue
        # What a cut deviates, those of its sides can no longer make good.
        slack = slack_ratio / ceil(log2(count))
        share = Share((count // 2, count - count // 2), part_load, slack)
        trial = cut(piece, share, loads)
        if trial is None:
            raise InputError("lines.too_small", Place(geometry=piece))
        cuts.append(trial.course.line)
        waiting.extend(zip(trial.pieces, trial.parts, strict=True))
    array = np.array(pieces, dtype=object)
    return Parting(tuple(cuts), array, loads.of(array))
