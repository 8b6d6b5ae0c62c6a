"""Part a cell into pieces of equal load: division finds the lines, topology cuts along them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import ceil, log2

import numpy as np
import shapely
from numpy.typing import ArrayLike

from gridmap.division.arrays import Areal, BoolArray, FloatArray, ObjectArray
from gridmap.division.frame import Frame
from gridmap.division.straight import Share, Sweep
from gridmap.errors import CoverageError, InputError, Place
from gridmap.geometry import area_m2
from gridmap.topology.edits import split

ALLOWED_RATIO = 0.05  # the imbalance that a planner accepts
SLACK_RATIO = 0.02  # what a cut may deviate for the sake of a shorter one
TRIED = 10  # cuts that topology is asked about before the best of them is taken
NODE_TOLERANCE_M = 0.5  # an existing node of the border this near is taken before a new one
NODE_TOLERANCE_RATIO = 0.005  # but nothing that would turn a short cut noticeably
MOST_PARTS_OF_A_CELL = 3  # parts of a cell in which a cut is looked for

Alternatives = Callable[[shapely.LineString, Areal], "Iterator[shapely.LineString]"]


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


@dataclass(frozen=True)
class _Loads:
    """What is shared out: the area, or loads that stand at places."""

    places: FloatArray | None
    values: FloatArray

    def of(self, pieces: ObjectArray) -> FloatArray:
        """Return the load of each piece; a place on a common border counts for the first."""
        if self.places is None:
            return area_m2(pieces)
        free = np.ones(len(self.values), dtype=bool)
        sums = np.zeros(len(pieces))
        for number, piece in enumerate(pieces):
            mine = free & self.inside(piece)
            sums[number] = self.values[mine].sum()
            free &= ~mine
        return sums

    def inside(self, piece: Areal) -> BoolArray:
        """Return which places lie in a piece or on its border."""
        shapely.prepare(piece)
        places = np.zeros((0, 2)) if self.places is None else self.places
        return np.asarray(shapely.intersects_xy(piece, places[:, 0], places[:, 1]))


@dataclass(frozen=True)
class _Trial:
    """A cut as topology carries it out, and the parts into which each side goes on."""

    line: shapely.LineString
    pieces: ObjectArray
    parts: tuple[int, int]
    imbalance_ratio: float


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
    return _parted(cell, parts, _checked(cell, parts, places, loads), _only_straight, SLACK_RATIO)


def _only_straight(line: shapely.LineString, _: Areal) -> Iterator[shapely.LineString]:
    yield line


def _checked(cell: Areal, parts: int, places: ArrayLike | None, loads: ArrayLike | None) -> _Loads:
    if parts < 2:  # noqa: PLR2004 - one part is no parting
        raise InputError("lines.parts", parts=parts)
    if places is None:
        return _Loads(None, np.zeros(0))
    spots = np.asarray(places, dtype=np.float64).reshape(-1, 2)
    values = np.ones(len(spots)) if loads is None else np.asarray(loads, dtype=np.float64)
    if values.shape != (len(spots),) or not np.isfinite(values).all() or (values < 0).any():
        raise InputError("lines.loads", places=len(spots))
    every = _Loads(spots, values)
    inside = every.inside(cell) & (values > 0)
    if not inside.any():
        raise InputError("lines.no_load", Place(geometry=cell))
    return _Loads(spots[inside], values[inside])


def _parted(
    cell: Areal, parts: int, loads: _Loads, alternatives: Alternatives, slack_ratio: float
) -> Parting:
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
        trial = _best_cut(piece, share, loads, alternatives)
        cuts.append(trial.line)
        waiting.extend(zip(trial.pieces, trial.parts, strict=True))
    array = np.array(pieces, dtype=object)
    return Parting(tuple(cuts), array, loads.of(array))


def _best_cut(piece: Areal, share: Share, loads: _Loads, alternatives: Alternatives) -> _Trial:
    """Return the first cut that topology carries out within the slack, else the best of some.

    Raises
    ------
    InputError
        When there is none at all.
    """
    best: _Trial | None = None
    for straight in _straight_cuts(piece, share, loads):
        for line in alternatives(straight, piece):
            trial = _tried(piece, line, share, loads)
            if trial is None:
                continue
            if trial.imbalance_ratio <= share.slack_ratio:
                return trial
            if best is None or trial.imbalance_ratio < best.imbalance_ratio:
                best = trial
    if best is None:
        raise InputError("lines.too_small", Place(geometry=piece))
    return best


def _tried(piece: Areal, line: shapely.LineString, share: Share, loads: _Loads) -> _Trial | None:
    """Let topology cut a piece that stands alone; None where it refuses."""
    try:
        pieces = split([piece], 0, line).geometries
    except (CoverageError, InputError):
        return None
    one, other = loads.of(pieces)
    some, more = share.parts
    ranked = []
    for parts in ((some, more), (more, some)):
        off = max(abs(one / parts[0] - share.part_load), abs(other / parts[1] - share.part_load))
        ranked.append((off / share.part_load, parts))
    ratio, parts = min(ranked)
    return _Trial(line, pieces, parts, ratio)


def _straight_cuts(piece: Areal, share: Share, loads: _Loads) -> Iterator[shapely.LineString]:
    """Yield straight cuts in lon/lat on the lattice, the best of each part first."""
    frame = Frame.around(piece)
    parts = shapely.get_parts(piece)
    whole = loads.of(np.array([piece], dtype=object))[0]
    own = np.array([loads.of(parts[[k]])[0] for k in range(len(parts))])
    area = area_m2(parts)
    for part in np.lexsort((-area, -own))[:MOST_PARTS_OF_A_CELL]:
        polygon = shapely.transform(frame.local(parts[part])[0], frame.metric)
        places, values = _standing_in(parts[part], loads, frame)
        # The plane of the frame measures areas a little otherwise than the ellipsoid does.
        scale = polygon.area / area[part] if loads.places is None else 1.0
        here = replace(
            share,
            part_load=share.part_load * scale,
            rest_load=float(whole - own[part]) * scale,
        )
        ends = Sweep.of(polygon, places, values).cuts(here, TRIED)
        for line in ends.reshape(-1, 2, 2) / frame.unit_m:
            yield from _on_nodes(frame, line, shapely.get_coordinates(frame.local(parts[part])))


def _standing_in(
    part: shapely.Polygon, loads: _Loads, frame: Frame
) -> tuple[FloatArray | None, FloatArray | None]:
    """Return the places and loads inside a part, in metres."""
    if loads.places is None:
        return None, None
    mine = loads.inside(part)
    spots = shapely.get_coordinates(frame.local(shapely.points(loads.places[mine])))
    return frame.metric(spots), loads.values[mine]


def _on_nodes(frame: Frame, line: FloatArray, nodes: FloatArray) -> Iterator[shapely.LineString]:
    """Yield a line in local units with its ends on near nodes of the border, then as it is."""
    length = float(np.hypot(*frame.metric(line[1] - line[0])))
    reach = min(NODE_TOLERANCE_M, NODE_TOLERANCE_RATIO * length)
    tied = line.copy()
    for end in range(2):
        away = np.hypot(*frame.metric(nodes - line[end]).T)
        if away.min() <= reach:
            tied[end] = nodes[np.argmin(away)]
    drawn = [tied] if np.array_equal(tied, line) else [tied, line]
    for ends in drawn:
        whole = np.rint(ends)
        if not np.array_equal(whole[0], whole[1]):
            yield frame.lonlat(shapely.LineString(whole))[0]
