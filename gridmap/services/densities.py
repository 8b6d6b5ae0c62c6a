"""How densely points of a kind lie, for those points that the principal may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from gridmap.domain import PointKind
from gridmap.services.browsing import visible_layer
from gridmap.services.heat import heat_of
from gridmap.services.layers import LAYER_OF_KIND
from gridmap.services.principal import Principal

if TYPE_CHECKING:
    from gridmap.analysis import Density
    from gridmap.store import Reader


def kind_density(
    reader: Reader, principal: Principal, kind: PointKind
) -> tuple[Density, int] | None:
    """Return the density of a kind of point inside the communities and how many made it.

    Parameters
    ----------
    reader
        A snapshot of the store.
    principal
        Who asks.
    kind
        What is counted.

    Returns
    -------
    found
        The raster in events per km² with its legend, and how many points lie inside it; None
        where there is no point at all.
    """
    table = visible_layer(reader, principal, LAYER_OF_KIND[kind])
    if not len(table):
        return None
    lonlat = shapely.get_coordinates(table.geometry)
    raster = heat_of(reader, lonlat)
    return raster, round(raster.total)
