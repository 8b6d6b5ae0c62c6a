"""Lattice, coordinate systems, measures, cleaning and tessellation: functions of arrays."""

from gridmap.geometry.crs import (
    LONLAT,
    from_metric,
    metric_crs,
    require_crs,
    to_lonlat,
    to_metric,
)
from gridmap.geometry.lattice import (
    UNITS_PER_DEGREE,
    from_units,
    is_on_lattice,
    round_to_lattice,
    to_units,
)
from gridmap.geometry.long_edges import divide_long_edges
from gridmap.geometry.measure import (
    area_m2,
    compactness_ratio,
    double_area_units,
    double_areas_units,
    length_m,
    perimeter_m,
)
from gridmap.geometry.ownership import OverlapRule
from gridmap.geometry.rings import Rings, rings_of
from gridmap.geometry.snapping import Snapped, canonical, is_snapped, snap_round
from gridmap.geometry.tessellate import hexagons, squares

__all__ = [
    "LONLAT",
    "UNITS_PER_DEGREE",
    "OverlapRule",
    "Rings",
    "Snapped",
    "area_m2",
    "canonical",
    "compactness_ratio",
    "divide_long_edges",
    "double_area_units",
    "double_areas_units",
    "from_metric",
    "from_units",
    "hexagons",
    "is_on_lattice",
    "is_snapped",
    "length_m",
    "metric_crs",
    "perimeter_m",
    "require_crs",
    "rings_of",
    "round_to_lattice",
    "snap_round",
    "squares",
    "to_lonlat",
    "to_metric",
    "to_units",
]
