"""Draws the picture of the guide to reach: what cameras of the sample see between buildings.

Run: ``python scripts/pictures_reach.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import geopandas
import matplotlib as mpl
import shapely

mpl.use("agg")
from matplotlib import pyplot as plt

sys.path.insert(0, str(Path(__file__).parents[1]))

import gridmap
from gridmap.domain import PointKind
from gridmap.sample import generate

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "reach.png"
HALF_WIDTH_DEG, HALF_HEIGHT_DEG = 0.0034, 0.0019


def frame(
    shapes: Iterable[shapely.Geometry], **columns: Sequence[object]
) -> geopandas.GeoDataFrame:
    """Return shapes in lon/lat as a table."""
    return geopandas.GeoDataFrame(columns, geometry=list(shapes), crs=4326)


def main() -> None:
    """Write the picture."""
    sample = generate(0)
    areas = [area.boundary for area in sample.areas if area.level == "community"]
    cells = gridmap.divide(frame(areas), method="lattice", target_area_m2=10_000).cells
    points = [point for point in sample.points if point.kind is PointKind.CAMERA]
    names = ("azimuth_deg", "angle_deg", "range_m", "state")
    columns = {name: [point.attributes.get(name) for point in points] for name in names}
    cameras = frame(shapely.points([(point.lon, point.lat) for point in points]), **columns)
    buildings = frame(building.geometry for building in sample.buildings)
    seen = gridmap.reach(cameras, cells, buildings=buildings)
    centre = shapely.get_coordinates(cameras.geometry.iloc[len(cameras) // 2])[0]
    figure, axes = plt.subplots(figsize=(9, 5.2), dpi=110)
    cells.boundary.plot(ax=axes, color="#8C96A0", linewidth=0.4)
    seen.areas.plot(ax=axes, color="#0072B2", alpha=0.35, edgecolor="#0072B2", linewidth=0.5)
    buildings.plot(ax=axes, color="#D9D3C7", edgecolor="#6B6459", linewidth=0.4)
    cameras.plot(ax=axes, color="#D55E00", markersize=9, zorder=5)
    axes.set_xlim(centre[0] - HALF_WIDTH_DEG, centre[0] + HALF_WIDTH_DEG)
    axes.set_ylim(centre[1] - HALF_HEIGHT_DEG, centre[1] + HALF_HEIGHT_DEG)
    axes.set_axis_off()
    figure.tight_layout(pad=0.2)
    figure.savefig(PICTURE)
    print(PICTURE.name)


if __name__ == "__main__":
    main()
