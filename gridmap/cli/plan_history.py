"""``gridmap plan show|history``: a plan, its journal, and where cells and borders come from."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import orjson

from gridmap.catalogue import text
from gridmap.cli.options import NEW, say, store_option
from gridmap.cli.progress import write_rows
from gridmap.domain import Edit, Plan
from gridmap.domain.journal import Cursor
from gridmap.errors import ConflictError, Place
from gridmap.formats import write
from gridmap.services.comparing_features import crosswalk_table
from gridmap.services.crosswalks import crosswalk
from gridmap.services.history import line_of_plans
from gridmap.services.lineage import lineage
from gridmap.services.open_drafts import locks_on
from gridmap.services.stories import arc_story
from gridmap.store import open_store

if TYPE_CHECKING:
    from gridmap.store import Reader

_COLUMNS: Final = ("number", "op", "when", "by", "name", "reason")


@click.command(help=text("cli.plan.show.help"))
@click.argument("plan_id", metavar=text("cli.metavar.plan"))
@store_option
def show(plan_id: str, store_path: Path) -> None:
    """Print a plan: what it is, its cells and its locks."""
    with closing(open_store(store_path)) as store, store.reading() as reader:
        plan = _plan(reader, plan_id)
        cells = reader.cells(plan_id)
        journal = reader.edits(plan_id)
        locks = locks_on(reader, plan)
    _print_head(plan, journal)
    write_rows(
        [text(f"cli.plan.column.{name}") for name in ("cell", "name", "load", "area_m2")],
        [
            (
                cell.code,
                cell.name or "—",
                "—" if cell.load is None else f"{cell.load:.1f}",
                f"{cell.area_m2:.1f}",
            )
            for cell in cells
        ],
    )
    for lock in locks:
        say(
            "plan.show.lock",
            id=lock.id,
            kind=text(f"word.lock_kind.{lock.kind}"),
            cell=lock.cell_code or "—",
            reason=lock.reason,
            by=lock.by or "—",
            until=lock.until or "—",
        )


def _print_head(plan: Plan, journal: list[Edit]) -> None:
    cursor = Cursor.of(journal)
    say(
        "plan.show.head",
        plan=plan.id,
        name=plan.name or "—",
        status=text(f"word.plan_status.{plan.status}"),
        origin=text(f"word.origin.{plan.origin}"),
        base=plan.based_on or "—",
        start=plan.valid_from or "—",
        end=plan.valid_to or "—",
    )
    say(
        "plan.show.journal",
        revision=plan.revision,
        standing=len(cursor.standing),
        undone=len(cursor.undone),
    )


@click.command(help=text("cli.plan.history.help"))
@click.argument("plan_id", metavar=text("cli.metavar.plan"))
@store_option
@click.option("--json", "as_json", is_flag=True, help=text("cli.plan.history.json"))
@click.option("--cell", "cell_code", help=text("cli.plan.history.cell"))
@click.option("--arc", "place", type=(float, float), help=text("cli.plan.history.arc"))
@click.option("--crosswalk", "other", help=text("cli.plan.history.crosswalk"))
@click.option("-o", "--output", type=NEW, help=text("cli.option.output"))
def history(
    plan_id: str,
    store_path: Path,
    as_json: bool,  # noqa: FBT001  click passes parameters by name
    cell_code: str | None,
    place: tuple[float, float] | None,
    other: str | None,
    output: Path | None,
) -> None:
    """Print the journal of a plan, or tell where a cell, a border or all its ground comes from."""
    with closing(open_store(store_path)) as store, store.reading() as reader:
        plan = _plan(reader, plan_id)
        if cell_code is not None:
            for line in lineage(reader, cell_code).lines():
                click.echo(line)
        elif place is not None:
            for line in arc_story(reader, plan_id, place).lines():
                click.echo(line)
        elif other is not None:
            _write_crosswalk(reader, (other, plan_id), output)
        elif as_json:
            _print_commands(reader.edits(plan_id))
        else:
            _print_line_of_plans(reader, plan)
            _print_journal(reader.edits(plan_id))


def _plan(reader: Reader, plan_id: str) -> Plan:
    plan = reader.plan(plan_id)
    if plan is None:
        raise ConflictError("plan.unknown", Place(feature=plan_id), id=plan_id)
    return plan


def _print_commands(journal: list[Edit]) -> None:
    """Print the edits that stand as JSON lines, which `gridmap plan edit DRAFT -` carries out."""
    standing = set(Cursor.of(journal).standing)
    for edit in journal:
        if edit.number in standing:
            notes = {name: getattr(edit, name) for name in ("reason", "name")}
            line = dict(edit.command) | {name: note for name, note in notes.items() if note}
            click.echo(orjson.dumps(line).decode())


def _print_journal(journal: list[Edit]) -> None:
    cursor = Cursor.of(journal)
    undone = set(cursor.undone)
    if not journal:
        say("plan.history.empty")
        return
    write_rows(
        [text(f"cli.plan.column.{name}") for name in _COLUMNS],
        [
            (
                f"{edit.number}{'*' if edit.number in undone else ''}",
                text(f"story.op.{edit.command['op']}"),
                "—" if edit.at is None else f"{edit.at.astimezone():%Y-%m-%d %H:%M}",
                edit.by or "—",
                edit.name or "—",
                edit.reason or "—",
            )
            for edit in journal
        ],
    )
    if undone:
        say("plan.history.undone")


def _print_line_of_plans(reader: Reader, plan: Plan) -> None:
    for known in line_of_plans(reader, plan.community_code):
        say(
            "plan.history.plan",
            plan=known.id,
            start=known.valid_from or "—",
            end=known.valid_to or "—",
            name=known.name or "—",
            reason=known.reason or "—",
        )


def _write_crosswalk(reader: Reader, plans: tuple[str, str], output: Path | None) -> None:
    old, new = plans
    found = crosswalk(reader, [old], [new])
    if output is not None:
        write(crosswalk_table(found), output)
        say("plan.history.written", output=output)
        return
    names = ("load", "households", "shops", "hazards", "cameras", "incidents")
    write_rows(
        [text(f"cli.plan.column.{name}") for name in ("old", "new", "area_m2", *names)],
        [
            [
                flow.old_code or "—",
                flow.new_code or "—",
                f"{flow.figures.area_m2:.1f}",
                *(f"{getattr(flow.figures, name):g}" for name in names),
            ]
            for flow in found.flows
        ],
    )
