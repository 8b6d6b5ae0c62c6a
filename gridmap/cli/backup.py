"""``gridmap backup|restore``: a whole copy of a store while it is in use, and the way back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import NEW, say, store_option
from gridmap.store import backup as copy_store
from gridmap.store import open_store
from gridmap.store import restore as put_back


@click.command(help=text("cli.backup.help"))
@store_option
@click.option("-o", "--output", type=NEW, required=True, help=text("cli.option.output"))
def backup(store_path: Path, output: Path) -> None:
    """Copy a store, accounts and drafts included; the copy is readable by its owner alone."""
    with closing(open_store(store_path)) as store:
        copy_store(store, output)
    say("backup.done", output=output)


@click.command(help=text("cli.restore.help"))
@click.argument(
    "backup",
    metavar=text("cli.metavar.backup"),
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--store",
    "store_path",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help=text("cli.option.store"),
)
def restore(backup: Path, store_path: Path) -> None:
    """Put a backup in the place of a store that is not being served."""
    kept = put_back(backup, store_path)
    if kept is None:
        say("restore.done_new", output=store_path, backup=backup)
    else:
        say("restore.done", output=store_path, backup=backup, kept=kept)
