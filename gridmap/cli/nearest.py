"""``gridmap nearest``: the free workers nearest to a place."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import say, store_option
from gridmap.cli.progress import write_rows
from gridmap.services.dispatching import call
from gridmap.store import open_store


@click.command(help=text("cli.nearest.help"), context_settings={"ignore_unknown_options": True})
@click.argument("lon", type=float)
@click.argument("lat", type=float)
@store_option
@click.option(
    "-n",
    "count",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    help=text("cli.nearest.count"),
)
@click.option("--busy", multiple=True, help=text("cli.nearest.busy"))
def nearest(lon: float, lat: float, store_path: Path, count: int, busy: tuple[str, ...]) -> None:
    """Print the nearest free workers by their way along streets."""
    with closing(open_store(store_path)) as store, store.reading() as reader:
        found = call(reader, lon, lat, count=count, busy=busy)
    write_rows(
        [text("cli.nearest.worker"), text("cli.nearest.way")],
        [
            (f"{worker.name} {worker.code}", f"{way_m:,.0f} m")
            for worker, way_m in zip(found.workers, found.way_m, strict=True)
        ],
    )
    if found.unreachable:
        say("nearest.unreachable", count=len(found.unreachable))
