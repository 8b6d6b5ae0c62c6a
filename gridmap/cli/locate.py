"""``gridmap locate``: the cell of every point of a file."""

from __future__ import annotations

from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import EXISTING, output_option, reading_options, say
from gridmap.services.files import Reading, locate_file


@click.command(help=text("cli.locate.help"))
@click.argument("points", type=EXISTING)
@click.argument("cells", type=EXISTING)
@reading_options
@output_option
def locate(
    points: Path,
    cells: Path,
    layer: str | None,
    crs: str | None,
    datum: str | None,
    encoding: str | None,
    output: Path,
) -> None:
    """Write the points with the code of their cell."""
    inside, count = locate_file(points, cells, output, Reading(layer, crs, datum, encoding))
    say("locate.done", inside=inside, count=count, output=output)
