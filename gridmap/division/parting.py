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
from gridmap.division.routing import Ground, follow_on
from gridmap.division.straight import Share
from gridmap.division.trials import TRIED, Course, Trial, best_cut, on_nodes, straight_cuts
from gridmap.errors import InputError, Place
from gridmap.geometry import area_m2

SLACK_RATIO = 0.02  # what a part may deviate for the sake of a shorter cut
ALLOWED_RATIO = 0.05  # what a part may deviate for the sake of mapped lines and buildings
WITHIN_M = 15.0
WIDELY = 3.0  # first, lines so many times farther away are taken too
FOLLOWED = 3  # straight cuts for which other courses are looked for
OFF_LINES_FAULT = 0.5  # a cut all off the mapped lines is half as bad as one through a building


_Stage = Callable[[shapely.LineString, Areal], Course | None]
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
    cell, parts
        As for `part_equally`.
    lines
        Streets, walls and waters in lon/lat, shape (L,).
    buildings
        Footprints in lon/lat, shape (B,).
    places, loads
        As for `part_equally`.
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
    ground = Ground.of(cell, lines, buildings)
    footprints = np.atleast_1d(np.asarray(buildings, dtype=object))
    stages: list[_Stage] = [
        lambda line, piece: _led(ground, line, piece, WIDELY * within_m),
        lambda line, piece: _led(ground, line, piece, within_m),
    ]
    stages = stages if len(ground.lines) else []
    stages += [
        lambda line, piece: _led(ground.without_lines(), line, piece, within_m),
        lambda line, _: Course(line, float(shapely.crosses(line, footprints).sum())),
    ]

    def cut(piece: Areal, share: Share, count: Loads) -> Trial | None:
        straight = straight_cuts(piece, share, count, FOLLOWED)
        best: Trial | None = None
        for stage in stages:
            courses = (found for line in straight if (found := stage(line, piece)) is not None)
            trial = best_cut(piece, share, count, courses)
            if trial is not None and (best is None or trial.rank(share) < best.rank(share)):
                best = trial
            if best is not None and best.rank(share) < (0.0, 1.0):
                break
        return best

    return _parted(cell, parts, loads_in(cell, places, loads), cut, ALLOWED_RATIO)


def _led(ground: Ground, line: shapely.LineString, piece: Areal, within_m: float) -> Course | None:
    """Return the course along what is mapped near a straight cut, None where there is none."""
    try:
        found = follow_on(ground, line, piece, within_m)
    except InputError:
        return None
    off = OFF_LINES_FAULT * (1.0 - found.on_lines_ratio) if len(ground.lines) else 0.0
    return Course(found.line, len(found.crossed_buildings) + off)


def _straight_cut(piece: Areal, share: Share, loads: Loads) -> Trial | None:
    lines = straight_cuts(piece, share, loads, TRIED)
    tied = [near for line in lines for near in on_nodes(piece, line)]
    return best_cut(piece, share, loads, [Course(line) for line in tied])


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
        some, target = loads, part_load
        if loads.places is not None and loads.inside(piece).sum() < count:
            # Fewer places than parts: there is nothing to balance but the area.
            some = Loads(None, loads.values[:0])
            target = float(area_m2([piece])[0]) / count
        trial = cut(piece, Share((count // 2, count - count // 2), target, slack), some)
        if trial is None:
            raise InputError("lines.too_small", Place(geometry=piece))
        cuts.append(trial.course.line)
        waiting.extend(zip(trial.pieces, trial.parts, strict=True))
    array = np.array(pieces, dtype=object)
    return Parting(tuple(cuts), array, loads.of(array))
