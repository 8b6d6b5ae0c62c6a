"""``gridmap upgrade``: bring a store of an older version up to date."""

from __future__ import annotations

from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import EXISTING, say
from gridmap.store import upgrade as upgrade_store


@click.command(help=text("cli.upgrade.help"))
@click.argument("store", type=EXISTING)
def upgrade(store: Path) -> None:
    """Migrate a store; a copy of it is kept beside it."""
    copy = upgrade_store(store)
    if copy is None:
        say("upgrade.current", store=store)
    else:
        say("upgrade.done", store=store, copy=copy)
