"""Where more devices serve most, and which ways out are watched, from GeoDataFrames."""

from __future__ import annotations

import geopandas
import shapely

from gridmap.analysis.checkpoints import boundary_crossings
from gridmap.analysis.ground import Ground
from gridmap.analysis.served import NOTHING
from gridmap.analysis.siting import Sites, best_sites
from gridmap.errors import InputError
from gridmap.services.frame_reach import Frame, footprints_of
from gridmap.services.frames import LONLAT, lonlat_of


def next_sites(
    candidates: Frame,
    places: geopandas.GeoDataFrame,
    *,
    count: int,
    weight: str | None = None,
    served: Frame | None = None,
    buildings: Frame | None = None,
) -> tuple[geopandas.GeoDataFrame, Sites]:
    """Choose the next best sites, one by one, each where it serves the most that is not served yet.

    Parameters
    ----------
    candidates
        The area that each possible site would serve, as in ``reach(...).areas``.
    places
        Points to be served, as incidents or key places.
    count
        How many sites.
    weight
        Column of `places` with a weight; each counts one by default.
    served
        Areas that are served already.
    buildings
        Footprints that hide what is in them; a place there counts by the nearest point of the wall.

    Returns
    -------
    chosen
        The chosen rows of `candidates` with gain and served_total, best first.
    sites
        The gains, and the share of the best possible gain that is reached at least.

    Raises
    ------
    InputError
        When a table has no CRS, a weight is missing or negative, or `count` is not positive.
    """
    shapes, points = lonlat_of(candidates), lonlat_of(places)
    if weight is not None and weight not in places:
        raise InputError("frame.column", column=weight, columns=", ".join(map(str, places)))
    ground = Ground.around(points)
    sites = best_sites(
        ground.plane(shapes),
        ground.plane(points),
        weights=None if weight is None else places[weight].to_numpy(float),
        count=count,
        served=NOTHING if served is None else ground.plane(lonlat_of(served)),
        buildings=NOTHING if buildings is None else ground.plane(footprints_of(buildings)),
    )
    chosen = geopandas.GeoDataFrame(
        {"candidate": sites.chosen, "gain": sites.gain, "served_total": sites.curve[1:]},
        geometry=shapes[sites.chosen],
        crs=LONLAT,
    )
    return chosen, sites


def crossings(
    boundary: Frame, streets: Frame, checkpoints: Frame, *, within_m: float = 50.0
) -> geopandas.GeoDataFrame:
    """Find where streets leave a boundary, and whether a checkpoint watches there.

    Parameters
    ----------
    boundary
        The area; several rows are taken together.
    streets
        Lines.
    checkpoints
        Points.
    within_m
        How near a checkpoint has to be.

    Returns
    -------
    crossings
        Points with street (row of `streets`), distance_m and watched; ``attrs["complete"]`` is the
        rate of those that are watched.

    Raises
    ------
    InputError
        When a table has no CRS or the boundary is empty.
    """
    area = lonlat_of(boundary)
    ground = Ground.around(area)
    found = boundary_crossings(
        shapely.union_all(ground.plane(area)),
        ground.plane(lonlat_of(streets)),
        ground.plane(lonlat_of(checkpoints)),
        within_m=within_m,
    )
    frame = geopandas.GeoDataFrame(
        {"street": found.street, "distance_m": found.distance_m, "watched": found.watched},
        geometry=ground.lonlat(found.places),
        crs=LONLAT,
    )
    frame.attrs = {"complete": found.complete}
    return frame
