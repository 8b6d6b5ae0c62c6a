"""What lies in any cells at all, of drafts too: households, load, and by which measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.analysis import CellIndex
from gridmap.catalogue import text
from gridmap.geometry import UNITS_PER_DEGREE, area_m2
from gridmap.geometry.preparing import prepared
from gridmap.geometry.rings import only_polygons

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gridmap.domain import Area, Block, Building
    from gridmap.store import Reader

_UNIT_DEG: Final = 1 / UNITS_PER_DEGREE
# Up to this share of a block, what a cell lacks of it is looked at for being mere bends.
_SMALL_RATIO: Final = 1e-3
NO_CELLS: Final[NDArray[np.object_]] = np.zeros(0, dtype=object)


class LoadUnit(StrEnum):
    """What the load of a cell counts."""

    BLOCK_LOAD = "block_load"
    HOUSEHOLDS = "households"
    AREA = "m2"

    def label(self, locale: str | None = None) -> str:
        """Return what a person calls it."""
        return text(f"word.load_unit.{self}", locale)


@dataclass(frozen=True)
class Weighing:
    """Blocks and buildings made ready to weigh cells, however they are drawn.

    Attributes
    ----------
    places
        Array of shape (B, 2): a point inside each building, lon/lat.
    building_households
        Array of shape (B,): the households of each building.
    blocks
        Object array of shape (K,): the blocks, in lon/lat.
    block_load
        Array of shape (K,).
    unit
        What `load` counts: the blocks' load; where a community has none, households; where there
        are no buildings either, square metres.
    """

    places: NDArray[np.float64]
    building_households: NDArray[np.int64]
    blocks: NDArray[np.object_]
    block_load: NDArray[np.float64]
    unit: LoadUnit

    @classmethod
    def of(
        cls,
        reader: Reader,
        community_codes: Sequence[str] | None = None,
        *,
        households: bool = True,
    ) -> Weighing:
        """Make ready what lies in some communities.

        Parameters
        ----------
        reader
            A snapshot of the store.
        community_codes
            The communities whose cells will be weighed; all by default.
        households
            Whether households will be asked for. Without, buildings are read only where there is
            no load of blocks, and `households` counts none where there is.

        Returns
        -------
        weighing
            Buildings and blocks of these communities and of those next to them: a cell weighs
            what lies in it, to whichever community a block was given.
        """
        areas = reader.areas("community")
        codes = [
            area.code for area in areas if community_codes is None or area.code in community_codes
        ]
        around = _around(areas, codes)
        blocks = [block for area in around for block in reader.blocks(area.code)]
        loaded = _all_loaded(codes, blocks)
        wanted = households or not loaded
        places, counts = _inside_buildings(reader.buildings() if wanted else [])
        near = _within(places, [area.boundary for area in around])
        own = _within(places, [area.boundary for area in areas if area.code in codes])
        otherwise = LoadUnit.HOUSEHOLDS if counts[own].any() else LoadUnit.AREA
        return cls(
            places[near],
            counts[near],
            _array([block.geometry for block in blocks]),
            np.array([block.load for block in blocks], np.float64),
            LoadUnit.BLOCK_LOAD if loaded else otherwise,
        )

    def households(self, geometries: ArrayLike, beside: ArrayLike = NO_CELLS) -> NDArray[np.int64]:
        """Count households: a building belongs to the cell that holds a point inside it.

        Only buildings in the frames of the cells are looked at.

        Parameters
        ----------
        geometries
            Polygons of shape (N,) in lon/lat that form a coverage, or a part of one.
        beside
            Further cells of that coverage. A point exactly on a border between the two belongs to
            one of them, as if all had been given.

        Returns
        -------
        households
            Array of shape (N,).
        """
        cells = np.asarray(geometries, dtype=object)
        near = np.unique(self._place_tree.query(shapely.box(*shapely.bounds(cells).T))[1])
        index = CellIndex(np.concatenate([cells, np.asarray(beside, dtype=object)]))
        position = index.locate(self.places[near])
        inside = (position >= 0) & (position < len(cells))
        weights = self.building_households[near[inside]]
        return np.bincount(position[inside], weights=weights, minlength=len(cells)).astype(np.int64)

    def load(self, geometries: ArrayLike, beside: ArrayLike = NO_CELLS) -> NDArray[np.float64]:
        """Weigh cells in `unit`.

        The load of a block that cells cut is shared by area; one that lies in a cell but for
        bends narrower than a lattice unit counts there whole.

        Parameters
        ----------
        geometries
            Polygons of shape (N,) in lon/lat.
        beside
            Further cells of the coverage, see `households`.

        Returns
        -------
        load
            Array of shape (N,).
        """
        cells = np.asarray(geometries, dtype=object)
        if self.unit is LoadUnit.AREA:
            return area_m2(cells) if len(cells) else np.zeros(0)
        if self.unit is LoadUnit.HOUSEHOLDS:
            return self.households(cells, beside).astype(np.float64)
        cell, block, whole = self._blocks_of(cells)
        shares = np.ones(len(cell))
        cut = np.flatnonzero(~whole)
        shares[cut] = _shares(cells[cell[cut]], self.blocks[block[cut]])
        weights = shares * self.block_load[block]
        return np.bincount(cell, weights=weights, minlength=len(cells)).astype(np.float64)

    def block_load_of_pieces(self, pieces: NDArray[np.object_]) -> NDArray[np.float64]:
        """Share the blocks' load among pieces strictly by area, however narrow they are.

        Parameters
        ----------
        pieces
            Polygons of shape (N,) in lon/lat; what they are cut from keeps its sum.

        Returns
        -------
        load
            Array of shape (N,).
        """
        piece, block, whole = self._blocks_of(pieces)
        shares = np.ones(len(piece))
        cut = np.flatnonzero(~whole)
        if len(cut):
            cuts = shapely.intersection(pieces[piece[cut]], self.blocks[block[cut]])
            shares[cut] = area_m2(only_polygons(cuts)) / area_m2(self.blocks[block[cut]])
        weights = shares * self.block_load[block]
        return np.bincount(piece, weights=weights, minlength=len(pieces)).astype(np.float64)

    def _blocks_of(
        self, cells: NDArray[np.object_]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
        """Pair cells with blocks that overlap them; tell which of these lie in the cell whole."""
        cell, block = self._block_tree.query(cells)
        cells = prepared(cells)
        shared, found = cells[cell], self.blocks[block]
        overlapping = shapely.intersects(shared, found) & ~shapely.touches(shared, found)
        cell, block = cell[overlapping], block[overlapping]
        return cell, block, shapely.covers(cells[cell], self.blocks[block])

    @cached_property
    def _place_tree(self) -> shapely.STRtree:
        return shapely.STRtree(shapely.points(self.places))

    @cached_property
    def _block_tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.blocks)


def _array(geometries: Sequence[object]) -> NDArray[np.object_]:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


def _around(areas: Sequence[Area], codes: Sequence[str]) -> list[Area]:
    """Return some communities and those whose frame touches theirs."""
    frames = shapely.bounds(_array([area.boundary for area in areas])).reshape(-1, 4)
    own = frames[[area.code in codes for area in areas]]
    if not len(own) or np.isnan(own).any():
        return list(areas)
    west, south = own[:, :2].min(axis=0)
    east, north = own[:, 2:].max(axis=0)
    touching = (frames[:, 0] <= east) & (frames[:, 2] >= west)
    touching &= (frames[:, 1] <= north) & (frames[:, 3] >= south)
    touching |= np.isnan(frames).any(axis=1)
    return [area for area, touches in zip(areas, touching, strict=True) if touches]


def _inside_buildings(
    buildings: Sequence[Building],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    inside = shapely.point_on_surface(_array([item.geometry for item in buildings]))
    households = np.array([item.households for item in buildings], np.int64)
    return shapely.get_coordinates(inside).reshape(-1, 2), households


def _within(places: NDArray[np.float64], boundaries: Sequence[object]) -> NDArray[np.bool_]:
    """Tell which places lie in the frame of some boundaries; all, where one is not known."""
    if not boundaries or any(boundary is None for boundary in boundaries):
        return np.ones(len(places), dtype=np.bool_)
    west, south, east, north = shapely.total_bounds(_array(boundaries))
    # A boundary may take up a node that bends it outwards by less than a unit.
    low = np.array([west, south]) - _UNIT_DEG
    high = np.array([east, north]) + _UNIT_DEG
    return np.asarray(((places >= low) & (places <= high)).all(axis=1), np.bool_)


def _all_loaded(codes: Sequence[str], blocks: Sequence[Block]) -> bool:
    """Return whether each community has a block with a load."""
    return bool(codes) and {b.community_code for b in blocks if b.load > 0}.issuperset(codes)


def _shares(cells: NDArray[np.object_], blocks: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the share of each block that lies in the cell beside it, bends left out."""
    if not len(cells):
        return np.zeros(0)
    whole = area_m2(blocks)
    share = _area_without_bends_m2(shapely.intersection(cells, blocks)) / whole
    nearly = np.flatnonzero(share > 1 - _SMALL_RATIO)
    rest = _area_without_bends_m2(shapely.difference(blocks[nearly], cells[nearly]))
    share[nearly[rest == 0]] = 1.0
    return share


def _area_without_bends_m2(pieces: NDArray[np.object_]) -> NDArray[np.float64]:
    parts, owner = shapely.get_parts(only_polygons(pieces), return_index=True)
    wide = 2 * shapely.area(parts) >= _UNIT_DEG * shapely.length(parts)
    parts, owner = parts[wide], owner[wide]
    areas = area_m2(parts) if len(parts) else np.zeros(0)
    return np.bincount(owner, weights=areas, minlength=len(pieces)).astype(np.float64)
