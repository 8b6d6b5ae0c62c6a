"""Printed maps: cells in classes of a value, density, and hot spots, each with its legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from gridmap.domain.indicators.showing import grouped
from gridmap.drawing.figures import (
    BODY_PT,
    GROUND,
    LINE,
    MARGIN_MM,
    NOTHING,
    SECOND,
    SMALL_PT,
    TEXT,
    new_sheet,
    place_axes,
    write_heading,
)
from gridmap.drawing.palette import DIVERGING, HEAT, SEQUENTIAL, round_step, spread_bounds
from gridmap.drawing.raster import LEVELS, heat_levels, heat_palette

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

WIDTH_MM = 170.0
HEIGHT_MM = 124.0
HEAD_MM = 22.0
FOOT_MM = 12.0
LEGEND_MM = 46.0
M_PER_DEG = 111_320.0
EDGE = "#8A8F97"
DOT = "#1F2328"
M_PER_KM = 1000
GROUPED_FROM = 1000


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around a map.

    Attributes
    ----------
    title, subtitle
        The heading.
    legend
        Heading of the legend: what is shown, and its unit.
    nothing
        What the legend calls shapes without a value.
    note
        Sources.
    """

    title: str
    subtitle: str
    legend: str
    nothing: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dots:
    """Points on a map, shape (N, 2) lon/lat, and what the legend calls them."""

    lonlat: NDArray[np.float64]
    name: str


def choropleth(
    shapes: NDArray[np.object_],
    values: ArrayLike,
    sheet: Sheet,
    *,
    percent: bool = False,
    bounds: Sequence[float] | None = None,
    dots: Dots | None = None,
) -> Figure:
    """Draw shapes coloured by the class of their value.

    Parameters
    ----------
    shapes
        Polygons in lon/lat, shape (N,).
    values
        Shape (N,); NaN where not applicable.
    sheet
        What stands around the map.
    percent
        Whether the values are ratios to be shown in percent.
    bounds
        Inner bounds of the classes; those of `spread_bounds` by default.
    dots
        Points on top.
    """
    found = np.asarray(values, np.float64) * (100 if percent else 1)
    known = np.isfinite(found)
    inner = (
        [100 * one if percent else one for one in bounds]
        if bounds is not None
        else (list(spread_bounds(found[known])) if known.any() else [])
    )
    classes = np.searchsorted(inner, found, side="right")
    colours = [
        SEQUENTIAL[place] if one else NOTHING
        for place, one in zip(np.minimum(classes, len(SEQUENTIAL) - 1), known, strict=True)
    ]
    figure, axes = _map_sheet(shapes, sheet)
    _draw(axes, shapes, colours, 0.4)
    unit = " %" if percent else ""
    spans = _spans(inner, found[known], unit) if known.any() else []
    keys = list(zip(spans, SEQUENTIAL, strict=False))
    counts = [int((classes[known] == place).sum()) for place in range(len(keys))]
    if not known.all():
        keys.append((sheet.nothing, NOTHING))
        counts.append(int((~known).sum()))
    _legend(figure, sheet.legend, keys, counts)
    if dots is not None:
        _draw_dots(figure, axes, dots, len(keys))
    return figure


