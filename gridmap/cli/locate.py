"""``gridmap locate``: the cell of every point of a file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import EXISTING, output_option, reading_options, say
from gridmap.cli.progress import Steps
from gridmap.services.files import Reading
from gridmap.services.locating_files import Finding, locate_file


@click.command(help=text("cli.locate.help"))
@click.argument("points", type=EXISTING)
@click.argument("cells", type=EXISTING)
@reading_options
@click.option("--error-m", type=click.FloatRange(min=0.0), help=text("cli.locate.option.error_m"))
@click.option("--nearest", is_flag=True, help=text("cli.locate.option.nearest"))
@output_option
def locate(
    points: Path,
    cells: Path,
    layer: str | None,
    crs: str | None,
    datum: str | None,
    encoding: str | None,
    error_m: float | None,
    nearest: bool,  # noqa: FBT001  click passes parameters by name
    output: Path,
) -> None:
    """Write the points with the code of their cell."""
    with closing(Steps()) as steps:
        found = locate_file(
            points,
            cells,
            output,
            Reading(layer, crs, datum, encoding),
            finding=Finding(error_m, nearest),
            progress=steps,
        )
    say("locate.done", inside=found.inside, count=found.count, output=output)
    if error_m is not None:
        say("locate.doubtful", count=found.doubtful, error_m=error_m)
