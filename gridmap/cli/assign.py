"""``gridmap assign``: give cells their workers."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import say, store_option, today
from gridmap.services.assigning import assign_workers
from gridmap.store import open_store


@click.command(help=text("cli.assign.help"))
@store_option
@click.option(
    "--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), help=text("cli.option.from")
)
def assign(store_path: Path, valid_from: datetime | None) -> None:
    """Assign leaders optimally and fill the teams."""
    with closing(open_store(store_path)) as store:
        staffed = assign_workers(store, (valid_from or today()).date())
    say("assign.done", leaders=staffed.leader_count, others=staffed.team_count)
    if staffed.without_leader:
        say(
            "assign.wanting",
            count=len(staffed.without_leader),
            cells=", ".join(staffed.without_leader[:10]),
        )
