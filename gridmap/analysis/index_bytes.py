"""An index as bytes: a NumPy archive of its tables, held to what locating relies on."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.analysis.kernels_edges import STEP
from gridmap.analysis.kernels_raster import (
    ANSWERS,
    LAST_FLAG,
    MASK_NUMBERS,
    NEIGHBOUR_NUMBERS,
    UNDECIDED,
)
from gridmap.analysis.kernels_tiles import (
    HALVING_BITS,
    HALVING_MASK,
    MOST_HALVINGS,
)
from gridmap.analysis.raster import MOST_TILES_ASIDE, Frame, Raster, aligned
from gridmap.analysis.shelf import Shelf
from gridmap.errors import InputError

KIND = "gridmap.cells"
# Grows whenever a table changes its meaning.
VERSION = 2
_KINDS = {"tiles": "<i8", "squares": "<i4", "masks": "<i8", "neighbours": "<f8"}
_SHAPES = {"tiles": 1, "squares": 1, "masks": 2, "neighbours": 2}


def to_bytes(cells: NDArray[np.object_], raster: Raster) -> bytes:
    """Return the cells and tables of an index as bytes; the same index gives the same bytes."""
    shapes = [b"" if wkb is None else wkb for wkb in shapely.to_wkb(cells).tolist()]
    tables = {
        "kind": np.array(KIND),
        "version": np.array(VERSION),
        "frame": raster.frame.numbers,
        "tiles": raster.tiles,
        "squares": raster.squares.standing,
        "masks": raster.masks.standing,
        "neighbours": raster.neighbours.standing,
        "shape_bytes": np.array([len(shape) for shape in shapes], np.int64),
        "shapes": np.frombuffer(b"".join(shapes), np.uint8),
    }
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **tables)
    return stream.getvalue()


def from_bytes(data: bytes) -> tuple[NDArray[np.object_], Raster]:
    """Return the cells and tables that `to_bytes` wrote.

    Raises
    ------
    InputError
        When the bytes are no index, are one of another version, or are damaged.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            tables = {name: archive[name] for name in archive.files}
    except (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile) as error:
        raise InputError("locate.index_foreign") from error
    if "kind" not in tables or str(tables["kind"]) != KIND:
        raise InputError("locate.index_foreign")
    found = int(tables.get("version", np.array(0)))
    if found != VERSION:
        raise InputError("locate.index_version", found=found, version=VERSION)
    try:
        cells = _cells(tables)
        raster = _raster(tables, len(cells))
    except (KeyError, IndexError, ValueError, shapely.errors.ShapelyError) as error:
        raise InputError("locate.index_damaged") from error
    return cells, raster


def _cells(tables: dict[str, NDArray[Any]]) -> NDArray[np.object_]:
    blob, ends = tables["shapes"].tobytes(), np.cumsum(tables["shape_bytes"]).tolist()
    if len(blob) != (ends[-1] if ends else 0):
        raise ValueError(len(blob))
    wkb = np.full(len(ends), None, object)
    wkb[:] = [blob[start:end] or None for start, end in pairwise([0, *ends])]
    cells: NDArray[np.object_] = shapely.from_wkb(wkb)
    return cells


def _raster(tables: dict[str, NDArray[Any]], cell_count: int) -> Raster:
    """Return the tables; kernels follow their numbers without a look, so all are looked at here.

    Raises
    ------
    ValueError
        When a table is not what it should be or points beyond another.
    """
    for name, kind in _KINDS.items():
        if tables[name].dtype.str != kind or tables[name].ndim != _SHAPES[name]:
            raise ValueError(name)
    numbers, tiles, squares = tables["frame"], tables["tiles"], tables["squares"]
    west, south, tiles_per_unit, columns, rows = numbers.tolist()
    frame = Frame(west, south, tiles_per_unit, int(columns), int(rows))
    base, halvings = tiles >> HALVING_BITS, tiles & HALVING_MASK
    neighbours = tables["neighbours"]
    masks = aligned(max(1, len(tables["masks"])), MASK_NUMBERS)
    masks[: len(tables["masks"])] = tables["masks"]
    answers = masks.view(np.int32)[:, ANSWERS:]
    sound = (
        len(tiles) == frame.columns * frame.rows > 0,
        np.isfinite(numbers).all() and frame.tiles_per_unit > 0,
        max(frame.columns, frame.rows) <= MOST_TILES_ASIDE,
        (halvings <= MOST_HALVINGS).all(),
        (base >= 0).all() and (base + (1 << 2 * halvings) <= len(squares)).all(),
        (squares <= cell_count).all() and (squares >= -1 - len(tables["masks"])).all(),
        (answers[:, 1:] <= cell_count).all() and (answers[:, 1:] >= UNDECIDED).all(),
        (answers[:, 0] <= 0).all() and (answers[:, 0] >= -1 - len(neighbours)).all(),
        (answers[:, 0] != 0)[-2 - squares[squares < UNDECIDED]].all(),
        neighbours.shape[1] == NEIGHBOUR_NUMBERS,
        len(neighbours) == 0 or neighbours.view(np.int64)[-1, STEP] & LAST_FLAG,
    )
    if not all(sound):
        raise ValueError(sound)
    return Raster(
        frame,
        tiles,
        Shelf(squares, len(squares)),
        Shelf(masks, len(tables["masks"])),
        Shelf(neighbours, len(neighbours)),
    )
