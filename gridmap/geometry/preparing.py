"""Geometries made ready for many questions, for the asker alone."""

from __future__ import annotations

from typing import TypeVar

import shapely

Shape = TypeVar("Shape")


def prepared(geometry: Shape) -> Shape:
    """Return copies of geometries with an index of their edges.

    shapely keeps the index in the geometry, and GEOS builds it at the first question without a
    lock: two threads that ask one prepared geometry at once bring the process down. What is shared
    between threads is therefore never prepared itself.

    Parameters
    ----------
    geometry
        A geometry in the plane, or an array of them.

    Returns
    -------
    copies
        Of the same shape, prepared; they must not be handed to another thread.
    """
    copies: Shape = shapely.force_2d(geometry)
    shapely.prepare(copies)
    return copies
