"""Compiled loop that strings edges together into chains, the chains of a coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gridmap.compiled import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel
def trace_chains(
    ends: NDArray[np.int64],
    first: NDArray[np.int64],
    incident: NDArray[np.int64],
    is_junction: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Follow edges from junction to junction, then those that run in circles.

    Parameters
    ----------
    ends
        Array of shape (E, 2): the nodes of each edge.
    first, incident
        The edges at each node: ``incident[first[v]:first[v + 1]]``.
    is_junction
        Boolean array of shape (V,).

    Returns
    -------
    nodes
        The nodes of all chains, one after the other, both ends included.
    starts
        Array of shape (A + 1,): where each chain begins in `nodes`.
    lead
        Array of shape (A,): the first edge of each chain.
    """
    edge_count = len(ends)
    seen = np.zeros(edge_count, np.bool_)
    nodes = np.empty(2 * edge_count, np.int64)
    starts = np.empty(edge_count + 1, np.int64)
    lead = np.empty(edge_count, np.int64)
    filled = 0
    chains = 0
    for circles in range(2):
        for origin in range(len(first) - 1):
            if not circles and not is_junction[origin]:
                continue
            for k in range(first[origin], first[origin + 1]):
                edge = incident[k]
                if seen[edge]:
                    continue
                starts[chains] = filled
                lead[chains] = edge
                nodes[filled] = origin
                filled += 1
                node = origin
                while True:
                    seen[edge] = True
                    node = ends[edge, 0] + ends[edge, 1] - node
                    nodes[filled] = node
                    filled += 1
                    if is_junction[node] or node == origin:
                        break
                    here = first[node]
                    edge = incident[here] if incident[here] != edge else incident[here + 1]
                chains += 1
    starts[chains] = filled
    return nodes[:filled].copy(), starts[: chains + 1].copy(), lead[:chains].copy()
