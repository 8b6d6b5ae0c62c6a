"""``gridmap assign``: give cells their workers."""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import EXISTING, say, store_option, today
from gridmap.cli.progress import write_rows
from gridmap.domain import Duty
from gridmap.services.assigning import Staffed, Staffing, assign_workers
from gridmap.services.files import Reading
from gridmap.services.skills import skills_of
from gridmap.store import open_store

_SHOWN = 10


class _Lock(click.ParamType[tuple[tuple[str, Duty], str]]):
    """A locked pair, such as CELL=WORKER or CELL:deputy=WORKER."""

    name = "CELL[:DUTY]=WORKER"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[tuple[str, Duty], str]:
        """Return cell and duty, and the worker."""
        post, equals, worker = str(value).partition("=")
        cell, _, duty = post.partition(":")
        if not (equals and cell and worker) or (duty and duty not in set(Duty)):
            self.fail(text("cli.assign.lock.form", value=value), param, ctx)
        return (cell, Duty(duty) if duty else Duty.LEADER), worker


@click.command(help=text("cli.assign.help"))
@store_option
@click.option(
    "--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), help=text("cli.option.from")
)
@click.option(
    "--duty",
    "duties",
    type=click.Choice([duty.value for duty in Duty]),
    multiple=True,
    help=text("cli.assign.duty"),
)
@click.option("--along-streets", is_flag=True, help=text("cli.assign.along_streets"))
@click.option("--afresh", is_flag=True, help=text("cli.assign.afresh"))
@click.option("--lock", "locks", type=_Lock(), multiple=True, help=text("cli.assign.lock"))
@click.option("--skills", type=EXISTING, help=text("cli.assign.skills"))
@click.option("--needs", type=EXISTING, help=text("cli.assign.needs"))
def assign(
    store_path: Path,
    valid_from: datetime | None,
    duties: tuple[str, ...],
    along_streets: bool,  # noqa: FBT001  click passes flags so
    afresh: bool,  # noqa: FBT001  same
    locks: tuple[tuple[tuple[str, Duty], str], ...],
    skills: Path | None,
    needs: Path | None,
) -> None:
    """Assign leaders and teams optimally, and name every post that stays open."""
    how = Staffing(
        duties=tuple(Duty(duty) for duty in duties) or tuple(Duty),
        along_streets=along_streets,
        keep_today=not afresh,
        locked=dict(locks),
        skills={} if skills is None else skills_of(Reading().table(skills), "worker"),
        needs={} if needs is None else skills_of(Reading().table(needs), "cell"),
    )
    with closing(open_store(store_path)) as store:
        staffed = assign_workers(store, (valid_from or today()).date(), how)
    _print(staffed)


def _print(staffed: Staffed) -> None:
    say("assign.done", leaders=staffed.leader_count, others=staffed.team_count)
    say("assign.gap" if staffed.gap_m >= 1.0 else "assign.proved", gap=f"{staffed.gap_m:,.0f}")
    if staffed.without_leader:
        say(
            "assign.wanting",
            count=len(staffed.without_leader),
            cells=", ".join(staffed.without_leader[:_SHOWN]),
        )
    if staffed.over_capacity:
        say("assign.over", workers=", ".join(staffed.over_capacity))
    if staffed.open_posts:
        _print_open(staffed)


def _print_open(staffed: Staffed) -> None:
    cells: dict[tuple[Duty, str], list[str]] = defaultdict(list)
    for post in staffed.open_posts:
        cells[post.duty, post.describe()].append(post.cell_code)
    write_rows(
        [text(f"cli.assign.column.{name}") for name in ("duty", "cells", "reason", "which")],
        [
            (
                text(f"word.duty.{duty}"),
                str(len(codes)),
                reason,
                ", ".join(codes[:_SHOWN]) + (" …" if len(codes) > _SHOWN else ""),
            )
            for (duty, reason), codes in cells.items()
        ],
    )
