"""A small town for the tests of maps: one coverage of jagged cells, points, a base map."""

from __future__ import annotations

from datetime import date

import numpy as np
import shapely

from gridmap.domain import LineClass, PointKind
from gridmap.drawing.layers import (
    BuildingShape,
    CellShape,
    CommunityShape,
    DensityLayer,
    MapLayers,
    PointLayer,
    SectorShape,
    ShownClass,
    StreetShape,
    Wording,
)

WEST, SOUTH, STEP_DEG = 114.3, 30.6, 0.002
COLUMNS, ROWS = 8, 6
SURNAMES = "王李张刘陈杨赵黄"


def _corners(rng: np.random.Generator) -> np.ndarray:
    x, y = np.meshgrid(np.arange(COLUMNS + 1), np.arange(ROWS + 1), indexing="ij")
    lattice = np.stack((x, y), axis=-1) * STEP_DEG + (WEST, SOUTH)
    return np.round(lattice + rng.uniform(-0.2, 0.2, lattice.shape) * STEP_DEG, 7)


def _cell_polygons(corners: np.ndarray) -> list[shapely.Polygon]:
    return [
        shapely.Polygon(
            (corners[i, j], corners[i + 1, j], corners[i + 1, j + 1], corners[i, j + 1])
        )
        for j in reversed(range(ROWS))
        for i in range(COLUMNS)
    ]


def _points(
    rng: np.random.Generator, kind: PointKind, count: int, classes: int, prefix: str
) -> PointLayer:
    spread = (COLUMNS * STEP_DEG, ROWS * STEP_DEG)
    places = rng.uniform((0, 0), spread, (count, 2)) + np.array((WEST, SOUTH))
    return PointLayer(
        kind=kind,
        classes=tuple(
            ShownClass(f"c{i}", Wording(f"{prefix}类{i + 1}", f"Class {i + 1}"))
            for i in range(classes)
        ),
        lon=places[:, 0],
        lat=places[:, 1],
        class_index=rng.integers(0, classes, count),
        names=[f"{prefix}{i + 1}号" for i in range(count)],
    )


def _density() -> DensityLayer:
    y, x = np.mgrid[0:60, 0:80] / 60.0
    values = 90 * np.exp(-((x - 0.4) ** 2 + (y - 0.5) ** 2) / 0.03)
    west, south = WEST, SOUTH
    east, north = WEST + COLUMNS * STEP_DEG, SOUTH + ROWS * STEP_DEG
    corners = np.array([(west, north), (east, north), (east, south), (west, south)])
    period = (date(2025, 1, 1), date(2026, 10, 31))
    return DensityLayer(values, corners, (5.0, 10.0, 20.0, 40.0, 80.0), period=period)


def _streets(corners: np.ndarray) -> list[StreetShape]:
    middle = ROWS // 2
    lines = [
        ("人民路", LineClass.MAIN_ROAD, shapely.LineString(corners[:, middle])),
        ("学府街", LineClass.SECONDARY_ROAD, shapely.LineString(corners[3])),
        ("", LineClass.LANE, shapely.LineString(corners[5])),
        ("", LineClass.RAIL, shapely.LineString(corners[:, 0] - (0, STEP_DEG / 3))),
    ]
    return [StreetShape(*line) for line in lines]


def _cells(polygons: list[shapely.Polygon], rng: np.random.Generator) -> list[CellShape]:
    cells = []
    for i, polygon in enumerate(polygons):
        half = i % COLUMNS >= COLUMNS // 2
        worker = None if i == 7 else i // 2
        name = "" if worker is None else f"{SURNAMES[worker % 8]}建国"
        cells.append(
            CellShape(
                code=f"420198001{1 + half:03d}{i + 1:03d}",
                name="",
                geometry=polygon,
                community_code=f"420198001{1 + half:03d}",
                worker_code=None if worker is None else f"W{worker:03d}",
                worker_name=name,
                load=None if i == 11 else float(rng.integers(310, 500)),
                area_m2=41_230.4,
                counts={PointKind.SHOP: int(rng.integers(0, 40)), PointKind.HAZARD: 3},
            )
        )
    return cells


def town(points: int = 400, seed: int = 0) -> MapLayers:
    rng = np.random.default_rng(seed)
    corners = _corners(rng)
    polygons = _cell_polygons(corners)
    cells = _cells(polygons, rng)
    codes = sorted({cell.community_code for cell in cells})
    houses = [shapely.centroid(polygon).buffer(0.0003, cap_style="square") for polygon in polygons]
    return MapLayers(
        name="青山街道",
        communities=[
            CommunityShape(
                code,
                name,
                shapely.union_all([c.geometry for c in cells if c.community_code == code]),
            )
            for code, name in zip(codes, ("兰亭社区", "学府社区"), strict=True)
        ],
        cells=cells,
        points=[
            _points(rng, PointKind.SHOP, points, 4, "商铺"),
            _points(rng, PointKind.HAZARD, 40, 2, "隐患"),
        ],
        density=_density(),
        sectors=[SectorShape("探头", shapely.centroid(polygons[20]).buffer(0.0008))],
        streets=_streets(corners),
        buildings=[BuildingShape(house) for house in houses],
        day=date(2026, 11, 1),
    )
