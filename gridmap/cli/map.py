"""``gridmap map``: the stand-alone map file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import output_option, say, store_option
from gridmap.services.mapping import map_store
from gridmap.store import open_store


@click.command("map", help=text("cli.map.help"))
@store_option
@click.option("--title", help=text("cli.map.title"))
@output_option
def map_(store_path: Path, title: str | None, output: Path) -> None:
    """Write one HTML file that opens anywhere."""
    with closing(open_store(store_path)) as store:
        map_store(store, output, title=title)
    say("map.done", output=output, size=output.stat().st_size // 1000)
