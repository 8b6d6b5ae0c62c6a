"""The divider `blocks`: street, rail and river lines noded with the boundary make blocks."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gridmap.division.arrays import Areal, BoolArray, ObjectArray
from gridmap.division.assembly import Faces, assemble, faces_of_lines
from gridmap.division.merging import merge_loose
from gridmap.division.neighbours import borders_of, shared_edges
from gridmap.geometry import area_m2, perimeter_m

LEAST_AREA_M2 = 100.0  # below this a face is what lines drawn twice leave between them
LEAST_WIDTH_M = 2.0  # and so is a face narrower than this


def street_blocks(
    boundary: Areal, lines: ArrayLike, least_area_m2: float = LEAST_AREA_M2
) -> ObjectArray:
    """Return the blocks between lines inside a boundary.

    Parameters
    ----------
    boundary
        On the lattice, WGS 84 lon/lat.
    lines
        Lines in WGS 84 lon/lat, shape (L,). Dead ends part nothing and are dropped.
    least_area_m2
        Smaller faces, and those narrower than 2 m, join the neighbour with the longest shared
        border.

    Returns
    -------
    blocks
        Polygons that partition the boundary, shape (N,).
    """
    faces = faces_of_lines(boundary, lines)
    area = area_m2(faces)
    owner = merge_loose(
        borders_of(shared_edges(faces)), area, slivers(faces, least_area_m2), least_area_m2
    )
    blocks, _ = assemble(boundary, Faces(faces, owner))
    return blocks


def slivers(faces: ObjectArray, least_area_m2: float = LEAST_AREA_M2) -> BoolArray:
    """Return which faces are too small or too narrow to be a block.

    The width is that of a long rectangle of the same area and perimeter, 2 A / P.
    """
    area = area_m2(faces)
    width = 2.0 * area / np.maximum(perimeter_m(faces), 1e-9)
    return np.asarray((area < least_area_m2) | (width < LEAST_WIDTH_M))
