"""``gridmap density``: how densely points lie, as raster, picture or contours."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

import click

from gridmap.analysis import Density
from gridmap.analysis.density_frames import DensityFrames
from gridmap.analysis.time_windows import BAND_COUNTS, Band
from gridmap.catalogue import text
from gridmap.cli.options import EXISTING, NEW, reading_options, say
from gridmap.cli.windows import window_of, window_options
from gridmap.domain import PointKind
from gridmap.services.densities import kind_heat, kind_heat_frames
from gridmap.services.density_files import write_density, write_frames
from gridmap.services.density_of_files import EventFile, file_heat, file_heat_frames
from gridmap.services.files import Reading
from gridmap.services.heat import BANDWIDTH_M, HeatOptions, Per
from gridmap.store import open_store

_OUTPUTS = click.option(
    "-o",
    "--output",
    "outputs",
    type=NEW,
    required=True,
    multiple=True,
    help=text("cli.density.out"),
)


@dataclass(frozen=True)
class _Source:
    """Where the events are: a kind of point in a store, or a file."""

    store_path: Path | None
    kind: PointKind
    file: EventFile | None
    within: Path | None
    households: Path | None

    def heat(self, options: HeatOptions) -> Density:
        if self.file is not None:
            return file_heat(self.file, options, self.within, self.households)
        with closing(open_store(cast("Path", self.store_path))) as store, store.reading() as reader:
            return kind_heat(reader, self.kind, options)

    def frames(self, options: HeatOptions, band: Band) -> DensityFrames:
        if self.file is not None:
            return file_heat_frames(self.file, band, options, self.within)
        with closing(open_store(cast("Path", self.store_path))) as store, store.reading() as reader:
            return kind_heat_frames(reader, self.kind, band, options)


@click.command(help=text("cli.density.help"))
@click.argument("points", type=EXISTING, required=False)
@click.option("--store", "store_path", type=EXISTING, help=text("cli.option.store"))
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in PointKind]),
    default=PointKind.INCIDENT.value,
    show_default=True,
    help=text("cli.density.kind"),
)
@click.option("--within", type=EXISTING, help=text("cli.density.within"))
@click.option(
    "--bandwidth", type=float, default=BANDWIDTH_M, show_default=True, help=text("cli.density.bw")
)
@click.option("--adaptive", is_flag=True, help=text("cli.density.adaptive"))
@click.option(
    "--per", type=click.Choice(["km2", "households"]), default="km2", help=text("cli.density.per")
)
@click.option("--households", type=EXISTING, help=text("cli.density.households"))
@click.option("--time-column", help=text("cli.density.time"))
@click.option("--by", type=click.Choice(list(BAND_COUNTS)), help=text("cli.density.by"))
@window_options
@reading_options
@_OUTPUTS
def density(
    points: Path | None,
    store_path: Path | None,
    kind: str,
    within: Path | None,
    bandwidth: float,
    adaptive: bool,  # noqa: FBT001  click passes a flag by name
    per: str,
    households: Path | None,
    time_column: str | None,
    by: str | None,
    since: datetime | None,
    until: datetime | None,
    hours: tuple[int, int] | None,
    weekdays: tuple[int, ...],
    layer: str | None,
    crs: str | None,
    datum: str | None,
    encoding: str | None,
    outputs: tuple[Path, ...],
) -> None:
    """Write the density of the points of a file or of a store.

    Raises
    ------
    UsageError
        When there is neither a file nor a store, or both, or options that exclude each other.
    """
    if (points is None) == (store_path is None):
        raise click.UsageError(text("cli.density.source"))
    if adaptive and (by or per == "households"):
        raise click.UsageError(text("cli.density.adaptive_alone"))
    if by and per == "households":
        raise click.UsageError(text("cli.density.by_area"))
    reading = Reading(layer, crs, datum, encoding)
    file = None if points is None else EventFile(points, time_column, reading)
    source = _Source(store_path, PointKind(kind), file, within, households)
    window = window_of(since, until, hours, weekdays)
    options = HeatOptions(bandwidth, adaptive=adaptive, per=cast("Per", per), window=window)
    if by is None:
        _write_one(source.heat(options), outputs)
    else:
        _write_all(source.frames(options, cast("Band", by)), by, outputs)


def _write_one(made: Density, outputs: tuple[Path, ...]) -> None:
    if made.unit_code == "density.unit":
        say("density.integral", integral=f"{made.integral:.1f}", count=round(made.total))
    unit, *classes = made.legend()
    if len(classes) > 1:
        say("density.legend", unit=unit, classes=text("cli.density.between").join(classes))
    else:
        click.echo(classes[0])
    for output in outputs:
        for path in write_density(made, output):
            say("density.written", output=path)


def _write_all(frames: DensityFrames, by: str, outputs: tuple[Path, ...]) -> None:
    for band, count in enumerate(frames.totals):
        say("density.band", band=text(f"density.{by}.{band}"), count=round(float(count)))
    if frames.without_band:
        say("density.no_time", count=frames.without_band)
    for output in outputs:
        for path in write_frames(frames, output):
            say("density.written", output=path)
