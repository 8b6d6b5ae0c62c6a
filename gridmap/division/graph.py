"""The graph of blocks that `balanced` works on: plain arrays, in metres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gridmap.division.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class BlockGraph:
    """N blocks and their pairs of neighbours, in CSR form (each pair stands twice, E in all).

    Parameters
    ----------
    indptr
        Shape (N + 1,): where the neighbours of each block start.
    indices
        Shape (E,): the neighbour.
    border_m
        Shape (E,): length of the shared border in metres.
    passable
        Shape (E,): whether a cell may join the two; False across a barrier.
    centre_m
        Shape (N, 2): centres in a metric system.
    area_m2
        Shape (N,).
    perimeter_m
        Shape (N,).
    load
        Shape (N,): what is balanced, never negative.
    """

    indptr: IntArray
    indices: IntArray
    border_m: FloatArray
    passable: BoolArray
    centre_m: FloatArray
    area_m2: FloatArray
    perimeter_m: FloatArray
    load: FloatArray

    def __len__(self) -> int:
        """Return the number of blocks."""
        return len(self.load)

    @property
    def sources(self) -> IntArray:
        """Block at the other end of each entry of `indices`, shape (E,)."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.indptr))

    @property
    def steps_cm(self) -> FloatArray:
        """Distance between the centres of each pair in whole centimetres, at least 1."""
        gap = self.centre_m[self.sources] - self.centre_m[self.indices]
        return np.rint(np.hypot(gap[:, 0], gap[:, 1]) * 100.0) + 1.0

    def subgraph(self, blocks: IntArray) -> BlockGraph:
        """Return the graph of some of the blocks, in the order given."""
        place = np.full(len(self), -1, dtype=np.int64)
        place[blocks] = np.arange(len(blocks))
        sources, targets = place[self.sources], place[self.indices]
        kept = np.flatnonzero((sources >= 0) & (targets >= 0))
        kept = kept[np.lexsort((targets[kept], sources[kept]))]
        return BlockGraph(
            indptr=starts(sources[kept], len(blocks)),
            indices=targets[kept],
            border_m=self.border_m[kept],
            passable=self.passable[kept],
            centre_m=self.centre_m[blocks],
            area_m2=self.area_m2[blocks],
            perimeter_m=self.perimeter_m[blocks],
            load=self.load[blocks],
        )


def starts(sources: IntArray, count: int) -> IntArray:
    """Return the CSR row starts of sorted row numbers, shape (count + 1,)."""
    counts = np.bincount(sources, minlength=count)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def graph_from_pairs(
    first: IntArray,
    second: IntArray,
    border_m: FloatArray,
    *,
    centre_m: FloatArray,
    area_m2: FloatArray,
    perimeter_m: FloatArray,
    load: FloatArray,
    passable: BoolArray | None = None,
) -> BlockGraph:
    """Return the graph of pairs that each stand once.

    Parameters
    ----------
    first, second
        The two blocks of each pair, shape (P,).
    border_m
        Length of the shared border in metres, shape (P,).
    centre_m
        Centres of the blocks, shape (N, 2).
    area_m2, perimeter_m, load
        Figures of the blocks, shape (N,).
    passable
        Whether a cell may join the pair, shape (P,); all may by default.

    Returns
    -------
    graph
        Both directions of each pair, sorted.
    """
    may = np.ones(len(first), dtype=bool) if passable is None else passable
    sources = np.concatenate([first, second])
    targets = np.concatenate([second, first])
    order = np.lexsort((targets, sources))
    return BlockGraph(
        indptr=starts(sources, len(load)),
        indices=targets[order].astype(np.int64),
        border_m=np.concatenate([border_m, border_m])[order].astype(np.float64),
        passable=np.concatenate([may, may])[order],
        centre_m=np.ascontiguousarray(centre_m, dtype=np.float64),
        area_m2=np.ascontiguousarray(area_m2, dtype=np.float64),
        perimeter_m=np.ascontiguousarray(perimeter_m, dtype=np.float64),
        load=np.ascontiguousarray(load, dtype=np.float64),
    )
