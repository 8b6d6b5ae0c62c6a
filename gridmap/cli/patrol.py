"""``gridmap patrol``: what patrols covered, and what they left out."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

import click
import numpy as np

from gridmap.analysis import Bands, Rate
from gridmap.catalogue import text
from gridmap.cli.options import EXISTING, NEW, reading_options, say
from gridmap.cli.progress import write_rows
from gridmap.errors import InputError
from gridmap.formats import require_lines, require_polygons, write
from gridmap.services.files import Reading
from gridmap.services.patrol_files import (
    Named,
    cell_table,
    cells_of,
    incidents_of,
    named,
    street_table,
    streets_of,
    tracks_of,
)
from gridmap.services.patrols import (
    BandFigures,
    Incidents,
    PatrolOptions,
    PatrolReport,
    patrol_report,
)
from gridmap.store import open_store

_SHOWN = 10


@click.command(help=text("cli.patrol.help"))
@click.argument("tracks", type=EXISTING)
@click.option("--store", "store_path", type=EXISTING, help=text("cli.option.store"))
@click.option("--streets", type=EXISTING, help=text("cli.patrol.streets"))
@click.option("--cells", type=EXISTING, help=text("cli.patrol.cells"))
@click.option("--worker-column", help=text("cli.patrol.worker"))
@click.option("--time-column", help=text("cli.patrol.time"))
@click.option("--noise", type=float, default=10.0, show_default=True, help=text("cli.patrol.noise"))
@click.option("--bands", default="6,18", show_default=True, help=text("cli.patrol.bands"))
@click.option(
    "--at-least",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help=text("cli.patrol.at_least"),
)
@click.option("--now", type=click.DateTime(), help=text("cli.patrol.now"))
@click.option("--shared-vertices", is_flag=True, help=text("cli.patrol.shared_vertices"))
@reading_options
@click.option("-o", "--output", type=NEW, help=text("cli.patrol.output"))
@click.option("--street-output", type=NEW, help=text("cli.patrol.street_output"))
def patrol(
    tracks: Path,
    store_path: Path | None,
    streets: Path | None,
    cells: Path | None,
    worker_column: str | None,
    time_column: str | None,
    noise: float,
    bands: str,
    at_least: int,
    now: datetime | None,
    shared_vertices: bool,  # noqa: FBT001  click passes flags so
    layer: str | None,
    crs: str | None,
    datum: str | None,
    encoding: str | None,
    output: Path | None,
    street_output: Path | None,
) -> None:
    """Print the figures of a patrol; write those of every cell and street."""
    base, areas, incidents = _layers(store_path, streets, cells)
    fixes = Reading(layer, crs, datum, encoding).table(tracks)
    report = patrol_report(
        tracks_of(fixes, worker=worker_column, time=time_column),
        base.shapes,
        areas.shapes,
        incidents=incidents,
        now=None if now is None else np.datetime64(now, "s"),
        options=PatrolOptions(
            sigma_m=noise,
            bands=_bands(bands),
            at_least=at_least,
            join_crossings=not shared_vertices,
        ),
    )
    _print(report, areas)
    for path, table in ((output, cell_table), (street_output, street_table)):
        if path is not None:
            write(table(report, areas if table is cell_table else base), path)
            say("patrol.written", output=path)


def _layers(
    store_path: Path | None, streets: Path | None, cells: Path | None
) -> tuple[Named, Named, Incidents | None]:
    """Return streets and cells from files, else from the store, and the incidents of the store.

    Raises
    ------
    UsageError
        When something is neither in a file nor in a store.
    """
    given = (
        None if streets is None else named(require_lines(Reading().table(streets))),
        None if cells is None else named(require_polygons(Reading().table(cells))),
    )
    if store_path is None:
        if given[0] is None or given[1] is None:
            raise click.UsageError(text("cli.patrol.layers"))
        return given[0], given[1], None
    with closing(open_store(store_path)) as store, store.reading() as reader:
        base = streets_of(reader) if given[0] is None else given[0]
        areas = cells_of(reader) if given[1] is None else given[1]
        return base, areas, incidents_of(reader)


def _bands(written: str) -> Bands:
    """Return the bands that hours with commas between them name.

    Raises
    ------
    InputError
        When they are no hours.
    """
    try:
        return Bands(tuple(float(hour) for hour in written.replace("，", ",").split(",")))
    except ValueError as error:
        raise InputError("patrol.bands", hours=written) from error


def _print(report: PatrolReport, areas: Named) -> None:
    matched = report.matched
    off, again = len(matched.off_street), len(matched.repeated)
    say("patrol.matched", fixes=matched.fix_count - off - again, count=matched.fix_count)
    if off:
        say("patrol.off_street", count=off)
    if again:
        say("patrol.repeated", count=again)
    write_rows(
        _heads("band", "street", "cells", "visibility", "match", "gaps"),
        [_row(figures) for figures in (*report.bands, report.total)],
    )
    click.echo()
    write_rows(
        _heads("worker", "began", "way", "covered", "passed"),
        [
            (
                shift.worker or "—",
                str(np.datetime64(int(shift.began_s), "s")).replace("T", " "),
                f"{shift.way_m:,.0f} m",
                f"{shift.covered_m:,.0f} m",
                str(shift.cell_count),
            )
            for shift in report.shifts
        ],
    )
    gaps = report.total.gaps.tolist()
    if gaps:
        codes = ", ".join(areas.codes[position] for position in gaps[:_SHOWN])
        say("patrol.gaps", count=len(gaps), cells=codes)


def _heads(*columns: str) -> list[str]:
    return [text(f"cli.patrol.column.{name}") for name in columns]


def _row(figures: BandFigures) -> tuple[str, ...]:
    return (
        figures.name or text("cli.patrol.all"),
        _share(figures.street, " m"),
        _share(figures.cells, ""),
        "—" if figures.visibility.value is None else f"{figures.visibility.value:.3f}",
        "—" if figures.match is None else f"{figures.match:+.2f}",
        str(len(figures.gaps)),
    )


def _share(share: Rate, unit: str) -> str:
    if share.value is None:
        return "—"
    return f"{share.value:.1%} ({share.numerator:,.0f} / {share.denominator:,.0f}{unit})"
