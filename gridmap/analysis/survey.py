"""What a reach serves, cell by cell: ground, open ground, streets, key places and buildings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.analysis.covering import Union
from gridmap.analysis.ground import Ground
from gridmap.analysis.locating import CellIndex
from gridmap.analysis.outlines import FloatArray, GeometryArray, IntArray, Outlines
from gridmap.analysis.rates import Rate, rate
from gridmap.analysis.served import (
    NOTHING,
    buildings_served,
    built_m2,
    places_served,
    street_pieces,
)
from gridmap.geometry.measure import area_m2, length_m


@dataclass(frozen=True)
class Surroundings:
    """What there is to be served, all in WGS 84 lon/lat; what is not known is left out.

    Attributes
    ----------
    cells
        Polygons of shape (N,) that do not overlap.
    buildings
        Footprints, shape (B,).
    streets, street_class
        Lines and the class of each, shape (S,).
    places, place_class
        Points and the class of each, shape (P,).
    """

    cells: GeometryArray
    buildings: GeometryArray = field(default_factory=lambda: NOTHING)
    streets: GeometryArray = field(default_factory=lambda: NOTHING)
    street_class: tuple[str, ...] = ()
    places: GeometryArray = field(default_factory=lambda: NOTHING)
    place_class: tuple[str, ...] = ()

    @cached_property
    def index(self) -> CellIndex:
        """The cells as an index of points."""
        return CellIndex(self.cells)


@dataclass(frozen=True)
class Part:
    """How much of one kind of thing each cell has, and how much of that is served.

    Attributes
    ----------
    key
        ``area``, ``open_ground``, ``roads``, ``places`` or ``buildings``.
    of_class
        The class that it is about, empty for all of them together.
    served, whole
        Square metres, metres or numbers, shape (N,).
    """

    key: str
    of_class: str
    served: FloatArray
    whole: FloatArray

    @property
    def total(self) -> Rate:
        """All cells together; not applicable where there is nothing to serve."""
        return rate(float(self.served.sum()), float(self.whole.sum()))


def survey(
    surroundings: Surroundings, served: Union, ground: Ground, *, hiding: bool = False
) -> Iterator[Part]:
    """Measure what a union of areas serves of each cell.

    Parameters
    ----------
    surroundings
        What there is to be served.
    served
        The areas, on the plane of `ground`.
    ground
        The plane.
    hiding
        Whether buildings hide places in them: see `places_served`.

    Yields
    ------
    part
        Area and open ground (the cell less its buildings), streets, places and buildings, as far as
        they are known; each first for all classes, then for every class. Areas and lengths are
        those on the ellipsoid.
    """
    cells = Outlines.of(ground.plane(surroundings.cells))
    own_m2 = area_m2(surroundings.cells)
    true_ratio = own_m2 / shapely.area(cells.shapes)
    inside_m2 = np.minimum(served.area_inside_m2(cells) * true_ratio, own_m2)
    yield Part("area", "", inside_m2, own_m2)
    buildings = ground.plane(surroundings.buildings)
    if len(buildings):
        built, either = built_m2(cells, buildings, served)
        open_m2 = np.maximum(own_m2 - built * true_ratio, 0.0)
        seen_m2 = np.clip((either - built) * true_ratio, 0.0, open_m2)
        yield Part("open_ground", "", seen_m2, open_m2)
    if len(surroundings.streets):
        yield from _streets(surroundings, cells, served, ground)
    if len(surroundings.places):
        places = ground.plane(surroundings.places)
        good = places_served(places, served.outlines.shapes, buildings if hiding else NOTHING)
        spots = shapely.get_coordinates(surroundings.places)
        where = surroundings.index.locate(spots)
        yield from _counts("places", surroundings.place_class, good, where, len(cells))
    if len(buildings):
        good = buildings_served(buildings, served.outlines.shapes)
        middles = shapely.get_coordinates(shapely.point_on_surface(surroundings.buildings))
        where = surroundings.index.locate(middles)
        yield from _counts("buildings", ("",) * len(buildings), good, where, len(cells))


def _streets(
    surroundings: Surroundings, cells: Outlines, served: Union, ground: Ground
) -> Iterator[Part]:
    lines = ground.plane(surroundings.streets)
    pieces = street_pieces(lines, cells, served)
    flat_m = shapely.length(lines)
    true_ratio = length_m(surroundings.streets) / np.where(flat_m > 0, flat_m, 1.0)
    whole = pieces.length_m * true_ratio[pieces.line]
    good = pieces.served_m * true_ratio[pieces.line]
    classes = np.array(surroundings.street_class)[pieces.line]
    yield from _by_class("roads", classes, good, whole, pieces.cell, len(cells))


def _counts(
    key: str, classes: tuple[str, ...], good: NDArray[np.bool_], where: IntArray, count: int
) -> Iterator[Part]:
    """Count what lies in cells; what lies outside is not theirs to serve."""
    lies = where >= 0
    yield from _by_class(
        key,
        np.array(classes)[lies],
        good[lies].astype(np.float64),
        np.ones(int(lies.sum())),
        where[lies],
        count,
    )


def _by_class(  # noqa: PLR0917 - columns
    key: str,
    classes: NDArray[np.str_],
    good: FloatArray,
    whole: FloatArray,
    where: IntArray,
    count: int,
) -> Iterator[Part]:
    names = sorted(set(classes.tolist()) - {""})
    for name in ["", *names]:
        own = classes == name if name else np.ones(len(classes), np.bool_)
        yield Part(
            key,
            name,
            np.bincount(where[own], good[own], minlength=count).astype(np.float64),
            np.bincount(where[own], whole[own], minlength=count).astype(np.float64),
        )
