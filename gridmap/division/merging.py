"""Merge faces that cannot stand alone into the neighbour with the longest shared border."""

from __future__ import annotations

from heapq import heapify, heappop, heappush

import numpy as np
import scipy

from gridmap.division.arrays import BoolArray, FloatArray, IntArray, sums
from gridmap.division.neighbours import Borders


def merge_loose(
    borders: Borders, area_m2: FloatArray, loose: BoolArray, enough_m2: float = np.inf
) -> IntArray:
    """Join every loose face to the neighbour with which it shares the longest border.

    The smallest goes first. Loose faces that met only loose ones go on together until they meet a
    firm face or reach `enough_m2`; where there is neither they stay together.

    Parameters
    ----------
    borders
        Pairs of neighbours among N faces.
    area_m2
        Shape (N,).
    loose
        Which faces cannot stand alone, shape (N,).
    enough_m2
        Area from which merged loose faces can stand alone.

    Returns
    -------
    owner
        Shape (N,): the face that each now belongs to, itself where nothing happened; a firm face
        always owns itself.
    """
    count = len(area_m2)
    around: list[dict[int, float]] = [{} for _ in range(count)]
    triples = zip(
        borders.first.tolist(), borders.second.tolist(), borders.length_m.tolist(), strict=True
    )
    for a, b, length in triples:
        around[a][b] = around[b][a] = length
    area = area_m2.tolist()
    is_loose = loose.tolist()
    owner = list(range(count))
    queue = [(area[face], face) for face in range(count) if is_loose[face]]
    heapify(queue)
    while queue:
        size, face = heappop(queue)
        if owner[face] != face or not is_loose[face] or size != area[face] or not around[face]:
            continue
        target = min(around[face], key=lambda other: (-around[face][other], other))
        keeper, gone = (face, target) if _outranks(face, target, is_loose, area) else (target, face)
        owner[gone] = keeper
        area[keeper] += area[gone]
        _hand_over(around, keeper, gone)
        if is_loose[keeper]:
            if area[keeper] >= enough_m2:
                is_loose[keeper] = False
            else:
                heappush(queue, (area[keeper], keeper))
    return np.array([_root(owner, face) for face in range(count)], dtype=np.int64)


def _outranks(face: int, target: int, is_loose: list[bool], area: list[float]) -> bool:
    """Of two loose faces the larger gives its name; a firm one always does."""
    return is_loose[target] and (area[face], -face) > (area[target], -target)


def _hand_over(around: list[dict[int, float]], keeper: int, gone: int) -> None:
    for other, length in around[gone].items():
        del around[other][gone]
        if other != keeper:
            joined = around[keeper].get(other, 0.0) + length
            around[keeper][other] = around[other][keeper] = joined
    around[gone] = {}


def _root(owner: list[int], face: int) -> int:
    while owner[face] != face:
        owner[face] = owner[owner[face]]
        face = owner[face]
    return face


def connected_parts(borders: Borders, labels: IntArray) -> IntArray:
    """Return the piece in which faces of equal label hang together, shape (N,).

    Parameters
    ----------
    borders
        Pairs of neighbours among N faces.
    labels
        Shape (N,).

    Returns
    -------
    piece
        Numbers from 0, shape (N,).
    """
    same = labels[borders.first] == labels[borders.second]
    ends = (borders.first[same], borders.second[same])
    matrix = scipy.sparse.coo_matrix(
        (np.ones(int(same.sum())), ends), shape=(len(labels), len(labels))
    )
    _, piece = scipy.sparse.csgraph.connected_components(matrix, directed=False)
    numbered: IntArray = piece.astype(np.int64)
    return numbered


def heal(borders: Borders, area_m2: FloatArray, labels: IntArray) -> IntArray:
    """Leave every label one piece, its largest; what is unlabelled or cut off joins a neighbour.

    Parameters
    ----------
    borders
        Pairs of neighbours among N faces.
    area_m2
        Shape (N,).
    labels
        Shape (N,), -1 for faces without a label.

    Returns
    -------
    healed
        Shape (N,); -1 only for faces that no chain of neighbours joins to a labelled one.
    """
    piece = connected_parts(borders, labels)
    count = int(piece.max(initial=-1)) + 1
    size = sums(piece, area_m2, count)
    name = np.full(count, -1, dtype=np.int64)
    name[piece] = labels
    main: dict[int, int] = {}
    for number in np.lexsort((np.arange(count), -size)).tolist():
        main.setdefault(int(name[number]), number)
    firm = np.zeros(count, dtype=bool)
    firm[[number for label, number in main.items() if label >= 0]] = True
    owner = merge_loose(between(borders, piece), size, ~firm)
    healed = np.where(firm[owner], name[owner], -1)
    return np.asarray(healed[piece], dtype=np.int64)


def between(borders: Borders, piece: IntArray) -> Borders:
    """Return the borders between groups of faces, each pair of groups once.

    Parameters
    ----------
    borders
        Pairs of neighbours among N faces.
    piece
        Group of each face, shape (N,).

    Returns
    -------
    borders
        Pairs of neighbouring groups with the length of all that they share.
    """
    a, b = piece[borders.first], piece[borders.second]
    low, high = np.minimum(a, b), np.maximum(a, b)
    apart = low != high
    if not apart.any():
        return Borders(low[apart], high[apart], np.zeros(0))
    pairs, place = np.unique(
        np.column_stack([low[apart], high[apart]]), axis=0, return_inverse=True
    )
    length = sums(place.ravel(), borders.length_m[apart], len(pairs))
    return Borders(pairs[:, 0], pairs[:, 1], length)
