"""Options that several commands share, and how outputs are announced."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from gridmap.catalogue import text

P = ParamSpec("P")
R = TypeVar("R")

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(dir_okay=False, path_type=Path)


def store_option(function: Callable[P, R]) -> Callable[P, R]:
    """Add ``--store``."""
    return click.option(
        "--store", "store_path", type=EXISTING, required=True, help=text("cli.option.store")
    )(function)


def reading_options(function: Callable[P, R]) -> Callable[P, R]:
    """Add what a reader may need to be told: layer, CRS, datum, encoding."""
    for option in (
        click.option("--encoding", help=text("cli.option.encoding")),
        click.option(
            "--datum",
            type=click.Choice(["wgs84", "cgcs2000", "gcj02", "bd09"]),
            help=text("cli.option.datum"),
        ),
        click.option("--crs", help=text("cli.option.crs")),
        click.option("--layer", help=text("cli.option.layer")),
    ):
        function = option(function)
    return function


def output_option(function: Callable[P, R]) -> Callable[P, R]:
    """Add ``-o``."""
    return click.option("-o", "--output", type=NEW, required=True, help=text("cli.option.output"))(
        function
    )


def today() -> datetime:
    """Return the day it is: the rim's clock, which the library never reads itself."""
    return datetime.now(UTC).astimezone()


def say(code: str, /, **params: object) -> None:
    """Print one sentence of the catalogue."""
    click.echo(text(f"cli.{code}", **params))
