"""Blocks that do not hang together: which pieces get cells of their own, and which are joined."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy

from gridmap.division.arrays import BoolArray, IntArray
from gridmap.division.graph import BlockGraph, starts
from gridmap.division.kernels_contiguity import pieces
from gridmap.division.result import Note, load_text

OWN_CELL_SHARE = 0.5  # an island with less than half a cell's load joins the nearest piece


def pieces_of(graph: BlockGraph, passable: BoolArray | None = None) -> IntArray:
    """Return the connected piece of each block, shape (N,).

    Parameters
    ----------
    graph
        The blocks.
    passable
        Which pairs count, shape (E,); those of the graph by default.

    Returns
    -------
    piece
        Numbers from 0.
    """
    may = graph.passable if passable is None else passable
    piece: IntArray = pieces(graph.indptr, graph.indices, may, np.zeros(len(graph), np.int64))[0]
    return piece


def joined(graph: BlockGraph, cells: int) -> tuple[BlockGraph, tuple[Note, ...]]:
    """Return a graph with no more pieces than cells, and a note for each thing done to it.

    An island (a part of the boundary of its own) with less than half a cell's load joins the
    nearest piece: its cell then has two parts. Where there are still more pieces than cells, the
    lightest goes across its longest barrier, else to the nearest piece.

    Parameters
    ----------
    graph
        The blocks.
    cells
        Number of cells.

    Returns
    -------
    graph
        The same blocks with more pairs.
    notes
        What was joined.
    """
    notes: list[Note] = []
    goal = OWN_CELL_SHARE * float(graph.load.sum()) / cells
    while True:
        ground = pieces_of(graph, np.ones(len(graph.indices), dtype=bool))
        loads = np.bincount(ground, weights=graph.load)
        lightest = int(np.argmin(loads))
        if len(loads) == 1 or (loads[lightest] >= goal and len(loads) <= cells):
            break
        graph, note = _bridged_to_nearest(graph, ground == lightest)
        notes.append(note)
    while True:
        piece = pieces_of(graph)
        loads = np.bincount(piece, weights=graph.load)
        if len(loads) <= cells:
            break
        graph, note = _opened(graph, piece == int(np.argmin(loads)))
        notes.append(note)
    if len(loads) > 1:
        notes.append(Note("division.note.pieces", {"pieces": len(loads)}))
    return graph, tuple(notes)


def _bridged_to_nearest(graph: BlockGraph, island: BoolArray) -> tuple[BlockGraph, Note]:
    """Add a pair without any border between an island and the block nearest to it."""
    inside, outside = np.flatnonzero(island), np.flatnonzero(~island)
    gap, nearest = scipy.spatial.cKDTree(graph.centre_m[outside]).query(graph.centre_m[inside])
    closest = int(np.argmin(gap))
    a, b = int(inside[closest]), int(outside[nearest[closest]])
    sources = np.concatenate([graph.sources, [a, b]])
    targets = np.concatenate([graph.indices, [b, a]])
    order = np.lexsort((targets, sources))
    wider = replace(
        graph,
        indptr=starts(sources, len(graph)),
        indices=targets[order],
        border_m=np.concatenate([graph.border_m, [0.0, 0.0]])[order],
        passable=np.concatenate([graph.passable, [True, True]])[order],
    )
    params = {"load": load_text(float(graph.load[island].sum())), "blocks": len(inside)}
    return wider, Note("division.note.island_joined", params)


def _opened(graph: BlockGraph, side: BoolArray) -> tuple[BlockGraph, Note]:
    """Open the longest closed border of a piece."""
    out = np.flatnonzero(side[graph.sources] & ~side[graph.indices] & ~graph.passable)
    widest = out[int(np.argmax(graph.border_m[out]))]
    a, b = int(graph.sources[widest]), int(graph.indices[widest])
    passable = graph.passable.copy()
    both = ((graph.sources == a) & (graph.indices == b)) | (
        (graph.sources == b) & (graph.indices == a)
    )
    passable[both] = True
    params = {"load": load_text(float(graph.load[side].sum())), "blocks": int(side.sum())}
    return replace(graph, passable=passable), Note("division.note.barrier_opened", params)
