"""The cells of a plan as TopoJSON: every border once, in whole lattice units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.geometry import UNITS_PER_DEGREE, Rings, rings_of, to_units
from gridmap.topology import Arcs, build_arcs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.domain import Cell

UNIT_DEG: Final = 1 / UNITS_PER_DEGREE
# Longitude and latitude in units fit into one number side by side.
_SPAN: Final = 1 << 31
_EAST: Final = 180 * UNITS_PER_DEGREE
_NORTH: Final = 90 * UNITS_PER_DEGREE


def topology_of(
    cells: Sequence[Cell], properties: Sequence[Mapping[str, object]]
) -> dict[str, object]:
    """Return cells as a TopoJSON topology, which is a fifth of the GeoJSON of the same cells.

    An arc starts at its node in units of 1e-7 degree and goes on in differences; dividing the sums
    by 1e7 gives the stored coordinates exactly, multiplying by the scale but for the last bit.

    Parameters
    ----------
    cells
        Cells of one plan, which form a coverage.
    properties
        What each cell says of itself.

    Returns
    -------
    topology
        Values for JSON, numpy arrays among them: ``arcs``, and under ``objects.cells`` a
        collection in the order of the cells.
    """
    shapes = np.empty(len(cells), dtype=object)
    shapes[:] = [cell.geometry for cell in cells]
    arcs = build_arcs(shapes)
    units = to_units(arcs.coordinates)
    members = _members(shapes, arcs, units)
    return {
        "type": "Topology",
        "transform": {"scale": [UNIT_DEG, UNIT_DEG], "translate": [0, 0]},
        "arcs": _deltas(units, arcs.starts),
        "objects": {
            "cells": {
                "type": "GeometryCollection",
                "geometries": [
                    {**member, "id": cell.code, "properties": told}
                    for member, cell, told in zip(members, cells, properties, strict=True)
                ],
            }
        },
    }


def _deltas(units: NDArray[np.int64], starts: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    deltas = np.diff(units, axis=0, prepend=np.zeros((1, 2), np.int64))
    deltas[starts[:-1]] = units[starts[:-1]]
    return np.split(np.ascontiguousarray(deltas), starts[1:-1]) if len(starts) > 1 else []


def _members(
    shapes: NDArray[np.object_], arcs: Arcs, units: NDArray[np.int64]
) -> list[dict[str, object]]:
    """Return type and arcs of each cell."""
    rings = rings_of(shapes)
    parts: list[dict[int, list[list[int]]]] = [{} for _ in shapes]
    for ring, course in enumerate(_courses(rings, arcs, units)):
        polygons = parts[rings.cell[ring]]
        polygons.setdefault(int(rings.part[ring]), []).append(course)
    return [
        {"type": "Polygon", "arcs": next(iter(polygons.values()))}
        if isinstance(shape, shapely.Polygon)
        else {"type": "MultiPolygon", "arcs": list(polygons.values())}
        for shape, polygons in zip(shapes, parts, strict=True)
    ]


def _courses(rings: Rings, arcs: Arcs, units: NDArray[np.int64]) -> list[list[int]]:
    """Return the arcs of each ring in order; one passed backwards as its complement, ``~k``."""
    first = rings.edge_starts
    nodes = _keys(to_units(rings.coordinates))
    along = _arc_of_edges(nodes[first], nodes[first + 1], arcs, _keys(units))
    counts = np.diff(rings.starts) - 1
    ends = np.cumsum(counts)
    return [_runs(along[end - count : end]) for end, count in zip(ends, counts, strict=True)]


def _runs(along: NDArray[np.int64]) -> list[int]:
    """Return the arcs that a ring passes, each once; it may begin in the midst of one."""
    changes = np.flatnonzero(along != np.roll(along, 1))
    return along[changes].tolist() if len(changes) else [int(along[0])]


def _arc_of_edges(
    start: NDArray[np.int64], end: NDArray[np.int64], arcs: Arcs, nodes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the arc of each directed edge, as its complement where it runs the other way."""
    number = np.repeat(np.arange(len(arcs)), np.diff(arcs.starts))
    inner = np.flatnonzero(number[:-1] == number[1:])
    known = np.unique(nodes)
    place = np.searchsorted(known, nodes)
    tail, head, arc = place[inner], place[inner + 1], number[inner]
    both = np.concatenate([tail, head]) * len(known) + np.concatenate([head, tail])
    order = np.argsort(both)
    wanted = np.searchsorted(known, start) * len(known) + np.searchsorted(known, end)
    signed = np.concatenate([arc, ~arc])
    found: NDArray[np.int64] = signed[order[np.searchsorted(both[order], wanted)]]
    return found


def _keys(units: NDArray[np.int64]) -> NDArray[np.int64]:
    keys: NDArray[np.int64] = (units[:, 0] + _EAST) * _SPAN + (units[:, 1] + _NORTH)
    return keys
