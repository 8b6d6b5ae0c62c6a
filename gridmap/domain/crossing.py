"""Take an edit back, or bring it again, across nodes that a neighbour's border brought since.

Such nodes lie on the outer edge and bend it by less than a lattice unit. They are taken out, the
edit is turned, and they are put in again where the outer edge now runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.domain.partition import Partition, Step, joined
from gridmap.domain.words import EditKind
from gridmap.errors import ConflictError, GridmapError, Place
from gridmap.geometry import from_units, to_units
from gridmap.topology import edits

if TYPE_CHECKING:
    from gridmap.domain.records import Cell, Edit

Node = tuple[int, int]


def adopted_nodes(entries: Iterable[Edit]) -> list[Node]:
    """Return the nodes that adoptions among some entries brought, in lattice units."""
    found: set[Node] = set()
    for entry in entries:
        if entry.kind is EditKind.ADOPTION:
            found |= _nodes(entry.placed) - _nodes(entry.dropped)
    return sorted(found)


def patched_across(
    partition: Partition, step: Step, nodes: Iterable[Node]
) -> tuple[Step, Partition]:
    """Carry out a step that does not know of nodes which came since.

    Parameters
    ----------
    partition
        The cells as they are.
    step
        What is to happen; it knows the cells without the nodes.
    nodes
        The nodes, in lattice units.

    Returns
    -------
    step
        The change that was carried out, between cells with the nodes.
    partition
        The cells afterwards.

    Raises
    ------
    ConflictError
        When the cells differ in more than these nodes.
    """
    held = sorted(set(nodes) & _nodes(partition.cell(cell.code) for cell in step.dropped))
    places = [(float(lon), float(lat)) for lon, lat in from_units(held)] if held else []
    now, steps = partition, []
    try:
        for place in places:
            edited = edits.delete_node(now.coverage, place, boundary=now.boundary)
            steps.append(now.step_of(edited)[0])
            now = now.patched(steps[-1])
        steps.append(step)
        now = now.patched(step)
        for place in places:
            edited = edits.insert_node(now.coverage, place, place, boundary=now.boundary)
            steps.append(now.step_of(edited)[0])
            now = now.patched(steps[-1])
    except GridmapError as refusal:
        here = step.dropped[0]
        raise ConflictError(
            "journal.adopted", Place(feature=here.code, geometry=here.geometry), code=here.code
        ) from refusal
    return joined(steps), now


def _nodes(cells: Iterable[Cell]) -> set[Node]:
    geometries = np.array([cell.geometry for cell in cells], dtype=object)
    units = to_units(shapely.get_coordinates(geometries))
    return {(int(x), int(y)) for x, y in units.tolist()}
