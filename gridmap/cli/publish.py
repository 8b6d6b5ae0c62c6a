"""``gridmap publish``: put drafts in force."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import say, store_option, today
from gridmap.services.publishing import publish as put_in_force
from gridmap.store import open_store


@click.command(help=text("cli.publish.help"))
@store_option
@click.option("--plan", "plans", multiple=True, help=text("cli.publish.plan"))
@click.option(
    "--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), help=text("cli.option.from")
)
def publish(store_path: Path, plans: tuple[str, ...], valid_from: datetime | None) -> None:
    """Publish the newest draft of every community, or the drafts named."""
    day = (valid_from or today()).date()
    with closing(open_store(store_path)) as store:
        published = put_in_force(store, day, plans or None)
    say("publish.done", plans=len(published.plan_ids), cells=published.cell_count, day=day)
    for code, change_m2 in published.touched.items():
        say("publish.touched", cell=code, change=f"{change_m2:+.2f}")
