"""``gridmap report``: coverage statistics."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import NEW, say, store_option
from gridmap.cli.progress import write_rows
from gridmap.formats import write
from gridmap.services.reporting import RATES, Scope, report_table
from gridmap.services.reporting import report as make_report
from gridmap.store import open_store


@click.command(help=text("cli.report.help"))
@store_option
@click.option("-o", "--output", type=NEW, help=text("cli.option.output"))
def report(store_path: Path, output: Path | None) -> None:
    """Print the statistics of the territory and its communities; write those of every cell."""
    with closing(open_store(store_path)) as store, store.reading() as reader:
        scopes = make_report(reader)
    print_summary(scopes)
    if output is not None:
        write(report_table(scopes), output)
        say("report.done", output=output)


def print_summary(scopes: Sequence[Scope]) -> None:
    """Print a row for each community and the total, then every rate of the territory."""
    measures = ("cells", "load", "shops", "hazards", "cameras", "incidents", "components")
    rows = [scope for scope in scopes if scope.level == "community"]
    total = scopes[0]
    write_rows(
        [text("report.community"), *(text(f"report.{name}") for name in measures)],
        [[_title(scope), *(_figure(scope, name) for name in measures)] for scope in (*rows, total)],
    )
    click.echo()
    write_rows(
        [text("report.rate"), text("report.value"), text("report.numerator"), text("report.of")],
        [_rate_row(total, key) for key in RATES],
    )


def _title(scope: Scope) -> str:
    """Return the name of a row; only the territory's own is the total."""
    return scope.name or scope.code or text("report.total")


def _rate_row(scope: Scope, key: str) -> list[str]:
    share = scope.rate(key)
    value = "—" if share.value is None else f"{share.value * 100:.1f} %"
    return [
        text(f"report.{key}"),
        value,
        f"{share.numerator:,.0f}".replace(",", " "),
        f"{share.denominator:,.0f}".replace(",", " "),
    ]


def _figure(scope: Scope, measure: str) -> str:
    return f"{scope.sums.get(measure, 0):,.0f}".replace(",", " ")
