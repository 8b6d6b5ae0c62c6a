"""Which faces of a coverage share a border, and how long it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gridmap.division.arrays import FloatArray, IntArray
from gridmap.geometry import rings_of, to_units
from gridmap.geometry.measure import segment_lengths_m


@dataclass(frozen=True)
class SharedEdges:
    """The edges that two different faces share, each once.

    Parameters
    ----------
    first, second
        The two faces of each edge, shape (E,), the lower position first.
    start, end
        Ends of each edge in WGS 84 lon/lat, shape (E, 2).
    length_m
        Shape (E,).
    """

    first: IntArray
    second: IntArray
    start: FloatArray
    end: FloatArray
    length_m: FloatArray


@dataclass(frozen=True)
class Borders:
    """Pairs of faces with a border, each pair once.

    Parameters
    ----------
    first, second
        The faces, shape (P,), sorted, the lower position first.
    length_m
        Length of what they share, shape (P,).
    """

    first: IntArray
    second: IntArray
    length_m: FloatArray


def shared_edges(geometries: ArrayLike) -> SharedEdges:
    """Return the edges that two faces of an edge-matched coverage on the lattice share.

    Parameters
    ----------
    geometries
        Polygons and multipolygons of shape (N,) in WGS 84 lon/lat.

    Returns
    -------
    edges
        Sorted by pair, then by place.
    """
    rings = rings_of(geometries)
    begin = rings.edge_starts
    units = to_units(rings.coordinates)
    here, there = units[begin], units[begin + 1]
    owner = rings.cell[rings.of_coordinate[begin]]
    turned = (here[:, 0] > there[:, 0]) | ((here[:, 0] == there[:, 0]) & (here[:, 1] > there[:, 1]))
    low = np.where(turned[:, None], there, here)
    high = np.where(turned[:, None], here, there)
    order = np.lexsort((owner, high[:, 1], high[:, 0], low[:, 1], low[:, 0]))
    same = (low[order][1:] == low[order][:-1]).all(axis=1)
    same &= (high[order][1:] == high[order][:-1]).all(axis=1)
    left, right = order[:-1][same], order[1:][same]
    apart = owner[left] != owner[right]
    left, right = left[apart], right[apart]
    rank = np.lexsort((left, owner[right], owner[left]))
    left, right = left[rank], right[rank]
    start, end = rings.coordinates[begin[left]], rings.coordinates[begin[left] + 1]
    return SharedEdges(
        first=owner[left],
        second=owner[right],
        start=start,
        end=end,
        length_m=segment_lengths_m(start, end),
    )


def borders_of(edges: SharedEdges, weights: FloatArray | None = None) -> Borders:
    """Sum the lengths of shared edges, or other weights of shape (E,), by pair."""
    if not len(edges.first):
        none = np.zeros(0, np.int64)
        return Borders(none, none, np.zeros(0))
    fresh = np.ones(len(edges.first), dtype=bool)
    fresh[1:] = (np.diff(edges.first) != 0) | (np.diff(edges.second) != 0)
    begin = np.flatnonzero(fresh)
    values = edges.length_m if weights is None else weights
    return Borders(edges.first[begin], edges.second[begin], np.add.reduceat(values, begin))
