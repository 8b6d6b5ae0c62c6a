"""``gridmap hotspots``: hot cells, and how well they tell later events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
import numpy as np

from gridmap.analysis.hotspots import COLD, HOT, MINIMUM_COUNT
from gridmap.catalogue import text
from gridmap.cli.options import EXISTING, NEW, reading_options, say
from gridmap.cli.progress import write_rows
from gridmap.cli.windows import DAY, window_of, window_options
from gridmap.domain import PointKind
from gridmap.formats import write
from gridmap.services.files import Reading
from gridmap.services.hot_spot_accuracy import judge
from gridmap.services.hot_spot_tables import CellTable, file_cells, hot_table, store_cells
from gridmap.services.hot_spots import HotCells, HotSpotOptions, Per, Touch, hot_cells
from gridmap.store import open_store

if TYPE_CHECKING:
    from gridmap.analysis.holdout import Accuracy

_SHOWN = 10


@click.command(help=text("cli.hotspots.help"))
@click.argument("points", type=EXISTING, required=False)
@click.argument("cells", type=EXISTING, required=False)
@click.option("--store", "store_path", type=EXISTING, help=text("cli.option.store"))
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in PointKind]),
    default=PointKind.INCIDENT.value,
    show_default=True,
    help=text("cli.density.kind"),
)
@click.option(
    "--per",
    type=click.Choice(["area", "households", "count"]),
    default="area",
    help=text("cli.hotspots.per"),
)
@click.option("--households", help=text("cli.hotspots.households"))
@click.option(
    "--neighbours",
    type=click.Choice(["queen", "rook"]),
    default="queen",
    help=text("cli.hotspots.neighbours"),
)
@click.option("--lattice", type=float, help=text("cli.hotspots.lattice"))
@click.option("--distance", type=float, help=text("cli.hotspots.distance"))
@click.option("--q", type=float, default=0.05, show_default=True, help=text("cli.hotspots.q"))
@click.option(
    "--minimum",
    type=click.IntRange(min=0),
    default=MINIMUM_COUNT,
    show_default=True,
    help=text("cli.hotspots.minimum"),
)
@click.option(
    "--permutations",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help=text("cli.hotspots.permutations"),
)
@click.option("--seed", type=click.IntRange(min=0), default=0, help=text("cli.hotspots.seed"))
@click.option("--time-column", help=text("cli.density.time"))
@click.option("--split", type=DAY, help=text("cli.hotspots.split"))
@window_options
@reading_options
@click.option("-o", "--output", type=NEW, help=text("cli.option.output"))
def hotspots(
    points: Path | None,
    cells: Path | None,
    store_path: Path | None,
    kind: str,
    per: str,
    households: str | None,
    neighbours: str,
    lattice: float | None,
    distance: float | None,
    q: float,
    minimum: int,
    permutations: int,
    seed: int,
    time_column: str | None,
    split: datetime | None,
    since: datetime | None,
    until: datetime | None,
    hours: tuple[int, int] | None,
    weekdays: tuple[int, ...],
    layer: str | None,
    crs: str | None,
    datum: str | None,
    encoding: str | None,
    output: Path | None,
) -> None:
    """Find hot cells, print them and write all cells with what was found.

    Raises
    ------
    UsageError
        When there are neither two files nor a store, or both.
    """
    if (points is None or cells is None) == (store_path is None):
        raise click.UsageError(text("cli.hotspots.source"))
    window = window_of(since, until, hours, weekdays)
    options = HotSpotOptions(
        cast("Per", per),
        cast("Touch", neighbours),
        distance,
        q,
        minimum,
        permutations,
        seed,
        window,
    )
    if store_path is not None:
        with closing(open_store(store_path)) as store, store.reading() as reader:
            table = store_cells(reader, PointKind(kind), options, lattice)
    else:
        reading = Reading(layer, crs, datum, encoding)
        table = file_cells(
            cast("Path", points),
            cast("Path", cells),
            options,
            households=households,
            time_column=time_column,
            reading=reading,
            side_m=lattice,
        )
    found = hot_cells(table.ground, table.lonlat, options)
    _print_found(table, found, options)
    if split is not None:
        moment = np.datetime64(split.date(), "s")
        _print_accuracy(judge(table.ground, table.lonlat, table.moments, options, split=moment))
    if output is not None:
        write(hot_table(table, found, options.per, output.stem), output)
        say("hotspots.written", output=output)


def _print_found(table: CellTable, found: HotCells, options: HotSpotOptions) -> None:
    spots = found.found
    say(
        "hotspots.done",
        hot=int((spots.state == HOT).sum()),
        cold=int((spots.state == COLD).sum()),
        count=len(spots.state),
        events=int(found.counts.sum()),
        outside=found.outside,
        q=options.q,
    )
    if spots.too_few.any():
        say("hotspots.too_few", count=int(spots.too_few.sum()), minimum=options.minimum_count)
    if not spots.resolved:
        least = int(np.ceil(len(spots.state) / options.q)) - 1
        say(
            "hotspots.unresolved",
            permutations=options.permutations,
            count=len(spots.state),
            least=least,
        )
    hot = np.flatnonzero(spots.state == HOT)
    if len(hot):
        _print_hot(table, found, hot[np.argsort(-spots.z[hot], kind="stable")][:_SHOWN].tolist())


def _print_hot(table: CellTable, found: HotCells, rows: Sequence[int]) -> None:
    write_rows(
        [text(f"hotspots.{name}") for name in ("cell", "events", "near_events", "z", "p")],
        [
            (
                table.codes[row],
                f"{found.counts[row]}",
                f"{found.found.near_count[row]:.0f}",
                f"{found.found.z[row]:.2f}",
                f"{found.found.high_adjusted[row]:.2g}",
            )
            for row in rows
        ],
    )


def _print_accuracy(found: Mapping[str, Accuracy]) -> None:
    click.echo()
    write_rows(
        [text(f"hotspots.{name}") for name in ("method", "cells", "area", "later", "pai", "rri")],
        [
            (
                text(f"hotspots.method.{name}"),
                f"{one.cells}",
                _percent(one.area_ratio),
                _percent(one.later_ratio),
                _index(one.pai),
                _index(one.rri),
            )
            for name, one in found.items()
        ],
    )


def _percent(ratio: float | None) -> str:
    return "—" if ratio is None else f"{ratio * 100:.1f} %"


def _index(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"
