"""What a reach found, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import geopandas
import numpy as np
import pandas as pd
import shapely

from gridmap.analysis import rate
from gridmap.analysis.ground import Ground
from gridmap.analysis.survey import Part
from gridmap.geometry import area_m2
from gridmap.services.frames import LONLAT
from gridmap.services.reach_areas import DeviceAreas

UNITS: Mapping[str, str] = MappingProxyType(
    {"area": "m2", "open_ground": "m2", "roads": "m", "places": "1", "buildings": "1"}
)


def cells_table(cells: geopandas.GeoDataFrame, parts: Sequence[Part]) -> geopandas.GeoDataFrame:
    """Return the cells with what of each is served, its whole, and the ratio of both."""
    columns: dict[str, object] = {}
    for part in parts:
        if part.of_class:
            continue
        shares = [rate(a, b).value for a, b in zip(part.served, part.whole, strict=True)]
        columns[f"{part.key}_whole"] = part.whole
        columns[f"{part.key}_served"] = part.served
        columns[f"{part.key}_ratio"] = np.array(shares, np.float64)
    return cells.assign(**columns)


def rates_table(parts: Sequence[Part]) -> pd.DataFrame:
    """Return a row for each thing and each of its classes, all cells together."""
    totals = [part.total for part in parts]
    return pd.DataFrame(
        {
            "what": [part.key for part in parts],
            "class": [part.of_class for part in parts],
            "numerator": [total.numerator for total in totals],
            "denominator": [total.denominator for total in totals],
            "value": np.array([total.value for total in totals], np.float64),
            "unit": [UNITS[part.key] for part in parts],
        }
    )


def areas_table(
    found: DeviceAreas, ground: Ground, names: Mapping[str, Sequence[object]]
) -> geopandas.GeoDataFrame:
    """Return the area of each device with its names; several views of one are taken together.

    The column assumed holds the codes of the notes that are about the device.
    """
    areas, device = found.areas, found.device
    numbers, first, place = np.unique(device, return_index=True, return_inverse=True)
    if len(numbers) < len(device) and (device >= 0).all():
        together = [shapely.union_all(areas[place == number]) for number in range(len(numbers))]
        areas, device = np.array(together, dtype=object), device[first]
    rows = device.tolist()
    about = {note.code: frozenset(note.rows) for note in found.notes}
    assumed = [", ".join(code for code, them in about.items() if row in them) for row in rows]
    shapes = ground.lonlat(areas)
    return geopandas.GeoDataFrame(
        {
            "device": device,
            **{
                name: [values[row] for row in rows]
                for name, values in names.items()
                if -1 not in rows
            },
            "assumed": assumed,
            "area_m2": area_m2(shapes),
        },
        geometry=shapes,
        crs=LONLAT,
    )
