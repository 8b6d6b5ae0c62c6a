"""``gridmap reach``: what cameras see and stations serve of the cells."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
import geopandas

from gridmap.catalogue import text
from gridmap.cli.options import EXISTING, NEW, reading_options, say
from gridmap.cli.progress import write_rows
from gridmap.formats import write
from gridmap.services.files import Reading, table_of
from gridmap.services.frame_reach import Reach
from gridmap.services.frame_reach import reach as find_reach
from gridmap.services.frame_siting import crossings, next_sites
from gridmap.services.reach import ReachLayers, candidates, file_layers, store_layers
from gridmap.services.reach_areas import CAMERAS, RADIUS_M, WAYS
from gridmap.store import open_store

P = ParamSpec("P")
R = TypeVar("R")


def _file_options(function: Callable[P, R]) -> Callable[P, R]:
    for name in ("places", "streets", "buildings"):
        option = click.option(f"--{name}", type=EXISTING, help=text(f"cli.reach.{name}"))
        function = option(function)
    return function


def _measure_options(function: Callable[P, R]) -> Callable[P, R]:
    positive = click.FloatRange(min=0, min_open=True)
    for name, default in (
        ("pixels-per-m", None),
        ("strip", 20.0),
        ("speed", 3.0),
        ("minutes", 3.0),
        ("radius", RADIUS_M),
    ):
        option = click.option(
            f"--{name}",
            type=positive,
            default=default,
            show_default=default is not None,
            help=text(f"cli.reach.{name.replace('-', '_')}"),
        )
        function = option(function)
    return function


def _output_options(function: Callable[P, R]) -> Callable[P, R]:
    for flags, name in (
        (("-o", "--output"), "output"),
        (("--areas",), "areas"),
        (("--blind",), "blind"),
    ):
        function = click.option(*flags, type=NEW, help=text(f"cli.reach.{name}"))(function)
    return function


@click.command(help=text("cli.reach.help"))
@click.argument("devices", type=EXISTING, required=False)
@click.argument("cells", type=EXISTING, required=False)
@click.option("--store", "store_path", type=EXISTING, help=text("cli.option.store"))
@click.option(
    "--by", type=click.Choice(WAYS), default=CAMERAS, show_default=True, help=text("cli.reach.by")
)
@click.option("--station-class", help=text("cli.reach.station_class"))
@click.option("--sites", type=click.IntRange(min=1), help=text("cli.reach.sites"))
@click.option(
    "--within",
    type=click.FloatRange(min=0, min_open=True),
    default=50.0,
    show_default=True,
    help=text("cli.reach.within"),
)
@_measure_options
@_file_options
@reading_options
@_output_options
def reach(
    devices: Path | None,
    cells: Path | None,
    store_path: Path | None,
    by: str,
    station_class: str | None,
    sites: int | None,
    within: float,
    radius: float,
    minutes: float,
    speed: float,
    strip: float,
    pixels_per_m: float | None,
    buildings: Path | None,
    streets: Path | None,
    places: Path | None,
    layer: str | None,
    crs: str | None,
    datum: str | None,
    encoding: str | None,
    output: Path | None,
    areas: Path | None,
    blind: Path | None,
) -> None:
    """Print what is served, what is assumed, what is blind; write it where a file is named.

    Raises
    ------
    UsageError
        When neither a store nor two files are given, or both.
    """
    if (store_path is None) == (devices is None) or (devices is None) != (cells is None):
        raise click.UsageError(text("cli.reach.source"))
    if store_path is not None:
        with closing(open_store(store_path)) as store, store.reading() as reader:
            layers = store_layers(reader, by=by, station_class=station_class)
    elif devices is not None and cells is not None:
        given = {"buildings": buildings, "streets": streets, "places": places}
        others = {name: path for name, path in given.items() if path is not None}
        reading = Reading(layer, crs, datum, encoding)
        layers = file_layers(devices, cells, others, by=by, reading=reading)
    found = find_reach(
        layers.devices,
        layers.cells,
        by=by,
        buildings=layers.buildings,
        streets=layers.streets,
        places=layers.places,
        radius_m=radius,
        minutes=minutes,
        speed_m_per_s=speed,
        strip_m=strip,
        pixels_per_m=pixels_per_m,
    )
    _print_rates(found)
    _print_findings(found, by)
    _print_crossings(layers, within)
    if sites is not None:
        _print_sites(layers, found, sites)
    for path, frame in ((output, found.cells), (areas, found.areas), (blind, None)):
        if path is not None:
            write(table_of(_rounded(found.blind if frame is None else frame), path.stem), path)
            say("reach.written", output=path)


def _rounded(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Return a table with shares to a millionth and measures to a hundredth."""
    digits = {name: 6 if name.endswith("_ratio") else 2 for name in map(str, frame)}
    return frame.round({name: count for name, count in digits.items() if name != "geometry"})


