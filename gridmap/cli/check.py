"""``gridmap check`` tells whether the cells of a file cover exactly."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import EXISTING, reading_options, say
from gridmap.services.files import Reading, check_file

KINDS = ("invalid", "gaps", "overlaps", "mismatches", "crowded", "pinched")
SHOWN = 10


@click.command(help=text("cli.check.help"))
@click.argument("cells", type=EXISTING)
@reading_options
def check(
    cells: Path, layer: str | None, crs: str | None, datum: str | None, encoding: str | None
) -> None:
    """Say whether the cells are one exact coverage, and where they are not."""
    report, count = check_file(cells, Reading(layer, crs, datum, encoding))
    if report.valid:
        say("check.valid", count=count)
        return
    tables = {kind: getattr(report, kind) for kind in KINDS}
    say("check.faulty", count=count, **{kind: len(table) for kind, table in tables.items()})
    for kind, table in tables.items():
        for row in table.head(SHOWN).itertuples():
            place = row.geometry.representative_point()
            say(
                "check.defect",
                kind=text(f"cli.check.kind.{kind}"),
                lon=place.x,
                lat=place.y,
                area=f"{row.area_m2:.2f}",
                cells=", ".join(str(position + 1) for position in row.cells),
            )
    sys.exit(1)
