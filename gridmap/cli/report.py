"""``gridmap report``: coverage statistics."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import NEW, say, store_option, today
from gridmap.cli.progress import write_rows
from gridmap.domain.indicators import INDICATORS
from gridmap.domain.indicators.showing import shown_value
from gridmap.formats import write
from gridmap.services.history_statistics import View, statistics, statistics_table
from gridmap.services.indicator_pictures import write_cards
from gridmap.services.indicators import evaluate
from gridmap.services.layers import LAYER_OF_KIND
from gridmap.services.reporting import REPORT_KEYS, Scope, report_table
from gridmap.services.reporting import report as make_report
from gridmap.store import open_store

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(help=text("cli.report.help"))
@store_option
@click.option("-o", "--output", type=NEW, help=text("cli.option.output"))
@click.option(
    "--view", type=click.Choice(["as-was", "restated"]), help=text("cli.report.option.view")
)
@click.option("--since", type=_DAY, help=text("cli.report.option.since"))
@click.option("--until", type=_DAY, help=text("cli.report.option.until"))
@click.option("--on", type=_DAY, help=text("cli.report.option.on"))
@click.option(
    "--cards",
    type=click.Path(file_okay=False, path_type=Path),
    help=text("cli.report.option.cards"),
)
def report(
    store_path: Path,
    output: Path | None,
    view: str | None,
    since: datetime | None,
    until: datetime | None,
    on: datetime | None,
    cards: Path | None,
) -> None:
    """Print the statistics of the territory and its communities; write those of every cell.

    Raises
    ------
    UsageError
        When a period is given without a view, a view without its first day, or score cards with a
        view.
    """
    if cards is not None and view is not None:
        raise click.UsageError(text("cli.report.chart"))
    if (view is None) != (since is None) or (view is None and (until or on)):
        raise click.UsageError(text("cli.report.period"))
    if view is not None and since is not None:
        last = (until or today()).date()
        _events(store_path, View(view.replace("-", "_")), (since.date(), last), on, output)
        return
    with closing(open_store(store_path)) as store, store.reading() as reader:
        scopes = make_report(reader)
        evaluation = None if cards is None else evaluate(reader)
    print_summary(scopes)
    if cards is not None and evaluation is not None:
        count = write_cards(evaluation, cards)
        say("report.cards", count=count, folder=cards)
    if output is not None:
        write(report_table(scopes), output)
        say("report.done", output=output)


def _events(
    store_path: Path,
    view: View,
    period: tuple[date, date],
    on: datetime | None,
    output: Path | None,
) -> None:
    with closing(open_store(store_path)) as store, store.reading() as reader:
        found = statistics(reader, *period, view, on=None if on is None else on.date())
    kinds = list(found.outside)
    write_rows(
        [text("report.cell"), *(text(f"report.{LAYER_OF_KIND[kind]}") for kind in kinds)],
        [
            *((cell.code, *(str(cell.counts[kind]) for kind in kinds)) for cell in found.cells),
            (text("report.outside"), *(str(found.outside[kind]) for kind in kinds)),
            (text("report.total"), *(str(found.totals[kind]) for kind in kinds)),
        ],
    )
    undated = sum(found.undated.values())
    if undated:
        say("report.undated", count=undated)
    if output is not None:
        write(statistics_table(found), output)
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
        [_rate_row(total, key) for key in REPORT_KEYS],
    )


def _title(scope: Scope) -> str:
    """Return the name of a row; only the territory's own is the total."""
    return scope.name or scope.code or text("report.total")


def _rate_row(scope: Scope, key: str) -> list[str]:
    share = scope.rate(key)
    return [
        INDICATORS[key].name(),
        shown_value(INDICATORS[key], share.value),
        f"{share.numerator:,.0f}".replace(",", " "),
        f"{share.denominator:,.0f}".replace(",", " "),
    ]


def _figure(scope: Scope, measure: str) -> str:
    return f"{scope.sums.get(measure, 0):,.0f}".replace(",", " ")
