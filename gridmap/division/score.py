"""How good a division is, on the four principles of the trade, each figure open to inspection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely import MultiPolygon, STRtree

from gridmap.catalogue import text
from gridmap.division.arrays import Areal, FloatArray, IntArray, ObjectArray
from gridmap.geometry import area_m2, compactness_ratio
from gridmap.geometry.measure import segment_lengths_m

PRINCIPLES = ("completeness", "convenience", "balance", "differentiation")
WHOLE_COMPOUND_RATIO = 0.99
SIZE_BAND_RATIO = 0.2


@dataclass(frozen=True)
class Metric:
    """One figure: numerator over denominator.

    Parameters
    ----------
    key
        Name of the metric; ``division.metric.<key>`` is its label in the catalogue.
    principle
        One of `PRINCIPLES`.
    numerator, denominator
        What is divided by what; None where the input for it was not given.
    """

    key: str
    principle: str
    numerator: float | None
    denominator: float | None

    @property
    def value(self) -> float | None:
        """The quotient, None where it is not applicable: no input, or an empty denominator."""
        if self.numerator is None or not self.denominator:
            return None
        quotient = self.numerator / self.denominator
        return quotient if isfinite(quotient) else None


@dataclass(frozen=True)
class Score:
    """All metrics of a division, in the order of the principles."""

    metrics: tuple[Metric, ...] = ()

    def __getitem__(self, key: str) -> Metric:
        """Return the metric of a name."""
        return next(metric for metric in self.metrics if metric.key == key)

    def rows(self, locale: str | None = None) -> list[tuple[str, str, str]]:
        """Return principle, metric and value of each metric, as a person reads them."""
        absent = text("division.not_applicable", locale)
        return [
            (
                text(f"division.principle.{metric.principle}", locale),
                text(f"division.metric.{metric.key}", locale),
                absent if metric.value is None else f"{metric.value:.4g}",
            )
            for metric in self.metrics
        ]


def score_division(
    boundary: Areal,
    cells: ArrayLike,
    *,
    load: ArrayLike | None = None,
    target_area_m2: float | None = None,
    compounds: ArrayLike | None = None,
    block_types: ArrayLike | None = None,
    points: ArrayLike | None = None,
) -> Score:
    """Measure a division on completeness, convenience, balance and differentiation.

    Parameters
    ----------
    boundary
        The area that was divided, WGS 84 lon/lat.
    cells
        Its cells, shape (K,).
    load
        Load of each cell, shape (K,).
    target_area_m2
        Area that a cell was meant to have.
    compounds
        Polygons that no cell may cut, shape (B,).
    block_types
        Type of each compound, shape (B,); empty texts have no type.
    points
        Points that cells should hold, (lon, lat) of shape (P, 2).

    Returns
    -------
    score
        Metrics whose value is None where there is nothing to measure.
    """
    shapes = np.atleast_1d(np.asarray(cells, dtype=object))
    areas = area_m2(shapes)
    return Score(
        (
            *_completeness(boundary, shapes, areas),
            _whole_compounds(shapes, compounds),
            _located(shapes, points),
            *_convenience(shapes),
            *_balance(load),
            _size(areas, target_area_m2),
            _purity(shapes, compounds, block_types),
        )
    )


def _completeness(boundary: Areal, cells: ObjectArray, areas: FloatArray) -> Iterable[Metric]:
    """Coverage, overlap and spill-over, each over the area of the boundary."""
    matched = shapely.coverage_is_valid(cells)
    union = (shapely.coverage_union_all if matched else shapely.union_all)(cells)
    ground = float(area_m2(boundary)[0])
    inside, outside = area_m2(
        [_areal(shapely.intersection(union, boundary)), _areal(shapely.difference(union, boundary))]
    ).tolist()
    overlap = max(0.0, float(areas.sum()) - float(area_m2(_areal(union))[0]))
    # Sums of areas in another order differ in the last digits: that is no overlap.
    overlap = overlap if overlap > 1e-9 * ground else 0.0
    yield Metric("coverage", "completeness", inside, ground)
    yield Metric("overlap", "completeness", overlap, ground)
    yield Metric("spill", "completeness", outside, ground)


def _areal(geometry: shapely.Geometry) -> MultiPolygon:
    """Return the polygons of a geometry; lines and points have no area."""
    parts = shapely.get_parts(shapely.get_parts(np.atleast_1d(geometry)))
    return shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])  # noqa: PLR2004  polygons are of dimension two


def _whole_compounds(cells: ObjectArray, compounds: ArrayLike | None) -> Metric:
    if compounds is None:
        return Metric("whole_compounds", "completeness", None, None)
    shapes = np.atleast_1d(np.asarray(compounds, dtype=object))
    compound, _, shared = _overlay(shapes, cells)
    largest = np.zeros(len(shapes))
    np.maximum.at(largest, compound, shared)
    whole = largest >= WHOLE_COMPOUND_RATIO * shapely.area(shapes)
    return Metric("whole_compounds", "completeness", float(whole.sum()), float(len(shapes)))


def _overlay(shapes: ObjectArray, cells: ObjectArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Return which shape meets which cell, and their common area in square degrees."""
    tree = STRtree(cells)
    shape, cell = tree.query(shapes, predicate="covered_by")
    # Only shapes that no cell holds whole need the slow cut.
    torn = np.setdiff1d(np.arange(len(shapes)), shape)
    piece, other = tree.query(shapes[torn], predicate="intersects")
    common = shapely.area(shapely.intersection(shapes[torn[piece]], cells[other]))
    return (
        np.concatenate([shape, torn[piece]]),
        np.concatenate([cell, other]),
        np.concatenate([shapely.area(shapes[shape]), common]),
    )


