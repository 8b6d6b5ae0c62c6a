"""``gridmap backup``: a whole copy of a store while it is in use."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import NEW, say, store_option
from gridmap.store import backup as copy_store
from gridmap.store import open_store


@click.command(help=text("cli.backup.help"))
@store_option
@click.option("-o", "--output", type=NEW, required=True, help=text("cli.option.output"))
def backup(store_path: Path, output: Path) -> None:
    """Copy a store, accounts and drafts included; the copy is readable by its owner alone."""
    with closing(open_store(store_path)) as store:
        copy_store(store, output)
    say("backup.done", output=output)