def density_map(
    values: ArrayLike,
    corners: ArrayLike,
    class_bounds: Sequence[float],
    outlines: NDArray[np.object_],
    sheet: Sheet,
) -> Figure:
    """Draw a density over the outlines of cells or areas.

    Parameters
    ----------
    values
        Shape (H, W), first row in the north.
    corners
        Lon/lat of the picture's north-west, north-east, south-east and south-west corner, (4, 2).
    class_bounds
        Rising bounds of the legend, in the unit of the values.
    outlines
        Polygons in lon/lat, shape (N,).
    sheet
        What stands around the map.
    """
    figure, axes = _map_sheet(outlines, sheet)
    north_west, north_east, _, south_west = np.asarray(corners, np.float64)
    (a, b), (c, d) = north_east - north_west, south_west - north_west
    # The raster lies square in metres, not in degrees: its corners carry it over.
    turn = Affine2D.from_values(a, b, c, d, *north_west)
    _draw(axes, outlines, [GROUND] * len(outlines), 0.4)
    picture = heat_palette()[heat_levels(values, class_bounds)]
    limits = axes.get_xlim(), axes.get_ylim()
    axes.imshow(
        picture,
        extent=(0, 1, 1, 0),
        interpolation="bilinear",
        transform=turn + axes.transData,
        zorder=2,
    )
    axes.set(xlim=limits[0], ylim=limits[1], aspect=_aspect(outlines))
    _draw(axes, outlines, ["none"] * len(outlines), 0.3, zorder=3)
    top = float(np.nanmax(values))
    spans = [*_between(class_bounds, ""), f"{_brief(class_bounds[-1])} – {_brief(top)}"]
    ramp = heat_palette() / LEVELS
    middles = [(low + high) / 2 for low, high in pairwise(class_bounds)]
    levels = heat_levels(middles, class_bounds)
    colours = [to_hex(tuple(ramp[level].tolist()), keep_alpha=True) for level in levels]
    keys = [*zip(spans, colours, strict=False), (spans[-1], HEAT[-1])]
    _legend(figure, sheet.legend, keys)
    return figure


def hot_spot_map(
    shapes: NDArray[np.object_], kinds: ArrayLike, names: tuple[str, str, str], sheet: Sheet
) -> Figure:
    """Draw which shapes are hot or cold beyond chance.

    Parameters
    ----------
    shapes
        Polygons in lon/lat, shape (N,).
    kinds
        Shape (N,): 1 hot, -1 cold, 0 neither.
    names
        What the legend calls hot, neither and cold.
    sheet
        What stands around the map.
    """
    found = np.asarray(kinds, np.int64)
    colours = {1: HEAT[3], 0: DIVERGING[2], -1: SEQUENTIAL[3]}
    figure, axes = _map_sheet(shapes, sheet)
    _draw(axes, shapes, [colours[kind] for kind in found.tolist()], 0.4)
    keys = [(name, colours[kind]) for name, kind in zip(names, (1, 0, -1), strict=True)]
    _legend(figure, sheet.legend, keys, [int((found == kind).sum()) for kind in (1, 0, -1)])
    return figure


def _map_sheet(shapes: NDArray[np.object_], sheet: Sheet) -> tuple[Figure, Axes]:
    figure = new_sheet(WIDTH_MM, HEIGHT_MM)
    write_heading(figure, sheet.title, sheet.subtitle, sheet.note)
    width = WIDTH_MM - LEGEND_MM - 2 * MARGIN_MM
    axes = place_axes(figure, MARGIN_MM, HEAD_MM, width, HEIGHT_MM - HEAD_MM - FOOT_MM)
    axes.set_axis_off()
    west, south, east, north = shapely.total_bounds(shapes)
    pad = 0.02 * max(east - west, north - south)
    axes.set(xlim=(west - pad, east + pad), ylim=(south - pad, north + pad), aspect=_aspect(shapes))
    axes.set_anchor("W")
    _scale_bar(figure, axes, (south + north) / 2)
    return figure, axes


def _aspect(shapes: NDArray[np.object_]) -> float:
    _, south, _, north = shapely.total_bounds(shapes)
    return float(1 / np.cos(np.radians((south + north) / 2)))


