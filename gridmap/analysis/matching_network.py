"""Streets as a network: pieces between nodes, to match tracks on and to measure ways along."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS

from gridmap.errors import InputError, Place
from gridmap.geometry.crs import (
    WIDEST_LAT_DEG,
    WIDEST_LON_DEG,
    from_metric,
    metric_crs,
    to_metric,
)
from gridmap.geometry.measure import length_m

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]
ObjectArray = NDArray[np.object_]

# Ends that lie nearer than this are one node, and an end this near to a street joins it.
JOIN_M = 0.5
# A place on a hairpin is near to both of its legs: pieces are short enough to hold only one.
LONGEST_PIECE_M = 60.0
_LINE_TYPES = (-1, 1, 2, 5)


@dataclass(frozen=True)
class StreetNetwork:
    """Streets cut into pieces that meet at nodes.

    Attributes
    ----------
    crs
        The metric system of the pieces.
    pieces
        Lines in that system, shape (E,).
    street
        Shape (E,): position of the line that each piece was cut from.
    street_count
        Number of lines that the network was made of.
    ends
        Shape (E, 2): node at the start and at the end of each piece.
    length_m
        Shape (E,): length on the ellipsoid. Offsets along a piece are shares of it.
    node_count
        Number of nodes.
    """

    crs: CRS
    pieces: ObjectArray
    street: PositionArray
    street_count: int
    ends: PositionArray
    length_m: FloatArray
    node_count: int

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.pieces)

    @property
    def lonlat(self) -> ObjectArray:
        """The pieces in WGS 84 lon/lat, shape (E,)."""
        return from_metric(self.pieces, self.crs)

    def adjacency(self) -> tuple[PositionArray, PositionArray, PositionArray]:
        """Return the pieces at each node in CSR form: row starts, neighbour nodes, pieces."""
        source = np.concatenate([self.ends[:, 0], self.ends[:, 1]])
        target = np.concatenate([self.ends[:, 1], self.ends[:, 0]])
        piece = np.tile(np.arange(len(self), dtype=np.int64), 2)
        order = np.lexsort((piece, source))
        counts = np.bincount(source, minlength=self.node_count)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return starts, target[order], piece[order]

    def graph(self) -> scipy.sparse.csr_array:
        """Return the nodes as a weighted graph in metres, the shortest of parallel pieces."""
        low, high = self.ends.min(axis=1), self.ends.max(axis=1)
        order = np.lexsort((self.length_m, high, low))
        low, high, weight = low[order], high[order], self.length_m[order]
        first = np.ones(len(low), dtype=np.bool_)
        first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
        first &= low != high
        shape = (self.node_count, self.node_count)
        return scipy.sparse.coo_array(
            (weight[first], (low[first], high[first])), shape=shape
        ).tocsr()

    def nearest(self, lonlat: ArrayLike) -> tuple[PositionArray, FloatArray, FloatArray]:
        """Return where on the streets places lie.

        Parameters
        ----------
        lonlat
            Places, shape (P, 2), in degrees.

        Returns
        -------
        piece, ratio, distance_m
            Nearest piece, how far along it as a share of its length, and how far off it, each of
            shape (P,).
        """
        points = to_metric(shapely.points(np.asarray(lonlat, np.float64)), self.crs)
        piece = shapely.STRtree(self.pieces).nearest(points)
        ratio = shapely.line_locate_point(self.pieces[piece], points, normalized=True)
        return piece, ratio, shapely.distance(points, self.pieces[piece])


def street_network(lines_lonlat: ArrayLike, *, join_crossings: bool = True) -> StreetNetwork:
    """Make a network of lines.

    Parameters
    ----------
    lines_lonlat
        Lines and multilines in WGS 84 lon/lat, shape (L,); None and empty are passed over.
    join_crossings
        Whether lines meet wherever they cross, as drawn streets do; a bridge is then a crossing
        too. Otherwise they meet only where they share a vertex, as in OpenStreetMap.

    Returns
    -------
    network
        Pieces of at most `LONGEST_PIECE_M`.

    Raises
    ------
    InputError
        There is no line at all, something else is among them, or a coordinate is not finite.
    """
    given = np.atleast_1d(np.asarray(lines_lonlat, dtype=object))
    wrong = np.flatnonzero(~np.isin(shapely.get_type_id(given), _LINE_TYPES))
    if len(wrong):
        raise InputError("network.not_lines", Place(feature=int(wrong[0]) + 1), count=len(wrong))
    parts, street = shapely.get_parts(given, return_index=True)
    full = ~shapely.is_empty(parts)
    parts, street = parts[full], street[full]
    if not len(parts):
        raise InputError("network.no_lines")
    coordinates, owner = shapely.get_coordinates(parts, return_index=True)
    bad = np.flatnonzero(~np.isfinite(coordinates).all(axis=1))
    if len(bad):
        raise InputError("network.not_finite", Place(feature=int(street[owner[bad[0]]]) + 1))
    crs = metric_crs(parts)
    flat = to_metric(parts, crs)
    long = shapely.length(flat) > 0.0
    flat, street = flat[long], street[long]
    if not len(flat):
        raise InputError("network.no_lines")
    meeting = _crossings(flat) if join_crossings else _shared_vertices(flat)
    between, source = _cut(flat, *_apart(shapely.length(flat), *meeting))
    pieces, part = _cut(between, *_even(shapely.length(between)))
    ends, node_count = _nodes(between, part)
    return StreetNetwork(
        crs,
        pieces,
        street[source[part]].astype(np.int64),
        len(given),
        ends,
        length_m(from_metric(pieces, crs)),
        node_count,
    )


def require_lonlat(lonlat: FloatArray) -> None:
    """Refuse places of shape (P, 2) that are not longitude and latitude.

    Raises
    ------
    InputError
        A coordinate is missing, infinite or no longitude or latitude; the place names the row.
    """
    infinite = ~np.isfinite(lonlat).all(axis=1)
    outside = (np.abs(lonlat) > (WIDEST_LON_DEG, WIDEST_LAT_DEG)).any(axis=1)
    for code, wrong in (("patrol.not_finite", infinite), ("patrol.not_lonlat", outside)):
        if wrong.any():
            raise InputError(
                code, Place(row=int(np.flatnonzero(wrong)[0]) + 1), count=int(wrong.sum())
            )


def _crossings(lines: ObjectArray) -> tuple[PositionArray, FloatArray]:
    """Return where lines meet another one: the line and the distance along it, both (B,)."""
    tree = shapely.STRtree(lines)
    first, second = tree.query(lines, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    places, pair = shapely.get_coordinates(
        shapely.intersection(lines[first], lines[second]), return_index=True
    )
    ends = shapely.points(shapely.get_coordinates(_end_points(lines)))
    end, near = tree.query(ends, predicate="dwithin", distance=JOIN_M)
    line = np.concatenate([first[pair], second[pair], near])
    spots = shapely.points(places)
    spots = np.concatenate([spots, spots, ends[end]])
    return line, shapely.line_locate_point(lines[line], spots)


def _shared_vertices(lines: ObjectArray) -> tuple[PositionArray, FloatArray]:
    """Return the vertices that lines share, as `_crossings` does."""
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    millimetres = np.rint(coordinates * 1000.0).astype(np.int64)
    _, vertex, count = np.unique(millimetres, axis=0, return_inverse=True, return_counts=True)
    shared = count[vertex] > 1
    line = owner[shared]
    return line, shapely.line_locate_point(lines[line], shapely.points(coordinates[shared]))


def _end_points(lines: ObjectArray) -> ObjectArray:
    return np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])


def _cut(
    lines: ObjectArray, line: PositionArray, at_m: FloatArray
) -> tuple[ObjectArray, PositionArray]:
    """Cut lines at distances along them; return the pieces and the line of each."""
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    step = np.hypot(*np.diff(coordinates, axis=0).T)
    run = np.concatenate([[0.0], np.cumsum(np.where(owner[1:] == owner[:-1], step, 0.0))])
    first = np.searchsorted(owner, np.arange(len(lines)))
    along = run - run[first][owner]
    places = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], at_m))
    rows = np.concatenate([owner, line])
    where = np.concatenate([along, at_m])
    is_break = np.concatenate([np.zeros(len(owner), np.int64), np.ones(len(line), np.int64)])
    order = np.lexsort((is_break, where, rows))
    rows, is_break = rows[order], is_break[order]
    points = np.concatenate([coordinates, places])[order]
    # A break ends one piece and begins the next, so it stands twice.
    twice = np.repeat(np.arange(len(rows)), 1 + is_break)
    begins = np.zeros(len(twice), np.int64)
    begins[1:] = (twice[1:] == twice[:-1]) | (rows[twice][1:] != rows[twice][:-1])
    piece = np.cumsum(begins)
    pieces = shapely.linestrings(points[twice], indices=piece)
    source = rows[twice][np.searchsorted(piece, np.arange(piece[-1] + 1))]
    kept = shapely.length(pieces) > 0.0
    return pieces[kept], source[kept]


def _apart(
    total_m: FloatArray, line: PositionArray, at_m: FloatArray
) -> tuple[PositionArray, FloatArray]:
    """Return the cuts that lie apart from each other and from the ends of their line."""
    inner = (at_m > JOIN_M / 2) & (at_m < total_m[line] - JOIN_M / 2)
    line, at_m = line[inner], at_m[inner]
    order = np.lexsort((at_m, line))
    line, at_m = line[order], at_m[order]
    apart = np.ones(len(line), np.bool_)
    apart[1:] = (line[1:] != line[:-1]) | (np.diff(at_m) > JOIN_M / 2)
    return line[apart], at_m[apart]


def _even(total_m: FloatArray) -> tuple[PositionArray, FloatArray]:
    """Return cuts that leave no piece longer than `LONGEST_PIECE_M`."""
    cuts = np.maximum(np.ceil(total_m / LONGEST_PIECE_M).astype(np.int64) - 1, 0)
    line = np.repeat(np.arange(len(total_m)), cuts)
    number = np.arange(len(line)) - np.repeat(np.cumsum(cuts) - cuts, cuts) + 1
    return line, (total_m / (cuts + 1))[line] * number


def _nodes(between: ObjectArray, part: PositionArray) -> tuple[PositionArray, int]:
    """Return the nodes at both ends of each piece, shape (E, 2), and their number.

    Lines between meeting places share nodes where their ends lie together; where one was cut
    evenly, the two pieces alone share one. `part` is the line of each piece, in order.
    """
    ends = shapely.get_coordinates(_end_points(between))
    pairs = scipy.spatial.cKDTree(ends).query_pairs(JOIN_M, output_type="ndarray")
    links = scipy.sparse.coo_array(
        (np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(ends),) * 2
    )
    count, node = scipy.sparse.csgraph.connected_components(links, directed=False)
    start, end = node[: len(between)][part], node[len(between) :][part]
    inside = np.flatnonzero(part[1:] == part[:-1])
    end[inside] = start[inside + 1] = count + np.arange(len(inside))
    return np.stack([start, end], axis=1).astype(np.int64), int(count) + len(inside)
