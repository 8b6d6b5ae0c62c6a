"""Whether new edges keep clear of what is around them, decided in whole units."""

from __future__ import annotations

from itertools import product
from math import ceil, hypot
from typing import TYPE_CHECKING

import numpy as np

from gridmap.geometry.noding import Segments, candidates_of
from gridmap.topology.edits.kernels_edges import has_room, keep_clear, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gridmap.topology.edits.outlines import Edge, Node, Outlines

REACH_UNITS = 3
# Local coordinates start here, so that edges that begin farther west or south stay above zero.
MARGIN_UNITS = 1 << 30
_TRIED_WITHIN_UNITS = 2
# More pairs than this are sorted into buckets first.
_PAIRS_AT_ONCE = 2_000_000


def is_clear(edges: NDArray[np.int64], fresh_count: int) -> bool:
    """Tell whether some edges keep clear.

    Parameters
    ----------
    edges
        Array of shape (E, 4) in local units; an edge may stand there more than once.
    fresh_count
        How many, the first ones, are looked at; each stands among them once.

    Returns
    -------
    clear
        Whether these cross none, and neither pass a node that is not their own at less than one
        unit nor end so near to another.
    """
    if fresh_count * len(edges) <= _PAIRS_AT_ONCE:
        return bool(keep_clear(edges, fresh_count))
    nodes, start, end, number = numbered(edges)
    is_fresh = np.zeros(len(start), dtype=np.bool_)
    is_fresh[number[:fresh_count]] = True
    return not len(candidates_of(Segments(nodes, start, end), is_fresh)[0])


def takes_node(outlines: Outlines, edge: Edge, node: Node) -> bool:
    """Tell whether an edge keeps clear when it is bent to a node that is none yet.

    A node within two units of the edge leaves no room between the old and the new course for
    another one: any place there is less than one unit from one of the three edges.
    """
    ends = (*edge[0], *edge[1])
    return bool(has_room(outlines.nodes, outlines.starts, ends, node, (REACH_UNITS, MARGIN_UNITS)))


def nodes_around(wish: NDArray[np.float64]) -> Iterator[Node]:
    """Yield the lattice points within two units of a wish in units, nearest first."""
    x, y = (ceil(value - 0.5) for value in wish.tolist())
    yield x, y
    steps = range(-_TRIED_WITHIN_UNITS - 1, _TRIED_WITHIN_UNITS + 2)
    ranked = sorted(
        (hypot(x + i - wish[0], y + j - wish[1]), x + i, y + j) for i, j in product(steps, steps)
    )
    for away, east, north in ranked:
        if away <= _TRIED_WITHIN_UNITS and (east, north) != (x, y):
            yield east, north
