"""``gridmap doctor`` tells whether everything is here and works."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import EXISTING
from gridmap.services.doctoring import examine
from gridmap.store import open_store


@click.command(help=text("cli.doctor.help"))
@click.option("--store", "store_path", type=EXISTING, help=text("cli.doctor.store"))
def doctor(store_path: Path | None) -> None:
    """Say of each part whether it is well; exit status 1 where one is not."""
    if store_path is None:
        findings = examine()
    else:
        with closing(open_store(store_path)) as store:
            findings = examine(store)
    for finding in findings:
        state = text("cli.doctor.ok") if finding.well else text("cli.doctor.bad")
        click.echo(f"{state}  {text(f'cli.doctor.{finding.code}')}: {finding.seen}")
    sys.exit(0 if all(finding.well for finding in findings) else 1)
