"""From a store to the layers of the stand-alone map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gridmap.catalogue import current_locale
from gridmap.domain import Point, PointKind
from gridmap.drawing import (
    BuildingShape,
    CellShape,
    CommunityShape,
    DensityLayer,
    HotSpotLayer,
    MapLayers,
    PointLayer,
    SectorShape,
    ShownClass,
    StreetShape,
    Wording,
)
from gridmap.drawing.standalone import write_map
from gridmap.services.heat import heat_of
from gridmap.services.hot_squares import hot_squares
from gridmap.services.layers import leaders_in_force, published_plans
from gridmap.services.reporting import camera_sectors

if TYPE_CHECKING:
    from gridmap.store import Reader, Store

# Types of blocks that the base map paints.
WATER, PARK = "water", "park"


def map_store(store: Store, path: Path, *, title: str | None = None) -> None:
    """Write the stand-alone map of everything that is in force.

    Parameters
    ----------
    store
        Where the territory is.
    path
        The HTML file to write.
    title
        What stands above the map; the territory's name by default.
    """
    with store.reading() as reader:
        layers = map_layers(reader)
    write_map(layers, path, title=title or layers.name, locale=current_locale())


def map_layers(reader: Reader) -> MapLayers:
    """Collect what a map shows.

    Parameters
    ----------
    reader
        A snapshot of the store.

    Returns
    -------
    layers
        Communities, cells with leader and counts, points by kind, density and hot spots of
        incidents, camera sectors, and the base map.
    """
    territory = reader.territory()
    points = {kind: reader.points(kind) for kind in PointKind}
    cameras = points[PointKind.CAMERA]
    blocks, buildings = reader.blocks(), reader.buildings()
    return MapLayers(
        name=territory.name if territory else "",
        communities=[
            CommunityShape(area.code, area.name, area.boundary)
            for area in reader.areas("community")
            if area.boundary is not None
        ],
        cells=_cell_shapes(reader),
        points=[_point_layer(kind, of_kind) for kind, of_kind in points.items() if of_kind],
        density=_density_layer(reader, points[PointKind.INCIDENT]),
        hotspots=_hotspot_layer(reader, points[PointKind.INCIDENT]),
        sectors=[
            SectorShape(camera.name, sector)
            for camera, sector in zip(cameras, camera_sectors(cameras, buildings), strict=True)
        ],
        streets=[
            StreetShape(street.name, street.line_class, street.geometry)
            for street in reader.streets()
        ],
        buildings=[BuildingShape(item.geometry, item.name) for item in buildings],
        water=[block.geometry for block in blocks if block.block_type == WATER],
        green=[block.geometry for block in blocks if block.block_type == PARK],
        day=max((*_first_days(reader), *_event_days(points)), default=None),
    )


def _event_days(points: Mapping[PointKind, Sequence[Point]]) -> list[date]:
    return [
        point.happened_at.date()
        for of_kind in points.values()
        for point in of_kind
        if point.happened_at is not None
    ]


def _first_days(reader: Reader) -> list[date]:
    return [plan.valid_from for plan in published_plans(reader).values() if plan.valid_from]


def _cell_shapes(reader: Reader) -> list[CellShape]:
    plans = published_plans(reader)
    leaders = leaders_in_force(reader)
    workers = {worker.code: worker.name for worker in reader.workers()}
    counts: Counter[tuple[str | None, PointKind]] = Counter(reader.tally())
    shapes = []
    for cell in reader.published_cells():
        leader = leaders.get(cell.code)
        shapes.append(
            CellShape(
                code=cell.code,
                name=cell.name,
                geometry=cell.geometry,
                community_code=plans[cell.plan_id].community_code,
                worker_code=leader.worker_code if leader else None,
                worker_name=workers[leader.worker_code] if leader else "",
                load=cell.load,
                area_m2=cell.area_m2,
                counts={kind: counts[cell.code, kind] for kind in PointKind},
            )
        )
    return shapes


def _point_layer(kind: PointKind, points: Sequence[Point]) -> PointLayer:
    codes = sorted({point.class_code for point in points})
    position = {code: index for index, code in enumerate(codes)}
    return PointLayer(
        kind=kind,
        classes=tuple(ShownClass(code, Wording.of(f"word.{kind}_class.{code}")) for code in codes),
        lon=np.array([point.lon for point in points]),
        lat=np.array([point.lat for point in points]),
        class_index=np.array([position[point.class_code] for point in points], dtype=np.intp),
        names=[point.name for point in points],
        notes=[_note(point) for point in points],
    )


def _note(point: Point) -> str:
    if point.happened_at is not None:
        return f"{point.happened_at:%Y-%m-%d %H:%M}"
    return str(point.attributes.get("address", ""))


def _density_layer(reader: Reader, incidents: Sequence[Point]) -> DensityLayer | None:
    if not incidents:
        return None
    heat = heat_of(reader, np.array([(point.lon, point.lat) for point in incidents]))
    days = [point.happened_at.date() for point in incidents if point.happened_at is not None]
    return DensityLayer(
        values=heat.values,
        corners=heat.corners,
        class_bounds=heat.classes,
        period=(min(days), max(days)) if days else None,
    )


def _hotspot_layer(reader: Reader, incidents: Sequence[Point]) -> HotSpotLayer | None:
    found = hot_squares(reader, np.array([(point.lon, point.lat) for point in incidents]))
    if found is None:
        return None
    return HotSpotLayer(
        geometries=found.geometries.tolist(),
        near_counts=found.near_counts.tolist(),
        tested=found.tested,
        side_m=found.side_m,
        q=found.q,
    )