def _print_rates(found: Reach) -> None:
    header = ("what", "served", "whole", "share")
    rows = []
    for what, of_class, served, whole, value, unit in found.rates.itertuples(index=False):
        sign = {"m2": " m²", "m": " m", "1": ""}[unit]
        name = text(f"reach.{what}")
        rows.append(
            (
                text("reach.of_class", what=name, name=_class_name(of_class)) if of_class else name,
                _figure(served) + sign,
                _figure(whole) + sign,
                "—" if value != value else f"{value * 100:.1f} %",  # noqa: PLR0124 - NaN
            )
        )
    write_rows([text(f"reach.head.{name}") for name in header], rows)


def _figure(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ")


def _class_name(of_class: str) -> str:
    for code in (f"word.line_class.{of_class}", f"report.{of_class}"):
        name = text(code)
        if name != code:
            return name
    return of_class


def _print_findings(found: Reach, by: str) -> None:
    for note in found.notes:
        click.echo(note.describe())
    blind = found.blind.attrs
    say("reach.blind_ground", area_m2=_figure(blind["total_m2"]), count=len(found.blind))
    if blind["centre"] is not None:
        lon, lat = blind["centre"]
        say("reach.circle", radius_m=blind["radius_m"], lon=lon, lat=lat)
    if by != CAMERAS or not len(found.areas):
        return
    surplus = found.redundancy
    say(
        "reach.redundant",
        count=int(surplus.redundant.sum()),
        total=len(found.areas),
        removable=len(surplus.removal),
    )


def _print_crossings(layers: ReachLayers, within_m: float) -> None:
    if layers.boundary is None or layers.entrances is None or layers.checkpoints is None:
        return
    found = crossings(layers.boundary, layers.entrances, layers.checkpoints, within_m=within_m)
    rate = found.attrs["complete"]
    if rate.value is None:
        say("reach.no_crossings")
        return
    say(
        "reach.crossings",
        watched=int(rate.numerator),
        total=int(rate.denominator),
        percent=100 * rate.value,
        within_m=within_m,
    )


def _print_sites(layers: ReachLayers, found: Reach, count: int) -> None:
    """Print the next best sites.

    Raises
    ------
    UsageError
        When there are no places to be served.
    """
    if layers.places is None:
        raise click.UsageError(text("cli.reach.no_places"))
    possible = candidates(layers)
    offered = find_reach(possible.devices, layers.cells, buildings=layers.buildings)
    chosen, sites = next_sites(
        offered.areas, layers.places, count=count, served=found.areas, buildings=layers.buildings
    )
    if not len(chosen):
        say("reach.no_gain")
        return
    points = possible.devices.geometry.iloc[
        [offered.areas["device"].iloc[site] for site in sites.chosen]
    ]
    write_rows(
        [text(f"reach.site.{name}") for name in ("number", "lon", "lat", "gain", "total", "share")],
        [
            (
                str(number),
                f"{point.x:.6f}",
                f"{point.y:.6f}",
                _figure(gain),
                _figure(total),
                f"{100 * total / sites.total:.1f} %",
            )
            for number, (point, gain, total) in enumerate(
                zip(points, chosen["gain"], chosen["served_total"], strict=True), 1
            )
        ],
    )
    if sites.achieved is not None:
        say("reach.bound", percent=100 * sites.achieved)