def _located(cells: ObjectArray, points: ArrayLike | None) -> Metric:
    if points is None:
        return Metric("located_points", "completeness", None, None)
    spots = shapely.points(np.asarray(points, dtype=np.float64))
    held = np.unique(STRtree(cells).query(spots, predicate="intersects")[0])
    return Metric("located_points", "completeness", float(len(held)), float(len(spots)))


def _convenience(cells: ObjectArray) -> Iterable[Metric]:
    """Compactness, one part to a cell, and how far a cell reaches from its centre."""
    count = float(len(cells))
    compact = compactness_ratio(cells)
    parts = shapely.get_num_geometries(cells)
    coordinates, owner = shapely.get_coordinates(cells, return_index=True)
    centre = shapely.get_coordinates(shapely.centroid(cells))[owner]
    reach = np.zeros(len(cells))
    np.maximum.at(reach, owner, segment_lengths_m(centre, coordinates))
    yield Metric("mean_compactness", "convenience", float(compact.sum()), count)
    yield Metric("least_compactness", "convenience", float(compact.min()), 1.0)
    yield Metric("one_part", "convenience", float((parts == 1).sum()), count)
    yield Metric("mean_reach_m", "convenience", float(reach.sum()), count)
    yield Metric("farthest_reach_m", "convenience", float(reach.max()), 1.0)


def _balance(load: ArrayLike | None) -> Iterable[Metric]:
    """Spread of the load: coefficient of variation, extremes, Gini and the worst deviation."""
    if load is None:
        for key in ("load_variation", "load_extremes", "load_gini", "worst_deviation"):
            yield Metric(key, "balance", None, None)
        return
    loads = np.sort(np.asarray(load, dtype=np.float64))
    mean = float(loads.mean())
    count = len(loads)
    ranks = 2.0 * np.arange(1, count + 1) - count - 1.0
    yield Metric("load_variation", "balance", float(loads.std()), mean)
    yield Metric("load_extremes", "balance", float(loads[-1]), float(loads[0]))
    yield Metric("load_gini", "balance", float((ranks * loads).sum()), count * float(loads.sum()))
    yield Metric("worst_deviation", "balance", float(np.abs(loads - mean).max()), mean)


def _size(areas: FloatArray, target_area_m2: float | None) -> Metric:
    if target_area_m2 is None:
        return Metric("size_conformity", "balance", None, None)
    near = np.abs(areas / target_area_m2 - 1.0) <= SIZE_BAND_RATIO
    return Metric("size_conformity", "balance", float(near.sum()), float(len(areas)))


def _purity(
    cells: ObjectArray, compounds: ArrayLike | None, block_types: ArrayLike | None
) -> Metric:
    """Area of the leading type of each cell over the area that has a type, all cells together."""
    if compounds is None or block_types is None:
        return Metric("purity", "differentiation", None, None)
    shapes = np.atleast_1d(np.asarray(compounds, dtype=object))
    kinds, kind = np.unique(np.asarray(block_types, dtype=str), return_inverse=True)
    compound, cell, shared = _overlay(shapes, cells)
    table = np.zeros((len(cells), len(kinds)))
    np.add.at(table, (cell, kind[compound]), shared)
    table = table[:, kinds != ""]
    leading = float(table.max(axis=1, initial=0.0).sum())
    return Metric("purity", "differentiation", leading, float(table.sum()))
