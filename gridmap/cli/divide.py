"""``gridmap divide``: a boundary file becomes a cells file."""

from __future__ import annotations

from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import EXISTING, output_option, reading_options, say
from gridmap.cli.progress import write_rows
from gridmap.services.files import Reading, divide_file


@click.command(help=text("cli.divide.help"))
@click.argument("boundary", type=EXISTING)
@click.option("--method", required=True, help=text("cli.option.method"))
@click.option("--cells", type=int, help=text("cli.option.cells"))
@click.option("--target-area-m2", type=float, help=text("cli.option.target_area"))
@click.option("--blocks", type=EXISTING, help=text("cli.divide.blocks"))
@click.option("--blocks-layer", help=text("cli.divide.blocks_layer"))
@click.option("--load", help=text("cli.divide.load"))
@click.option("--seed", type=int, default=0, show_default=True, help=text("cli.option.seed"))
@reading_options
@output_option
def divide(
    boundary: Path,
    method: str,
    cells: int | None,
    target_area_m2: float | None,
    blocks: Path | None,
    blocks_layer: str | None,
    load: str | None,
    seed: int,
    layer: str | None,
    crs: str | None,
    datum: str | None,
    encoding: str | None,
    output: Path,
) -> None:
    """Divide the boundary in a file into cells."""
    division = divide_file(
        boundary,
        output,
        method=method,
        cells=cells,
        target_area_m2=target_area_m2,
        blocks=blocks,
        blocks_layer=blocks_layer,
        load=load,
        seed=seed,
        reading=Reading(layer, crs, datum, encoding),
    )
    say("divide.done", count=len(division.cells), output=output)
    names = ("principle", "metric", "value")
    write_rows([text(f"cli.divide.column.{name}") for name in names], division.score.rows())
    for note in division.notes:
        click.echo(note.render())
