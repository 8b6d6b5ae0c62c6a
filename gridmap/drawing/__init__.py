"""Maps and pictures.

The records of a map are at hand here. What needs folium is imported by its own name,
`gridmap.drawing.standalone`, so that the web process, which draws pictures, never loads it.
"""

from gridmap.drawing.layers import (
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

__all__ = [
    "BuildingShape",
    "CellShape",
    "CommunityShape",
    "DensityLayer",
    "HotSpotLayer",
    "MapLayers",
    "PointLayer",
    "SectorShape",
    "ShownClass",
    "StreetShape",
    "Wording",
]
