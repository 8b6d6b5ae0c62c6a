"""``gridmap codes``: number new cells with more digits."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.cli.options import say, store_option
from gridmap.services.publishing import widen_codes
from gridmap.store import open_store


@click.command(help=text("cli.codes.help"))
@store_option
@click.option("--digits", type=click.IntRange(2, 6), required=True, help=text("cli.codes.digits"))
def codes(store_path: Path, digits: int) -> None:
    """Let the territory number its new cells with more digits."""
    with closing(open_store(store_path)) as store:
        template = widen_codes(store, digits)
    say("codes.done", digits=template.digits, number_digits=template.number_digits)
