"""``gridmap plan``: make draft plans and list them."""

from __future__ import annotations

import math
from contextlib import closing
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import say, store_option
from gridmap.cli.progress import Steps, write_rows
from gridmap.services.dividing import Wish, divide_communities
from gridmap.services.scores import worst_deviation
from gridmap.store import open_store


@click.group(help=text("cli.plan.help"))
def plan() -> None:
    """Carry the commands about plans."""


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
) -> None:
    """Divide communities, each into a new draft."""
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
def list_(store_path: Path) -> None:
    """List the plans of a store."""
    with closing(open_store(store_path)) as store, store.reading() as reader:
        plans = reader.plans()
        rows = [
            (
                item.id,
                text(f"word.plan_status.{item.status}"),
                text(f"word.origin.{item.origin}"),
                str(len(reader.cells(item.id))),
                str(item.valid_from or "—"),
                str(item.valid_to or "—"),
            )
            for item in plans
        ]
    if not rows:
        say("plan.none")
        return
    names = ("plan", "status", "origin", "cells", "from", "to")
    write_rows([text(f"cli.plan.column.{name}") for name in names], rows)
