"""``gridmap init``: make an empty store."""

from __future__ import annotations

from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import NEW, say
from gridmap.services.initialising import initialise, parse_levels


@click.command(help=text("cli.init.help"))
@click.argument("store", type=NEW)
@click.option("--name", required=True, help=text("cli.init.name"))
@click.option(
    "--level",
    "levels",
    multiple=True,
    metavar="KEY:DIGITS[:中文:ENGLISH]",
    help=text("cli.init.level"),
)
@click.option("--number-digits", type=click.IntRange(2, 6), default=3, show_default=True)
def init(store: Path, name: str, levels: tuple[str, ...], number_digits: int) -> None:
    """Make an empty store for one territory."""
    initialise(store, name, parse_levels(levels), number_digits).close()
    say("init.done", store=store)