def _path(shape: shapely.Geometry) -> Path:
    """Return polygons with their holes as one path."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    vertices = [shapely.get_coordinates(ring) for ring in rings]
    codes = [
        np.concatenate(
            ([Path.MOVETO], np.full(len(one) - 2, Path.LINETO), [Path.CLOSEPOLY])
        ).astype(Path.code_type)
        for one in vertices
    ]
    return Path(np.concatenate(vertices), np.concatenate(codes))


def _draw(
    axes: Axes,
    shapes: NDArray[np.object_],
    colours: Sequence[str],
    width: float,
    zorder: float = 1,
) -> None:
    paths = [_path(shape) for shape in shapes]
    axes.add_collection(
        PathCollection(
            paths,
            facecolors=[to_rgba(one) for one in colours],
            edgecolors=EDGE,
            linewidths=width,
            zorder=zorder,
        ),
        autolim=False,
    )


def _draw_dots(figure: Figure, axes: Axes, dots: Dots, row: int) -> None:
    axes.plot(
        dots.lonlat[:, 0],
        dots.lonlat[:, 1],
        "o",
        markersize=2.6,
        color=DOT,
        markeredgecolor="white",
        markeredgewidth=0.4,
        zorder=4,
    )
    legend = place_axes(figure, WIDTH_MM - LEGEND_MM, HEAD_MM + 8 + 6 * row, LEGEND_MM, 6)
    legend.set_axis_off()
    legend.set(xlim=(0, LEGEND_MM), ylim=(0, 6))
    legend.plot([2.5], [3], "o", markersize=3.4, color=DOT, markeredgecolor="white")
    legend.text(7, 3, dots.name, size=SMALL_PT + 0.5, color=TEXT, va="center")


def _legend(
    figure: Figure,
    heading: str,
    keys: Sequence[tuple[str, str]],
    counts: Sequence[int] | None = None,
) -> None:
    """Write a key for each class, with how many shapes are in it."""
    height = 8 + 6 * len(keys)
    axes = place_axes(figure, WIDTH_MM - LEGEND_MM, HEAD_MM, LEGEND_MM, height)
    axes.set_axis_off()
    axes.set(xlim=(0, LEGEND_MM), ylim=(height, 0))
    axes.text(0, 3, heading, size=BODY_PT, color=SECOND, va="center")
    for row, (text, colour) in enumerate(keys):
        top = 8 + 6 * row
        axes.add_patch(
            Rectangle((0, top + 0.8), 5, 4.2, facecolor=colour, edgecolor=LINE, linewidth=0.5)
        )
        axes.text(7, top + 3, text, size=SMALL_PT + 0.5, color=TEXT, va="center")
        if counts is not None:
            axes.text(
                LEGEND_MM - MARGIN_MM,
                top + 3,
                f"{counts[row]:,}".replace(",", "\u2009"),
                size=SMALL_PT,
                color=SECOND,
                ha="right",
                va="center",
            )


def _scale_bar(figure: Figure, axes: Axes, lat: float) -> None:
    """Draw a bar of a round length below the legend, true at the middle of the map."""
    axes.apply_aspect()
    west, east = axes.get_xlim()
    m_per_deg = M_PER_DEG * float(np.cos(np.radians(lat)))
    m_per_mm = (east - west) * m_per_deg / (axes.get_position().width * WIDTH_MM)
    length_m = round_step(m_per_mm * LEGEND_MM / 3)
    bar = place_axes(figure, WIDTH_MM - LEGEND_MM, HEIGHT_MM - FOOT_MM - 8, LEGEND_MM, 8)
    bar.set_axis_off()
    bar.set(xlim=(0, LEGEND_MM), ylim=(0, 8))
    end = length_m / m_per_mm
    bar.plot([0, 0, end, end], [2.2, 1, 1, 2.2], color=TEXT, linewidth=1.2)
    unit = f"{length_m / M_PER_KM:g} km" if length_m >= M_PER_KM else f"{length_m:g} m"
    bar.text(0, 3.2, unit, size=SMALL_PT, color=TEXT, va="bottom")


def _spans(bounds: Sequence[float], values: NDArray[np.float64], unit: str) -> list[str]:
    if not bounds:
        return [f"{_brief(float(values.min()))}{unit}"]
    low, high = float(values.min()), float(values.max())
    return _between([min(low, bounds[0]), *bounds, max(high, bounds[-1])], unit)


def _between(bounds: Sequence[float], unit: str) -> list[str]:
    return [f"{_brief(low)} – {_brief(high)}{unit}" for low, high in pairwise(bounds)]


def _brief(number: float) -> str:
    """Return a number to three digits: more would only say where the class begins by chance."""
    short = f"{number:.3g}"
    return grouped(float(short)) if abs(number) >= GROUPED_FROM else short
