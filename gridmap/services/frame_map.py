"""The stand-alone map from GeoDataFrames."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.catalogue import current_locale, match_locale
from gridmap.domain import LineClass, PointKind
from gridmap.drawing import (
    BuildingShape,
    CellShape,
    MapLayers,
    PointLayer,
    ShownClass,
    StreetShape,
    Wording,
)
from gridmap.drawing.standalone import write_map
from gridmap.geometry import area_m2
from gridmap.services.frames import lonlat_of

if TYPE_CHECKING:
    import geopandas


def to_map(
    cells: geopandas.GeoDataFrame,
    path: str | Path,
    *,
    points: geopandas.GeoDataFrame | None = None,
    streets: geopandas.GeoDataFrame | None = None,
    buildings: geopandas.GeoDataFrame | None = None,
    title: str = "GridMap",
    locale: str | None = None,
) -> Path:
    """Write cells and what lies in them as one HTML file that asks nothing of the network.

    Parameters
    ----------
    cells
        The cells; the columns code, name, load and worker are shown where there are such.
    path
        The file to write.
    points
        Points; the column kind (shop, hazard, camera, incident, component) parts them into
        layers, the column name stands on their cards.
    streets, buildings
        The base map; streets may have the columns name and line_class.
    title
        What stands above the map.
    locale
        ``zh-CN`` or ``en``; the reader can switch.

    Returns
    -------
    path
        The file that was written.

    Raises
    ------
    InputError
        When a table has no CRS, or the bundle of the map was not built.
    """
    layers = MapLayers(
        name=title,
        cells=_cells(cells),
        points=[] if points is None else _points(points),
        streets=[] if streets is None else _streets(streets),
        buildings=[]
        if buildings is None
        else [BuildingShape(shape) for shape in lonlat_of(buildings)],
    )
    target = Path(path)
    language = match_locale(locale) or current_locale()
    write_map(layers, target, title=title, locale=language)
    return target


def _texts(frame: geopandas.GeoDataFrame, column: str) -> list[str]:
    if column not in frame:
        return [""] * len(frame)
    return ["" if value is None else str(value) for value in frame[column]]


def _cells(frame: geopandas.GeoDataFrame) -> list[CellShape]:
    shapes = lonlat_of(frame)
    areas = area_m2(shapes)
    codes = _texts(frame, "code") if "code" in frame else [str(n + 1) for n in range(len(frame))]
    workers, names = _texts(frame, "worker"), _texts(frame, "name")
    loads = frame["load"].tolist() if "load" in frame else [None] * len(frame)
    return [
        CellShape(
            code=codes[row],
            name=names[row],
            geometry=shape,
            community_code="",
            worker_code=workers[row] or None,
            worker_name=workers[row],
            load=loads[row],
            area_m2=float(areas[row]),
        )
        for row, shape in enumerate(shapes)
    ]


def _points(frame: geopandas.GeoDataFrame) -> list[PointLayer]:
    lonlat = shapely.get_coordinates(lonlat_of(frame))
    kinds = np.array([kind or PointKind.COMPONENT.value for kind in _texts(frame, "kind")])
    names = _texts(frame, "name")
    layers = []
    for kind in PointKind:
        rows = np.flatnonzero(kinds == kind.value)
        if len(rows):
            layers.append(
                PointLayer(
                    kind=kind,
                    classes=(ShownClass("", Wording.of(f"word.point_kind.{kind}")),),
                    lon=lonlat[rows, 0],
                    lat=lonlat[rows, 1],
                    class_index=np.zeros(len(rows), dtype=np.intp),
                    names=[names[row] for row in rows],
                )
            )
    return layers


def _streets(frame: geopandas.GeoDataFrame) -> list[StreetShape]:
    classes = _texts(frame, "line_class")
    names = _texts(frame, "name")
    return [
        StreetShape(
            names[row],
            LineClass(classes[row]) if classes[row] in set(LineClass) else LineClass.BRANCH_ROAD,
            shape,
        )
        for row, shape in enumerate(lonlat_of(frame))
    ]
