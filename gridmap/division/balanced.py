"""The divider `balanced`: blocks become connected, compact cells of equal load."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import ArrayLike

from gridmap.division.arrays import FloatArray, IntArray, ObjectArray
from gridmap.division.assembly import dissolve
from gridmap.division.barriers import passable_pairs, wide_enough
from gridmap.division.cooling import Limits
from gridmap.division.graph import BlockGraph, graph_from_pairs
from gridmap.division.grouping import group_blocks
from gridmap.division.islands import joined
from gridmap.division.neighbours import borders_of, shared_edges
from gridmap.division.result import Draft
from gridmap.division.shortfalls import Outcome, shortfalls
from gridmap.geometry import area_m2, metric_crs, perimeter_m, to_metric


def block_graph(
    blocks: ObjectArray,
    load: FloatArray,
    barriers: ArrayLike | None = None,
    bridges: ArrayLike | None = None,
) -> BlockGraph:
    """Return the graph of an edge-matched coverage of blocks.

    Parameters
    ----------
    blocks
        Polygons on the lattice in WGS 84 lon/lat, shape (N,).
    load
        What is balanced, shape (N,).
    barriers
        Lines that a cell may not cross.
    bridges
        Points, or lines that cross barriers, where it may.

    Returns
    -------
    graph
        Pairs that share a border with its length in metres.
    """
    edges = shared_edges(blocks)
    borders = borders_of(edges)
    centres = to_metric(shapely.centroid(blocks), metric_crs(blocks))
    return graph_from_pairs(
        borders.first,
        borders.second,
        borders.length_m,
        centre_m=shapely.get_coordinates(centres),
        area_m2=area_m2(blocks),
        perimeter_m=perimeter_m(blocks),
        load=load,
        passable=wide_enough(
            borders, passable_pairs(edges, borders, barriers, bridges), len(blocks)
        ),
    )


def balance(
    blocks: ObjectArray,
    load: FloatArray,
    cells: int,
    *,
    seed: int = 0,
    limits: Limits | None = None,
    barriers: ArrayLike | None = None,
    bridges: ArrayLike | None = None,
    tries: int | None = None,
    names: IntArray | None = None,
) -> Draft:
    """Group the blocks of one boundary into cells of equal load.

    Parameters
    ----------
    blocks
        Polygons that partition the boundary, on the lattice, shape (N,).
    load
        Shape (N,), never negative.
    cells
        Number of cells, 1 to N.
    seed
        Same seed, same answer.
    limits
        Hard limits of a cell.
    barriers, bridges
        As `block_graph` has them.
    tries
        How many candidates to compare.
    names
        Position by which notes name each block, shape (N,); its own by default.

    Returns
    -------
    draft
        The cells from west to east, with what was not reached.
    """
    graph, notes = joined(block_graph(blocks, load, barriers, bridges), cells)
    bounds = limits or Limits()
    grouping = group_blocks(graph, cells, seed=seed, limits=bounds, tries=tries)
    shapes, labels = dissolve(blocks, grouping.labels)
    order = np.argsort(shapely.bounds(shapes)[:, 0], kind="stable")
    shapes, labels = shapes[order], labels[order]
    members = tuple(np.flatnonzero(grouping.labels == label) for label in labels)
    cell_load = np.array([float(load[own].sum()) for own in members])
    cells_made = Outcome(
        block_load=load,
        block_name=np.arange(len(load)) if names is None else names,
        members=members,
        load=cell_load,
        area_m2=area_m2(shapes),
        bound_ratio=grouping.bound_ratio,
    )
    notes += shortfalls(cells_made, bounds)
    return Draft(shapes, cell_load, members, notes, grouping.bound_ratio)
