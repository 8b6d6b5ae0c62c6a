"""Coordinates as few bytes: whole units, differences, short codes for small numbers.

Along a line small differences of either sign become small natural numbers (zigzag), and a natural
number takes one byte for every seven bits (the variable-length quantity of MIDI and of Protocol
Buffers). Points have no order of their own, so they are put along a Morton curve, where one
natural number leads from each to the next.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.drawing.bits import rice
from gridmap.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import Geometry

SHAPE_UNIT_DEG = 1e-6
"""Shapes are kept to about a decimetre, less than a pixel at any zoom."""

POINT_UNIT_DEG = 5e-6
"""Points are kept to about half a metre, the width of a person."""

# Two sides of 26 bits make a key of 52, which the browser's numbers hold exactly.
_KEY_SIDE_BITS = 26

_MORTON_STEPS = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def zigzag(values: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return natural numbers for whole ones: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4."""
    return ((values << 1) ^ (values >> 63)).astype(np.uint64)


def varint(values: NDArray[np.uint64]) -> bytes:
    """Return natural numbers below 2^35 as bytes of seven bits, lowest first.

    Parameters
    ----------
    values
        Array of shape (N,).

    Returns
    -------
    packed
        The bytes; each one but the last of a number has its top bit set.
    """
    lengths = np.ones(len(values), np.int64)
    for bits in (7, 14, 21, 28):
        lengths += values >= np.uint64(1 << bits)
    starts = np.cumsum(lengths) - lengths
    packed = np.zeros(int(lengths.sum()), np.uint8)
    for step in range(int(lengths.max(initial=0))):
        rows = lengths > step
        more = (lengths[rows] > step + 1).astype(np.uint64) << np.uint64(7)
        low = (values[rows] >> np.uint64(7 * step)) & np.uint64(0x7F)
        packed[starts[rows] + step] = low | more
    return packed.tobytes()


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    spread = values
    for shift, mask in _MORTON_STEPS:
        spread = (spread | (spread << np.uint64(shift))) & np.uint64(mask)
    return spread


def morton_key(x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the place of points along a Morton curve (Morton, 1966: bits of x and y in turn).

    Parameters
    ----------
    x, y
        Arrays of shape (N,), natural numbers below 2^32.

    Returns
    -------
    key
        Array of shape (N,); even bits are those of x.
    """
    return _spread(x.astype(np.uint64)) | (_spread(y.astype(np.uint64)) << np.uint64(1))


def _steps(positions: NDArray[np.int64]) -> NDArray[np.int64]:
    steps = positions.copy()
    steps[1:] -= positions[:-1]
    return steps.ravel()


@dataclass(frozen=True, slots=True)
class PackedPoints:
    """Points as bytes.

    Parameters
    ----------
    packed
        For each class one run: the Morton keys of its points, each less the one before, as Rice
        codes (`gridmap.drawing.bits`). All runs are one row of numbers.
    counts
        Number of points in each run.
    origin
        Whole units from (-180, -90) to the south-western corner, at which keys count from zero.
    order
        Array of shape (N,): the row that each point of the runs comes from.
    """

    packed: bytes
    counts: list[int]
    origin: tuple[int, int]
    order: NDArray[np.intp]


def pack_points(
    lon: NDArray[np.float64], lat: NDArray[np.float64], class_index: NDArray[np.intp], classes: int
) -> PackedPoints:
    """Return points as bytes, kept to `POINT_UNIT_DEG`.

    Parameters
    ----------
    lon, lat
        Arrays of shape (N,), degrees.
    class_index
        Array of shape (N,), natural numbers below `classes`.
    classes
        Number of classes.

    Returns
    -------
    points
        The bytes and what is needed to read them.

    Raises
    ------
    InputError
        When the points reach around more than 335 degrees, which no key could hold.
    """
    if not len(lon):
        return PackedPoints(b"", [0] * classes, (0, 0), np.zeros(0, np.intp))
    x = np.rint((lon + 180) / POINT_UNIT_DEG).astype(np.int64)
    y = np.rint((lat + 90) / POINT_UNIT_DEG).astype(np.int64)
    origin = int(x.min()), int(y.min())
    if int(x.max()) - origin[0] >= 1 << _KEY_SIDE_BITS:
        raise InputError("map.extent")
    key = morton_key(x - origin[0], y - origin[1])
    order = np.lexsort((key, class_index))
    counts = np.bincount(class_index, minlength=classes)
    steps = key[order].copy()
    steps[1:] -= key[order][:-1]
    # Each run starts from zero: the difference to the last key of the run before means nothing.
    firsts = (np.cumsum(counts) - counts)[counts > 0]
    steps[firsts] = key[order][firsts]
    return PackedPoints(rice(steps), counts.tolist(), origin, order)


@dataclass(frozen=True, slots=True)
class _Outlines:
    """The rings and lines of shapes in whole units, all in one row."""

    positions: NDArray[np.int64]
    """Shape (N, 2)."""
    lengths: NDArray[np.int64]
    """Positions of each ring or line, shape (R,)."""
    counts: NDArray[np.int64]
    """Rings or lines of each shape, shape (S,)."""


def _outlines(geometries: Sequence[Geometry]) -> _Outlines:
    """Return rings without the last position, which repeats the first, and without repetitions."""
    shapes = np.empty(len(geometries), dtype=object)
    shapes[:] = geometries
    parts, owner = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, ring_part = shapely.get_rings(parts[areal], return_index=True)
    lines = np.concatenate([rings, parts[~areal]])
    of_shape = np.concatenate([owner[areal][ring_part], owner[~areal]])
    closed = np.arange(len(lines)) < len(rings)
    order = np.argsort(of_shape, kind="stable")
    xy, line = shapely.get_coordinates(lines[order], return_index=True)
    units = np.rint(xy / SHAPE_UNIT_DEG).astype(np.int64)
    kept = np.ones(len(units), np.bool_)
    kept[1:] = (units[1:] != units[:-1]).any(axis=1) | (line[1:] != line[:-1])
    units, line = units[kept], line[kept]
    lengths = np.bincount(line, minlength=len(lines))
    last = np.cumsum(lengths)[closed[order] & (lengths > 0)] - 1
    kept = np.ones(len(units), np.bool_)
    kept[last] = False
    return _Outlines(
        units[kept],
        np.bincount(line[kept], minlength=len(lines)),
        np.bincount(of_shape, minlength=len(shapes)),
    )


def pack_shapes(geometries: Sequence[Geometry]) -> bytes:
    """Return polygons or lines as bytes.

    For each: the number of its rings or lines, and for each of these the number of positions and
    the differences from one position to the next in `SHAPE_UNIT_DEG`. Differences run on over all
    shapes, from (0, 0). The last position of a ring, which repeats the first, is left out. Holes
    and further parts are rings like any other: filled by the even-odd rule they come out right.
    """
    found = _outlines(geometries)
    steps = zigzag(_steps(found.positions))
    # Before the steps of each ring or line stands its length, before those of a shape their count.
    at_line = (np.cumsum(found.lengths) - found.lengths) * 2
    with_lengths = np.insert(steps, at_line, found.lengths.astype(np.uint64))
    places = at_line + np.arange(len(at_line))
    first = np.cumsum(found.counts) - found.counts
    at_shape = np.append(places, len(with_lengths))[first]
    return varint(np.insert(with_lengths, at_shape, found.counts.astype(np.uint64)))


def to_text(packed: bytes) -> str:
    """Return bytes as base64."""
    return base64.b64encode(packed).decode("ascii")
