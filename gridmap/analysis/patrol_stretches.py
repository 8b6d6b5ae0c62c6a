"""Streets cut where cells begin and end, so that each metre counts for one cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.locating import CellIndex
from gridmap.analysis.matching_network import StreetNetwork
from gridmap.geometry.crs import from_metric, to_metric

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]

# Streets often are the border of two cells: who walks there passes both.
BESIDE_M = 5.0
_LONGEST_STRETCH_M = 20.0


@dataclass(frozen=True)
class Stretches:
    """Parts of streets that lie in one cell each.

    Attributes
    ----------
    piece
        Shape (S,): position of the piece in the network; stretches are ordered by piece and offset.
    street
        Shape (S,): position of the street.
    from_m, to_m
        Shape (S,): where on the piece, from < to.
    cell
        Shape (S,): position of the cell that the stretch counts for, -1 where there is none. A
        stretch on a border counts for one cell, by the rule of `CellIndex`.
    beside
        Shape (S, 2): cells within `BESIDE_M` to its left and right, -1 where there is none.
    cell_count, street_count
        Number of cells and streets.
    """

    piece: PositionArray
    street: PositionArray
    from_m: FloatArray
    to_m: FloatArray
    cell: PositionArray
    beside: PositionArray
    cell_count: int
    street_count: int

    @property
    def length_m(self) -> FloatArray:
        """Shape (S,)."""
        return self.to_m - self.from_m


def stretches(network: StreetNetwork, cells_lonlat: ArrayLike) -> Stretches:
    """Cut the pieces of a network where cells begin and end.

    Parameters
    ----------
    network
        The streets.
    cells_lonlat
        Cells in WGS 84 lon/lat, shape (C,).

    Returns
    -------
    stretches
        They add up to the network.

    Raises
    ------
    InputError
        When a cell is no polygon.
    """
    cells = np.atleast_1d(np.asarray(cells_lonlat, dtype=object))
    index = CellIndex(cells)
    piece, at = _cuts(network, cells)
    same = np.flatnonzero((piece[1:] == piece[:-1]) & (at[1:] > at[:-1]))
    piece, low, high = piece[same], at[same], at[same + 1]
    middle, left, right = _beside(network.pieces[piece], (low + high) / 2.0, (high - low) / 2.0)
    cell, beside_left, beside_right = (
        index.locate(shapely.get_coordinates(from_metric(shapely.points(places), network.crs)))
        for places in (middle, left, right)
    )
    scale = network.length_m / shapely.length(network.pieces)
    return Stretches(
        piece,
        network.street[piece],
        low * scale[piece],
        high * scale[piece],
        cell,
        np.stack([beside_left, beside_right], axis=1),
        len(cells),
        network.street_count,
    )


def _cuts(network: StreetNetwork, cells: NDArray[np.object_]) -> tuple[PositionArray, FloatArray]:
    """Return where pieces are cut, both ends included, ordered: piece and distance along it."""
    edges = _edges(to_metric(cells, network.crs))
    piece, edge = shapely.STRtree(edges).query(network.pieces, predicate="intersects")
    crossing = shapely.intersection(network.pieces[piece], edges[edge])
    places, pair = shapely.get_coordinates(crossing, return_index=True)
    piece = piece[pair]
    at = shapely.line_locate_point(network.pieces[piece], shapely.points(places))
    total = shapely.length(network.pieces)
    every = np.arange(len(network), dtype=np.int64)
    piece = np.concatenate([piece, every, every])
    at = np.concatenate([at, np.zeros(len(network)), total])
    order = np.lexsort((at, piece))
    return _no_longer(piece[order], at[order])


def _edges(cells: NDArray[np.object_]) -> NDArray[np.object_]:
    rings = shapely.get_rings(cells)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.flatnonzero(ring[1:] == ring[:-1])
    lines: NDArray[np.object_] = shapely.linestrings(
        np.stack([coordinates[first], coordinates[first + 1]], axis=1)
    )
    return lines


def _no_longer(piece: PositionArray, at: FloatArray) -> tuple[PositionArray, FloatArray]:
    """Add cuts so that no stretch is longer than `_LONGEST_STRETCH_M`."""
    gap = np.append(np.where(piece[1:] == piece[:-1], np.diff(at), 0.0), 0.0)
    parts = np.maximum(np.ceil(gap / _LONGEST_STRETCH_M).astype(np.int64), 1)
    owner = np.repeat(np.arange(len(at)), parts)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(parts) - parts, parts)
    return piece[owner], at[owner] + (gap / parts)[owner] * number


def _beside(
    lines: NDArray[np.object_], at: FloatArray, half: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return points on lines and beside them to the left and right."""
    middle = shapely.get_coordinates(shapely.line_interpolate_point(lines, at))
    step = np.minimum(half, 0.5)
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(lines, at + step))
    behind = shapely.get_coordinates(shapely.line_interpolate_point(lines, at - step))
    along = ahead - behind
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-12)[:, None]
    aside = BESIDE_M * np.stack([-along[:, 1], along[:, 0]], axis=1)
    return middle, middle + aside, middle - aside
