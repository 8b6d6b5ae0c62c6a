"""``gridmap plan``: make draft plans, redraw, compare and list them."""

from __future__ import annotations

import math
from contextlib import closing
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import say, store_option
from gridmap.cli.plan_compare import diff, impact_, merge
from gridmap.cli.plan_edit import discard, edit, lock, redo, restore, undo, unlock
from gridmap.cli.plan_history import history, show
from gridmap.cli.progress import Steps, write_rows
from gridmap.cli.publish import publish
from gridmap.domain import PlanStatus
from gridmap.domain.journal import Cursor
from gridmap.services.dividing import Wish, divide_communities
from gridmap.services.open_drafts import new_draft
from gridmap.services.scores import worst_deviation
from gridmap.store import open_store


@click.group(help=text("cli.plan.help"))
def plan() -> None:
    """Carry the commands about plans."""


for command in (
    edit,
    undo,
    redo,
    diff,
    merge,
    impact_,
    publish,
    show,
    history,
    discard,
    restore,
    lock,
    unlock,
):
    plan.add_command(command)


@plan.command(help=text("cli.plan.new.help"))
@store_option
@click.option("--community", "communities", multiple=True, help=text("cli.plan.new.community"))
@click.option("--method", default="balanced", show_default=True, help=text("cli.option.method"))
@click.option("--cells", type=click.IntRange(1), help=text("cli.option.cells"))
@click.option("--target-load", type=float, help=text("cli.plan.new.target_load"))
@click.option("--target-area-m2", type=float, help=text("cli.option.target_area"))
@click.option("--min-load", type=float, default=0.0, help=text("cli.plan.new.min_load"))
@click.option("--max-load", type=float, default=math.inf, help=text("cli.plan.new.max_load"))
@click.option("--seed", type=int, default=0, show_default=True, help=text("cli.option.seed"))
@click.option("--from", "source", help=text("cli.plan.new.from"))
@click.option("--name", default="", help=text("cli.plan.new.name"))
@click.option("--reason", default="", help=text("cli.plan.option.reason"))
def new(
    store_path: Path,
    communities: tuple[str, ...],
    method: str,
    cells: int | None,
    target_load: float | None,
    target_area_m2: float | None,
    min_load: float,
    max_load: float,
    seed: int,
    source: str | None,
    name: str,
    reason: str,
) -> None:
    """Divide communities, each into a new draft, or branch a draft from a plan."""
    if source is not None:
        with closing(open_store(store_path)) as store, store.writing() as work:
            made = new_draft(work, source, name=name, reason=reason)
        say("plan.branched", plan=made.id, source=source)
        return
    steps = Steps()
    wish = Wish(method, cells, target_load, target_area_m2, seed, min_load, max_load)
    with closing(open_store(store_path)) as store:
        drafted = divide_communities(store, wish, communities or None, steps)
    steps.close()
    write_rows(
        [text(f"cli.plan.column.{name}") for name in ("plan", "cells", "load", "worst")],
        [
            (
                item.plan.id,
                str(len(item.division.geometries)),
                f"{item.division.load.sum():.0f}",
                worst_deviation(item.division.load),
            )
            for item in drafted
        ],
    )
    for item in drafted:
        for note in item.division.notes:
            say("plan.note", plan=item.plan.id, note=note.render())


@plan.command("list", help=text("cli.plan.list.help"))
@store_option
@click.option("--all", "everything", is_flag=True, help=text("cli.plan.list.all"))
def list_(store_path: Path, everything: bool) -> None:  # noqa: FBT001  click passes it by name
    """List the plans of a store."""
    with closing(open_store(store_path)) as store, store.reading() as reader:
        plans = [
            item for item in reader.plans() if everything or item.status is not PlanStatus.DISCARDED
        ]
        rows = [
            (
                item.id,
                item.name or "—",
                text(f"word.plan_status.{item.status}"),
                text(f"word.origin.{item.origin}"),
                str(len(reader.cells(item.id))),
                str(len(Cursor.of(reader.edits(item.id)).standing)),
                str(item.valid_from or "—"),
                str(item.valid_to or "—"),
            )
            for item in plans
        ]
    if not rows:
        say("plan.none")
        return
    names = ("plan", "name", "status", "origin", "cells", "edits", "from", "to")
    write_rows([text(f"cli.plan.column.{name}") for name in names], rows)
