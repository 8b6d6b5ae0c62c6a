"""``gridmap import``: files into a store."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from gridmap.catalogue import text
from gridmap.cli.options import EXISTING, reading_options, say, store_option, today
from gridmap.domain import PointKind
from gridmap.services.files import Reading
from gridmap.services.imported import Imported
from gridmap.services.importing_areas import import_blocks, import_boundaries
from gridmap.services.importing_cells import import_cells
from gridmap.services.importing_things import (
    import_buildings,
    import_points,
    import_streets,
    import_workers,
)
from gridmap.store import open_store

SHOWN_NOTES = 40


def _pairs(_ctx: click.Context, _param: click.Parameter, words: tuple[str, ...]) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    wrong = [word for word, pair in zip(words, pairs, strict=True) if not pair[1]]
    if wrong:
        raise click.BadParameter(", ".join(wrong))
    return {field: column for field, _, column in pairs}


def _file_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every import takes: the file, the store, how to read, and columns by field."""
    options: tuple[Callable[[Callable[..., Any]], Callable[..., Any]], ...] = (
        click.option(
            "--column",
            "columns",
            multiple=True,
            metavar="FIELD=COLUMN",
            callback=_pairs,
            help=text("cli.import.column"),
        ),
        reading_options,
        store_option,
        click.argument("file", type=EXISTING),
    )
    for decorate in options:
        function = decorate(function)
    return function


def _tell(imported: Imported, source: str) -> None:
    say("import.done", count=imported.count, source=source)
    if imported.outside:
        say("import.outside", count=imported.outside)
    for note in imported.notes[:SHOWN_NOTES]:
        say("import.note", note=note)
    if len(imported.notes) > SHOWN_NOTES:
        say("import.note", note=f"… +{len(imported.notes) - SHOWN_NOTES}")


@click.group("import", help=text("cli.import.help"))
def import_() -> None:
    """Carry the commands, one for each kind of file."""


@import_.command(help=text("cli.import.boundaries.help"))
@_file_options
@click.option("--level", default="community", show_default=True, help=text("cli.import.level"))
def boundaries(
    file: Path, store_path: Path, level: str, columns: dict[str, str], **how: str | None
) -> None:
    """Bring in the areas of one level."""
    table = Reading(**how, columns=columns).table(file)
    with closing(open_store(store_path)) as store:
        imported = import_boundaries(store, table, level=level, columns=columns)
    _tell(imported, file.name)


@import_.command(help=text("cli.import.cells.help"))
@_file_options
@click.option(
    "--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), help=text("cli.import.from")
)
def cells(
    file: Path,
    store_path: Path,
    valid_from: datetime | None,
    columns: dict[str, str],
    **how: str | None,
) -> None:
    """Bring in cells that are in force already."""
    day = (valid_from or today()).date()
    table = Reading(**how, columns=columns).table(file)
    with closing(open_store(store_path)) as store:
        imported = import_cells(store, table, day, columns=columns)
    _tell(imported, file.name)


@import_.command(help=text("cli.import.blocks.help"))
@_file_options
@click.option(
    "--rule",
    type=click.Choice(["majority", "share"]),
    default="majority",
    show_default=True,
    help=text("cli.import.rule"),
)
def blocks(
    file: Path, store_path: Path, rule: str, columns: dict[str, str], **how: str | None
) -> None:
    """Bring in blocks and fit them to the communities."""
    table = Reading(**how, columns=columns).table(file)
    with closing(open_store(store_path)) as store:
        imported = import_blocks(store, table, rule=rule, columns=columns)
    _tell(imported, file.name)


@import_.command(help=text("cli.import.streets.help"))
@_file_options
def streets(file: Path, store_path: Path, columns: dict[str, str], **how: str | None) -> None:
    """Bring in lines of the base map."""
    table = Reading(**how, columns=columns).table(file)
    with closing(open_store(store_path)) as store:
        imported = import_streets(store, table, columns=columns)
    _tell(imported, file.name)


@import_.command(help=text("cli.import.buildings.help"))
@_file_options
def buildings(file: Path, store_path: Path, columns: dict[str, str], **how: str | None) -> None:
    """Bring in buildings."""
    table = Reading(**how, columns=columns).table(file)
    with closing(open_store(store_path)) as store:
        imported = import_buildings(store, table, columns=columns)
    _tell(imported, file.name)


@import_.command(help=text("cli.import.workers.help"))
@_file_options
def workers(file: Path, store_path: Path, columns: dict[str, str], **how: str | None) -> None:
    """Bring in workers."""
    table = Reading(**how, columns=columns).table(file)
    with closing(open_store(store_path)) as store:
        imported = import_workers(store, table, columns=columns)
    _tell(imported, file.name)


@import_.command(help=text("cli.import.points.help"))
@_file_options
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in PointKind]),
    required=True,
    help=text("cli.import.kind"),
)
@click.option("--class", "class_code", help=text("cli.import.class"))
def points(
    file: Path,
    store_path: Path,
    kind: str,
    class_code: str | None,
    columns: dict[str, str],
    **how: str | None,
) -> None:
    """Bring in points of one kind."""
    table = Reading(**how, columns=columns).table(file)
    with closing(open_store(store_path)) as store:
        imported = import_points(
            store, table, PointKind(kind), columns=columns, class_code=class_code
        )
    _tell(imported, file.name)
