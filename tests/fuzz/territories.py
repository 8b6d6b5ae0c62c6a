"""Territories to redraw: large ones of real and synthetic towns, and small ones full of trouble."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from scipy.spatial import cKDTree

from gridmap.division.tiling import tile as tile_over
from gridmap.domain import Cell
from gridmap.domain.partition import Partition
from gridmap.geometry import area_m2, canonical, snap_round, to_lonlat
from gridmap.sample import generate
from gridmap.topology import stitch
from tests.benchmarks.coverages import town
from tests.strategies import from_local, jittered_tiles

REAL = ("xihu", "yulin", "trafford", "ellis")
SYNTHETIC = ("town", "sample")


@dataclass(frozen=True)
class Territory:
    """Cells of adjoining communities that form one exact coverage."""

    name: str
    cells: np.ndarray
    community: np.ndarray
    boundary: shapely.Geometry = field(init=False, repr=False)

    def __post_init__(self):
        object.__setattr__(self, "boundary", shapely.coverage_union_all(self.cells))

    def partition(self, *, bounded: bool = False) -> Partition:
        """Return the cells by official codes; `bounded` ones must not leave the territory."""
        numbers = np.zeros(len(self.cells), dtype=int)
        for name in np.unique(self.community):
            own = np.flatnonzero(self.community == name)
            numbers[own] = np.arange(1, len(own) + 1)
        areas = area_m2(self.cells)
        rows = zip(self.community, numbers, self.cells, areas, strict=True)
        cells = [
            Cell(f"330106001{name + 1:03d}{number:03d}", "1", shape, area_m2=float(area))
            for name, number, shape, area in rows
        ]
        return Partition.of(cells, boundary=self.boundary if bounded else None)


def build(name: str, data: Path) -> Territory:
    """Build a large territory by name; the real ones from the folder of data."""
    shapes, community = _BUILDERS[name](data)
    return Territory(name, canonical(shapes), np.unique(community, return_inverse=True)[1])


def small(columns: int, size: int, seed: int) -> Territory:
    """Build three communities side by side, with ragged cells, a ring of cells and an exclave.

    Parameters
    ----------
    columns
        Tiles that a community is wide, 2 to 4; it is five tiles high.
    size
        Side of a tile in lattice units.
    seed
        Says how the corners are shaken and which tiles are glued.
    """
    rng = np.random.default_rng(seed)
    rows = 5
    # Each tile is made of some more, so that its sides have nodes that are no junctions.
    fine = 2 if size < 100 else 3
    step = size // fine
    pieces = jittered_tiles(3 * columns * fine, rows * fine, step, step // 5, seed=seed)
    across, up = np.divmod(np.arange(len(pieces)), rows * fine)
    of_tile = across // fine * rows + up // fine
    tiles = np.empty(3 * columns * rows, dtype=object)
    for tile in range(len(tiles)):
        tiles[tile] = shapely.coverage_union_all(pieces[of_tile == tile])
    column, row = np.divmod(np.arange(len(tiles)), rows)
    community = column // columns
    label = np.arange(len(tiles))
    for _ in range(len(tiles) // 4):
        tile = int(rng.integers(len(tiles)))
        beside = tile + (1 if row[tile] + 1 < rows else -1)
        label[label == label[beside]] = label[tile]
    # The tiles around a tile become one cell with a hole, when the community is wide enough.
    if columns > 2:
        ring = np.isin(column, [0, 1, 2]) & np.isin(row, [0, 1, 2])
        middle = (column == 1) & (row == 1)
        label[ring & ~middle], label[middle] = -1, -2
    label[(community == 1) & (row == 0) & (column == columns)] = -3
    label[(community == 1) & (row == 4) & (column == 2 * columns - 1)] = -3
    names = np.unique(np.column_stack([community, label]), axis=0)
    cells = np.empty(len(names), dtype=object)
    for k, (where, what) in enumerate(names):
        cells[k] = shapely.coverage_union_all(tiles[(community == where) & (label == what)])
    return Territory(f"small {columns} {size} {seed}", canonical(cells), names[:, 0])


def strip(length: int, seed: int) -> Territory:
    """Build a row of cells a few lattice units wide and high, in three communities."""
    rng = np.random.default_rng(seed)
    west = np.concatenate([[0], np.cumsum(rng.integers(4, 10, length))])
    low, high = rng.integers(0, 3, length + 1), rng.integers(7, 14, length + 1)
    corners = [(west[:-1], low[:-1]), (west[1:], low[1:]), (west[1:], high[1:])]
    corners.append((west[:-1], high[:-1]))
    ends = np.stack([np.column_stack(corner) for corner in corners], axis=1).astype(float)
    community = np.arange(length) * 3 // length
    cells = canonical(from_local(shapely.polygons(ends)))
    return Territory(f"strip {length} {seed}", cells, community)


def _layer(path: Path, name: str | None, *columns: str) -> tuple[np.ndarray, list[np.ndarray]]:
    meta, _, wkb, fields = pyogrio.raw.read(path, layer=name, columns=list(columns))
    return to_lonlat(shapely.from_wkb(wkb), meta["crs"]), [
        fields[list(meta["fields"]).index(column)] for column in columns
    ]


def _further(shapes: np.ndarray, pieces: float) -> tuple[np.ndarray, np.ndarray]:
    """Divide areas of one part by a lattice each, and stitch all cells; say whence each came."""
    areas = area_m2(shapes)
    divided = [
        tile_over(shape, area / pieces)
        if shapely.get_num_geometries(shape) == 1
        else np.array([shape], dtype=object)
        for shape, area in zip(shapes, areas, strict=True)
    ]
    source = np.repeat(np.arange(len(shapes)), [len(cells) for cells in divided])
    return stitch(np.concatenate(divided)).geometries, source


def _xihu(data: Path) -> tuple[np.ndarray, np.ndarray]:
    shapes, (code,) = _layer(data / "hangzhou_xihu/boundaries.gpkg", "grids", "CS_XZQHBM")
    cells, source = _further(snap_round(shapes).geometries, 3.0)
    return cells, code.astype(str)[source]


def _yulin(data: Path) -> tuple[np.ndarray, np.ndarray]:
    shapes, _ = _layer(data / "yulin_yuyang/boundaries.gpkg", "communities")
    return _further(stitch(snap_round(shapes).geometries).geometries, 21.0)


def _trafford(data: Path) -> tuple[np.ndarray, np.ndarray]:
    shapes, (lsoa,) = _layer(data / "trafford/boundaries.gpkg", "oa", "lsoa21cd")
    cells, source = _further(snap_round(shapes).geometries, 2.5)
    return cells, lsoa.astype(str)[source]


def _ellis(data: Path) -> tuple[np.ndarray, np.ndarray]:
    layer = "ks_ellis_county_vap_data_block"
    shapes, _ = _layer(data / "ellis_county_ks/ellis_block.gpkg", layer)
    cells = stitch(snap_round(shapes).geometries).geometries
    return cells, _nearest_seed(cells, 60)


def _town(_: Path) -> tuple[np.ndarray, np.ndarray]:
    cells = snap_round(town(2100, depth=2)).geometries
    return cells, _nearest_seed(cells, 60)


def _sample(_: Path) -> tuple[np.ndarray, np.ndarray]:
    blocks = generate(0).blocks
    shapes = np.array([block.geometry for block in blocks], dtype=object)
    cells, source = _further(shapes, 2.7)
    code = np.array([block.community_code for block in blocks], dtype="U20")[source]
    # Thirteen communities become four each.
    middle = shapely.get_coordinates(shapely.centroid(cells))
    for name in np.unique(code):
        own = np.flatnonzero(code == name)
        east, north = (middle[own] > np.median(middle[own], axis=0)).T
        code[own] = np.char.add(code[own], (2 * east + north).astype(str))
    return cells, code


def _nearest_seed(cells: np.ndarray, count: int) -> np.ndarray:
    middle = shapely.get_coordinates(shapely.centroid(cells))
    seeds = np.random.default_rng(7).choice(len(cells), count, replace=False)
    return cKDTree(middle[seeds]).query(middle)[1]


_BUILDERS = {
    "xihu": _xihu,
    "yulin": _yulin,
    "trafford": _trafford,
    "ellis": _ellis,
    "town": _town,
    "sample": _sample,
}
