"""Trafford as a territory: wards are communities, output areas are blocks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import shapely

from gridmap.domain import Duty, PointKind, Worker
from gridmap.formats import read
from gridmap.services.assigning import assign_workers
from gridmap.services.dividing import Drafted, Wish, divide_communities
from gridmap.services.imported import Imported
from gridmap.services.importing_areas import import_blocks, import_boundaries
from gridmap.services.importing_things import import_points
from gridmap.services.initialising import initialise, parse_levels
from gridmap.services.publishing import publish

DAY = date(2024, 7, 1)
TARGET_PEOPLE = 1500
AREA_COLUMNS = {"code": "area_code", "name": "area_name"}


@dataclass(frozen=True)
class Trafford:
    store: object
    drafted: list[Drafted]
    blocks: Imported
    points: dict[PointKind, Imported]


def build(data: Path, path: Path) -> Trafford:
    """Run the whole job, from the council's files to a published territory."""
    folder = data / "trafford"
    store = initialise(path, "Trafford", parse_levels(["district:0", "community:9"]), 3)
    boundaries = folder / "boundaries.gpkg"
    import_boundaries(store, read(boundaries, layer="wards"), columns=AREA_COLUMNS)
    blocks = import_blocks(store, read(boundaries, layer="oa"), columns={"load": "pop_2024"})
    drafted = divide_communities(store, Wish(target_load=TARGET_PEOPLE))
    _add_workers(store)
    assign_workers(store, DAY)
    publish(store, DAY)
    return Trafford(store, drafted, blocks, _add_points(store, folder))


def _add_workers(store) -> None:
    with store.writing() as work:
        work.put_workers(
            Worker(
                f"{area.code}-{number}",
                f"Worker {number} of {area.name}",
                area.code,
                duties=(Duty.LEADER,),
                base=shapely.point_on_surface(area.boundary),
            )
            for area in work.areas("community")
            for number in range(1, 5)
        )


def _add_points(store, folder: Path) -> dict[PointKind, Imported]:
    casualties = read(folder / "road_casualties_gm_2019_2024.csv.gz")
    # Several casualties share one collision number, so the row number makes the id.
    casualties = replace(
        casualties, columns={**casualties.columns, "case": [f"c{row}" for row in casualties.rows]}
    )
    cameras = read(folder / "cctv.csv")
    shops = read(folder / "points.gpkg", layer="fast_food_outlets")
    return {
        PointKind.CAMERA: import_points(
            store,
            cameras,
            PointKind.CAMERA,
            columns={"id": "camera_id", "name": "location"},
            class_code="main_street",
        ),
        PointKind.SHOP: import_points(store, shops, PointKind.SHOP, class_code="restaurant"),
        PointKind.INCIDENT: import_points(
            store,
            casualties,
            PointKind.INCIDENT,
            columns={"id": "case", "happened_at": "date"},
            class_code="road_accident",
        ),
    }


def cell_shapes(store) -> np.ndarray:
    with store.reading() as reader:
        return np.array([cell.geometry for cell in reader.published_cells()], dtype=object)
