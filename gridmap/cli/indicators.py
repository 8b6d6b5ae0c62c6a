"""``gridmap indicators``: figures, the rows behind them, score cards, rankings and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli import indicator_tables as tables
from gridmap.cli.options import EXISTING, NEW, say, today
from gridmap.domain import FeatureTable
from gridmap.domain.indicators import (
    COMMUNITY,
    INDICATORS,
    TERRITORY,
    Period,
    Side,
    indicators_named,
)
from gridmap.drawing.figures import write_figure
from gridmap.formats import read, write
from gridmap.services import indicator_pictures as pictures
from gridmap.services.indicator_settings import Settings, read_settings
from gridmap.services.indicators import Evaluation, evaluate
from gridmap.services.scorecards import ranking, score_cards, score_ranking, weakest
from gridmap.store import open_store

_DAY = click.DateTime(["%Y-%m-%d"])
SCORE = "score"


@dataclass(frozen=True)
class Asked:
    """What the options ask for."""

    store_path: Path
    keys: tuple[str, ...]
    level: str | None
    period: Period | None
    supplied: Mapping[str, FeatureTable]
    settings: Settings
    output: Path | None
    chart: Path | None

    def evaluation(self, keys: tuple[str, ...]) -> Evaluation:
        """Return the indicators of the period."""
        return self._evaluations(keys, (self.period,))[0]

    def compared(self, keys: tuple[str, ...]) -> tuple[Evaluation, Evaluation | None]:
        """Return the indicators of the period, and of as many days before it."""
        if self.period is None:
            return self.evaluation(keys), None
        now, before = self._evaluations(keys, (self.period, self.period.before()))
        return now, before

    def _evaluations(
        self, keys: tuple[str, ...], periods: tuple[Period | None, ...]
    ) -> list[Evaluation]:
        with closing(open_store(self.store_path)) as store, store.reading() as reader:
            return [
                evaluate(
                    reader, keys, period=period, supplied=self.supplied, settings=self.settings
                )
                for period in periods
            ]


def _named_files(
    _ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]
) -> dict[str, FeatureTable]:
    found = {}
    for one in given:
        name, _, path = one.partition("=")
        if not name or not path:
            raise click.BadParameter(text("cli.indicators.table"))
        found[name] = read(Path(path))
    return found


@click.command(help=text("cli.indicators.help"))
@click.option("--store", "store_path", type=EXISTING, help=text("cli.option.store"))
@click.option("--list", "listed", is_flag=True, help=text("cli.indicators.option.list"))
@click.option("--key", "keys", multiple=True, help=text("cli.indicators.option.key"))
@click.option("--level", help=text("cli.indicators.option.level"))
@click.option("--since", type=_DAY, help=text("cli.indicators.option.since"))
@click.option("--until", type=_DAY, help=text("cli.indicators.option.until"))
@click.option(
    "--table",
    "supplied",
    multiple=True,
    metavar="NAME=FILE",
    callback=_named_files,
    help=text("cli.indicators.option.table"),
)
@click.option("--settings", type=EXISTING, help=text("cli.indicators.option.settings"))
@click.option("--rows", metavar="KEY", help=text("cli.indicators.option.rows"))
@click.option(
    "--side",
    type=click.Choice([side.value for side in Side]),
    default=Side.NUMERATOR.value,
    show_default=True,
    help=text("cli.indicators.option.side"),
)
@click.option("--scope", default="", metavar="CODE", help=text("cli.indicators.option.scope"))
@click.option("--card", metavar="CODE", help=text("cli.indicators.option.card"))
@click.option("--rank", metavar="KEY", help=text("cli.indicators.option.rank"))
@click.option("--weak", is_flag=True, help=text("cli.indicators.option.weak"))
@click.option("--chart", type=NEW, help=text("cli.indicators.option.chart"))
@click.option("--map", "as_map", is_flag=True, help=text("cli.indicators.option.map"))
@click.option("-o", "--output", type=NEW, help=text("cli.option.output"))
def indicators(
    store_path: Path | None,
    *,
    listed: bool,
    keys: tuple[str, ...],
    level: str | None,
    since: datetime | None,
    until: datetime | None,
    supplied: dict[str, FeatureTable],
    settings: Path | None,
    rows: str | None,
    side: str,
    scope: str,
    card: str | None,
    rank: str | None,
    weak: bool,
    chart: Path | None,
    as_map: bool,
    output: Path | None,
) -> None:
    """Print what is asked for; one mode at a time.

    Raises
    ------
    MissingParameter
        When no store is named.
    """
    modes = {
        "list": listed,
        "rows": rows is not None,
        "card": card is not None,
        "rank": rank is not None,
        "weak": weak,
    }
    drawn = None if chart is None else ("map" if as_map else "chart")
    _refuse_mixed([name for name, given in modes.items() if given], drawn, by_score=rank == SCORE)
    if listed:
        tables.print_registry(indicators_named(keys))
        return
    if store_path is None:
        raise click.MissingParameter(param_hint="--store", param_type="option")
    period = Period(since.date(), (until or today()).date()) if since is not None else None
    kept = Settings() if settings is None else read_settings(settings)
    asked = Asked(store_path, keys, level, period, supplied, kept, output, chart)
    if rows is not None:
        _rows(asked, rows, Side(side), scope)
    elif card is not None:
        _card(asked, card)
    elif rank is not None:
        _rank(asked, rank, as_map=as_map)
    elif weak:
        _weak(asked)
    else:
        _values(asked)


def _refuse_mixed(modes: list[str], drawn: str | None, *, by_score: bool) -> None:
    """Refuse options that do not go together.

    Raises
    ------
    UsageError
        Naming those that do.
    """
    if len(modes) > 1:
        raise click.UsageError(text("cli.indicators.modes"))
    if drawn is not None and modes not in (["card"], ["rank"]):
        raise click.UsageError(text("cli.indicators.chart"))
    if drawn == "map" and (modes != ["rank"] or by_score):
        raise click.UsageError(text("cli.indicators.map"))


def _values(asked: Asked) -> None:
    now = asked.evaluation(asked.keys)
    level = asked.level or TERRITORY
    now.records.scopes.codes(level)
    tables.print_values(now, level)
    _write(tables.values_table(now, level), asked.output)


def _rows(asked: Asked, key: str, side: Side, code: str) -> None:
    now = asked.evaluation((key,))
    level = asked.level or _level_of(now, code)
    (indicator, *_) = now.indicators
    opened = now.rows(indicator, side, (level, code))
    tables.print_opened(opened)
    _write(opened, asked.output)


def _rank(asked: Asked, key: str, *, as_map: bool) -> None:
    keys = (key,) if key != SCORE else asked.keys
    now, before = asked.compared(keys)
    level = asked.level or COMMUNITY
    now.records.scopes.codes(level)
    if key == SCORE:
        indicator, ranked = INDICATORS["K-59"], score_ranking(now, level, before)
    else:
        (indicator, *_) = now.indicators
        ranked = ranking(now, indicator, level, before)
    tables.print_standings(indicator, ranked)
    _write(tables.standings_table(ranked), asked.output)
    if asked.chart is not None:
        draw = pictures.ranking_map if as_map else pictures.ranking_picture
        write_figure(draw(now, indicator, level, ranked), asked.chart)
        say("indicators.done", output=asked.chart)


def _card(asked: Asked, code: str) -> None:
    now, before = asked.compared(asked.keys)
    level = asked.level or _level_of(now, code)
    now.records.scopes.position(level, code)
    cards = score_cards(now, level, before)
    count = sum(card.standing.rank > 0 for card in cards.values())
    tables.print_card(cards[code], count)
    if asked.chart is not None:
        write_figure(pictures.card_picture(now, cards[code], count), asked.chart)
        say("indicators.done", output=asked.chart)


def _weak(asked: Asked) -> None:
    now = asked.evaluation(asked.keys)
    level = asked.level or COMMUNITY
    links = weakest(now, level)
    if not links:
        say("indicators.none")
        return
    tables.print_weak(links, dict(now.records.scopes.names[level]))


def _level_of(evaluation: Evaluation, code: str) -> str:
    """Return the level that has a code; the territory for the empty one.

    Raises
    ------
    UsageError
        When no level has it.
    """
    for level, names in evaluation.records.scopes.names.items():
        if code in names:
            return level
    raise click.UsageError(text("cli.indicators.nowhere", code=code))


def _write(table: FeatureTable, output: Path | None) -> None:
    if output is not None:
        write(table, output)
        say("indicators.done", output=output)
