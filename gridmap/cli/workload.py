"""``gridmap workload``: who carries how much, and what the weights should be."""

from __future__ import annotations

import math
from contextlib import closing
from pathlib import Path

import click

from gridmap.analysis import Calibration
from gridmap.catalogue import text
from gridmap.cli.options import EXISTING, reading_options, say
from gridmap.cli.progress import write_rows
from gridmap.services.files import Reading
from gridmap.services.workloads import WEEKLY_QUOTA, Workload, calibrate_table
from gridmap.services.workloads import workload as find_workload
from gridmap.store import open_store

_SHOWN = 20


@click.command(help=text("cli.workload.help"))
@click.argument("history", type=EXISTING, required=False)
@click.option("--store", "store_path", type=EXISTING, help=text("cli.option.store"))
@click.option(
    "--quota",
    type=click.IntRange(min=1),
    default=WEEKLY_QUOTA,
    show_default=True,
    help=text("cli.workload.quota"),
)
@click.option("--effort", help=text("cli.workload.effort"))
@click.option("--counts", help=text("cli.workload.counts"))
@click.option("--folds", type=click.IntRange(min=2), default=5, show_default=True)
@reading_options
def workload(
    history: Path | None,
    store_path: Path | None,
    quota: int,
    effort: str | None,
    counts: str | None,
    folds: int,
    layer: str | None,
    crs: str | None,
    datum: str | None,
    encoding: str | None,
) -> None:
    """Print the loads of the leaders in force, or weights fitted on the past.

    Raises
    ------
    UsageError
        When neither a store nor a file with its columns is named.
    """
    if history is not None:
        if effort is None or counts is None:
            raise click.UsageError(text("cli.workload.columns"))
        names = [name.strip() for name in counts.replace("，", ",").split(",")]
        table = Reading(layer, crs, datum, encoding).table(history)
        _print_weights(calibrate_table(table, effort, names, folds=folds))
        return
    if store_path is None:
        raise click.UsageError(text("cli.workload.source"))
    with closing(open_store(store_path)) as store, store.reading() as reader:
        _print_loads(find_workload(reader, quota=quota), quota)


def _print_loads(found: Workload, quota: int) -> None:
    fair = found.fairness
    write_rows(
        [
            text(f"cli.workload.column.{name}")
            for name in ("leader", "cells", "load", "premises", "weeks")
        ],
        [
            (
                f"{found.names[row]} {found.codes[row]}",
                str(found.cell_count[row]),
                f"{fair.load[row]:,.0f}",
                str(found.premises[row]),
                f"{found.cycle.per_worker[row]:.1f}",
            )
            for row in range(min(len(found.codes), _SHOWN))
        ],
    )
    if len(found.codes) > _SHOWN:
        say("workload.more", count=len(found.codes) - _SHOWN)
    click.echo()
    even = fair.spread
    say(
        "workload.spread",
        gini=_number(even.gini),
        ratio=_number(even.max_min_ratio),
        cv=_number(even.cv),
        moved=_percent(fair.moved_share),
    )
    use = fair.use
    say(
        "workload.use",
        share=_percent(use.value),
        load=f"{use.numerator:,.0f}",
        capacity=f"{use.denominator:,.0f}",
        over=len(fair.over_capacity),
    )
    periods = found.cycle.periods
    say(
        "workload.cycle",
        premises=f"{periods.numerator:,.0f}",
        quota=quota,
        workers=len(found.codes),
        weeks=found.cycle.whole_periods,
        slowest=math.ceil(found.cycle.per_worker.max(initial=0.0)),
    )


def _print_weights(found: Calibration) -> None:
    write_rows(
        [text("cli.workload.column.count"), text("cli.workload.column.weight")],
        [
            *((name, f"{weight:.4g}") for name, weight in found.weights.items()),
            (text("cli.workload.fixed"), f"{found.fixed:.4g}"),
        ],
    )
    click.echo()
    say(
        "workload.accuracy",
        r2=_number(found.r2_out_of_sample),
        baseline=_number(found.r2_baseline),
        inside=_number(found.r2_in_sample),
        cells=found.cells,
        folds=found.folds,
    )


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"
