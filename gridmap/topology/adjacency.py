"""Which cells of a coverage are neighbours, and along what length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy

from gridmap.geometry import rings_of
from gridmap.geometry.edges import pair_edges
from gridmap.geometry.measure import segment_lengths_m

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gridmap.geometry.edges import Edges


@dataclass(frozen=True)
class Adjacency:
    """Neighbours in a coverage.

    Parameters
    ----------
    count
        The number N of cells.
    pairs
        Array of shape (P, 2), sorted, lower position first: cells that share an edge (rook).
    shared_m
        Array of shape (P,): length of the border that they share, on the ellipsoid.
    point_pairs
        Array of shape (Q, 2), sorted: cells that meet in points only (queen but not rook).
    """

    count: int
    pairs: NDArray[np.int64]
    shared_m: NDArray[np.float64]
    point_pairs: NDArray[np.int64]

    def matrix(self, *, points: bool = False) -> scipy.sparse.csr_array:
        """Return the symmetric neighbour matrix of shape (N, N) in compressed rows.

        Parameters
        ----------
        points
            Whether pairs that meet in points only take part, with length 0.

        Returns
        -------
        matrix
            Shared lengths in metres; `indptr` and `indices` name the neighbours.
        """
        pairs = np.concatenate([self.pairs, self.point_pairs]) if points else self.pairs
        shared = np.zeros(len(pairs))
        shared[: len(self.shared_m)] = self.shared_m
        row = np.concatenate([pairs[:, 0], pairs[:, 1]])
        column = np.concatenate([pairs[:, 1], pairs[:, 0]])
        order = np.lexsort((column, row))
        starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=self.count))])
        data = np.concatenate([shared, shared])[order]
        return scipy.sparse.csr_array((data, column[order], starts), shape=(self.count, self.count))


def adjacency(geometries: ArrayLike) -> Adjacency:
    """Find the neighbours among the cells of a coverage.

    Only edges that both cells have count as shared, as they do in a matched coverage.

    Parameters
    ----------
    geometries
        Polygons and multipolygons of shape (N,) in WGS 84 lon/lat; None has no neighbour.

    Returns
    -------
    adjacency
        Pairs that share an edge, with its length, and pairs that meet in points only.

    Raises
    ------
    InputError
        When something else than polygons is among them.
    """
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    edges = pair_edges(rings_of(array))
    pairs, shared_m = _edge_pairs(edges, len(array))
    return Adjacency(len(array), pairs, shared_m, _point_pairs(edges, pairs, len(array)))


def _edge_pairs(edges: Edges, count: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    shared = (edges.left >= 0) & (edges.right >= 0) & (edges.left != edges.right)
    left, right = edges.left[shared], edges.right[shared]
    ends = edges.segments(shared)
    length = segment_lengths_m(ends[:, 0], ends[:, 1])
    keys, pair = np.unique(
        np.minimum(left, right) * count + np.maximum(left, right), return_inverse=True
    )
    total = np.bincount(pair, weights=length, minlength=len(keys)).astype(np.float64)
    return _split(keys, count), total


def _point_pairs(edges: Edges, pairs: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    node = np.concatenate([edges.start, edges.end, edges.start, edges.end])
    cell = np.concatenate([edges.left, edges.left, edges.right, edges.right])
    node, cell = node[cell >= 0], cell[cell >= 0]
    at = scipy.sparse.coo_array(
        (np.ones(len(node), dtype=np.int32), (cell, node)), shape=(count, len(edges.nodes))
    ).tocsr()
    at.data[:] = 1
    # Shared nodes of two cells: a product of the incidence with itself, read above the diagonal.
    first, second = (at @ at.T).nonzero()
    above = first < second
    keys = first[above].astype(np.int64) * count + second[above]
    return _split(np.setdiff1d(keys, pairs[:, 0] * count + pairs[:, 1]), count)


def _split(keys: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    return np.stack(np.divmod(keys, max(count, 1)), axis=1)
