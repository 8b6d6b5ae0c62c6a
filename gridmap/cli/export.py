"""``gridmap export``: layers out of a store."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import NEW, say, store_option
from gridmap.errors import UsageError
from gridmap.services.exporting import export_layer, export_snapshot
from gridmap.store import open_store


@click.command(help=text("cli.export.help"))
@click.argument("layer", required=False)
@store_option
@click.option("--format", "format_key", default=None, help=text("cli.export.format"))
@click.option("-o", "--output", type=NEW, required=True, help=text("cli.option.output"))
def export(layer: str | None, store_path: Path, format_key: str | None, output: Path) -> None:
    """Write one layer as GeoJSON or CSV, or all layers as a GeoPackage.

    Raises
    ------
    UsageError
        When no layer is named where one is needed.
    """
    with closing(open_store(store_path)) as store:
        if format_key == "gpkg" or (format_key is None and output.suffix.lower() == ".gpkg"):
            export_snapshot(store, output)
            say("export.snapshot", output=output)
            return
        if layer is None:
            raise UsageError("export.layer_missing")
        count = export_layer(store, layer, output, format_key)
    say("export.done", count=count, layer=layer, output=output)
