"""Trafford divided ward by ward: the steps that tests at several levels share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas
import numpy as np
import shapely

from gridmap.division import Division, Nesting, cells_for_load, divide, nest
from gridmap.geometry import snap_round
from gridmap.topology import Stitched, stitch

TARGET_PEOPLE = 1_500


@dataclass(frozen=True)
class DividedTown:
    """Communities, their blocks by the majority rule, one division each, and all cells stitched."""

    communities: np.ndarray
    load: np.ndarray
    nesting: Nesting
    divisions: tuple[Division, ...]
    stitched: Stitched


def divide_trafford(data: Path, seed: int = 0) -> DividedTown:
    """Divide every ward into cells of about 1,500 people."""
    boundaries = data / "trafford" / "boundaries.gpkg"
    wards = geopandas.read_file(boundaries, layer="wards")
    areas = geopandas.read_file(boundaries, layer="oa")
    communities = snap_round(wards.geometry.to_numpy()).geometries
    load = areas["pop_2024"].to_numpy(float)
    return divide_town(communities, areas.geometry.to_numpy(), load, TARGET_PEOPLE, seed)


def divide_town(
    communities: np.ndarray, blocks: np.ndarray, load: np.ndarray, target: float, seed: int = 0
) -> DividedTown:
    """Nest blocks in communities by majority, divide each into cells, and stitch all cells."""
    nesting = nest(blocks, load, communities, "majority")
    divisions = []
    for position, community in enumerate(communities):
        own = nesting.boundary == position
        divisions.append(
            divide(
                community,
                method="balanced",
                cells=cells_for_load(float(nesting.load[own].sum()), target),
                blocks=nesting.blocks[own],
                load=nesting.load[own],
                seed=seed,
            )
        )
    cells = np.concatenate([division.geometries for division in divisions])
    return DividedTown(communities, load, nesting, tuple(divisions), stitch(cells))


def union_shift_deg(cells: np.ndarray, communities: np.ndarray) -> float:
    """Return how far the outline of all cells lies from that of all communities, in degrees."""
    ours, theirs = shapely.union_all(cells), shapely.union_all(communities)
    return float(shapely.hausdorff_distance(shapely.boundary(ours), shapely.boundary(theirs)))
