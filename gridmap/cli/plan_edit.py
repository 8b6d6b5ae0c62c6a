"""``gridmap plan edit|undo|redo|discard|restore|lock|unlock``: redraw a draft."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import click

from gridmap.catalogue import text
from gridmap.cli.options import P, R, say, store_option
from gridmap.domain import Lock, LockKind
from gridmap.errors import GridmapError, InputError, Place
from gridmap.services.border_edits import edit_together, redo_together, undo_together
from gridmap.services.drafting import Amended, Desk, Note
from gridmap.services.locking import lock_plan
from gridmap.store import open_store

_NOTES: Final = ("by", "reason", "name", "key")
_NO_AUTHOR: Final = ("by", "split_equal")


def note_options(function: Callable[P, R]) -> Callable[P, R]:
    """Add ``--by``, ``--reason`` and ``--name``."""
    for option in (
        click.option("--name", default="", help=text("cli.plan.option.name")),
        click.option("--reason", default="", help=text("cli.plan.option.reason")),
        click.option("--by", default=None, help=text("cli.plan.option.by")),
        click.option("--revision", type=int, help=text("cli.plan.option.revision")),
    ):
        function = option(function)
    return function


def note_of(by: str | None, reason: str, name: str) -> Note:
    """Return the note of an edit made now, by the user of the machine where nobody is named."""
    return Note(getpass.getuser() if by is None else by, datetime.now(UTC), reason, name)


@click.command(help=text("cli.plan.edit.help"))
@click.argument("draft", metavar=text("cli.metavar.draft"))
@click.argument("commands", metavar=text("cli.metavar.commands"), nargs=-1, required=True)
@store_option
@note_options
@click.option("--with", "others", multiple=True, help=text("cli.plan.option.with"))
@click.option("--keep-going", is_flag=True, help=text("cli.plan.edit.keep_going"))
@click.option("--json", "as_json", is_flag=True, help=text("cli.plan.option.json"))
def edit(
    draft: str,
    commands: tuple[str, ...],
    store_path: Path,
    revision: int | None,
    by: str | None,
    reason: str,
    name: str,
    others: tuple[str, ...],
    *,
    keep_going: bool,
    as_json: bool,
) -> None:
    """Carry out commands on a draft, each an entry of its journal.

    Raises
    ------
    GridmapError
        Whatever stands against a command, with the line it stands in.
    InputError
        When commands were refused on the way.
    """
    kept, refused = 0, 0
    with closing(open_store(store_path)) as store:
        desk = Desk(store)
        for row, line in _lines(commands):
            note = note_of(by, reason, name)
            try:
                values = _values(line)
                amended = _carried_out(desk, (draft, *others), values, note, revision)
            except GridmapError as refusal:
                refusal.place = replace(refusal.place, row=row)
                if not keep_going:
                    if kept:
                        say("plan.edit.kept", count=kept)
                    raise
                refused += 1
                click.echo(refusal.render(), err=True)
                continue
            kept += 1
            revision = None if revision is None else amended[0].plan.revision
            for changed in amended:
                _tell(changed, values, as_json=as_json)
    if refused:
        raise InputError("plan.edits_refused", count=refused, kept=kept)


def _lines(commands: Iterable[str]) -> Iterator[tuple[int | None, str]]:
    """Yield commands with the line they stand in, where they come from standard input."""
    for command in commands:
        if command == "-":
            for row, line in enumerate(click.open_file("-", encoding="utf-8-sig"), 1):
                if line.strip():
                    yield row, line
        else:
            yield None, command


def _values(line: str) -> dict[str, Any]:
    try:
        values = json.loads(line)
    except json.JSONDecodeError as fault:
        raise InputError("commands.no_json", Place(column=str(fault.colno))) from None
    if not isinstance(values, dict):
        raise InputError("commands.no_object")
    return values


def _carried_out(
    desk: Desk, drafts: tuple[str, ...], values: dict[str, Any], note: Note, revision: int | None
) -> Sequence[Amended]:
    """Carry one command out.

    Raises
    ------
    UsageError
        When a revision is given for several drafts.
    """
    # `by` of a split into equal parts says what is shared out, not who edits.
    own = [name for name in _NOTES if name in values and (name, values.get("op")) != _NO_AUTHOR]
    texts: dict[str, Any] = {name: str(values.pop(name)) for name in own}
    noted = replace(note, **texts)
    draft, *others = drafts
    together = tuple(dict.fromkeys([draft, *others, *values.pop("with", ())]))
    if len(together) > 1:
        if revision is not None:
            raise click.UsageError(text("cli.plan.one_together"))
        turn = {"undo": undo_together, "redo": redo_together}.get(str(values.get("op")))
        if turn is not None:
            return turn(desk, together, noted)
        return edit_together(desk, together, values, noted)
    if values.get("op") == "undo":
        return (desk.undo(draft, note=noted, revision=revision),)
    if values.get("op") == "redo":
        return (desk.redo(draft, note=noted, revision=revision),)
    return (desk.edit(draft, values, noted, revision),)


def _tell(amended: Amended, values: Mapping[str, Any], *, as_json: bool) -> None:
    numbers = [entry.number for entry in amended.edits]
    changes = {change.code: round(change.area_m2, 3) for change in amended.changes}
    if as_json:
        shown = {
            "op": values.get("op"),
            "numbers": numbers,
            "revision": amended.plan.revision,
            "area_m2": changes,
        }
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    say(
        "plan.edit.done",
        op=text(f"story.op.{values['op']}"),
        number=", ".join(map(str, numbers)) or "—",
        revision=amended.plan.revision,
    )
    for code, area_m2 in changes.items():
        say("plan.edit.area", cell=code, change=f"{area_m2:+.2f}")


def _turning(word: str) -> click.Command:
    """Make the command that takes edits back, or brings them again."""

    @click.command(word, help=text(f"cli.plan.{word}.help"))
    @click.argument("draft", metavar=text("cli.metavar.draft"))
    @store_option
    @note_options
    @click.option("--steps", type=click.IntRange(1), help=text(f"cli.plan.{word}.steps"))
    @click.option("--to", "last", help=text(f"cli.plan.{word}.to"))
    @click.option("--with", "others", multiple=True, help=text("cli.plan.option.with"))
    def turn(
        draft: str,
        store_path: Path,
        steps: int | None,
        last: str | None,
        others: tuple[str, ...],
        revision: int | None,
        by: str | None,
        reason: str,
        name: str,
    ) -> None:
        if others and (steps or last or revision):
            raise click.UsageError(text("cli.plan.one_together"))
        note = note_of(by, reason, name)
        with closing(open_store(store_path)) as store:
            desk = Desk(store)
            if others:
                together = undo_together if word == "undo" else redo_together
                changed = together(desk, (draft, *others), note)
            elif word == "undo":
                changed = (
                    desk.undo(draft, steps or 1, back_to=last, note=note, revision=revision),
                )
            else:
                changed = (desk.redo(draft, steps or 1, up_to=last, note=note, revision=revision),)
        for amended in changed:
            numbers = ", ".join(str(entry.command["of"]) for entry in amended.edits)
            say(f"plan.{word}ne", numbers=numbers, revision=amended.plan.revision)

    return turn


undo, redo = _turning("undo"), _turning("redo")


@click.command(help=text("cli.plan.discard.help"))
@click.argument("draft", metavar=text("cli.metavar.draft"))
@store_option
def discard(draft: str, store_path: Path) -> None:
    """Put a draft aside."""
    with closing(open_store(store_path)) as store, store.writing() as work:
        work.discard(draft)
    say("plan.discarded", plan=draft)


@click.command(help=text("cli.plan.restore.help"))
@click.argument("draft", metavar=text("cli.metavar.draft"))
@store_option
def restore(draft: str, store_path: Path) -> None:
    """Take a discarded draft up again."""
    with closing(open_store(store_path)) as store, store.writing() as work:
        work.restore(draft)
    say("plan.restored", plan=draft)


@click.command(help=text("cli.plan.lock.help"))
@click.argument("plan", metavar=text("cli.metavar.plan"))
@store_option
@click.option("--cell", "cell_code", help=text("cli.plan.lock.cell"))
@click.option("--arc", "place", type=(float, float), help=text("cli.plan.lock.arc"))
@click.option("--reason", required=True, help=text("cli.plan.lock.reason"))
@click.option("--by", default=None, help=text("cli.plan.option.by"))
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help=text("cli.plan.lock.until"))
def lock(
    plan: str,
    store_path: Path,
    cell_code: str | None,
    place: tuple[float, float] | None,
    reason: str,
    by: str | None,
    until: datetime | None,
) -> None:
    """Lock a cell, an arc or a whole plan."""
    last_day: date | None = None if until is None else until.date()
    kind = LockKind.PLAN
    if cell_code is not None:
        kind = LockKind.CELL
    elif place is not None:
        kind = LockKind.ARC
    author = getpass.getuser() if by is None else by
    wish = Lock(uuid4().hex[:8], plan, kind, reason, cell_code, None, author, last_day)
    with closing(open_store(store_path)) as store:
        made = lock_plan(store, wish, place)
    say("plan.locked", id=made.id, kind=text(f"word.lock_kind.{made.kind}"), plan=plan)


@click.command(help=text("cli.plan.unlock.help"))
@click.argument("lock_id", metavar=text("cli.metavar.lock"))
@store_option
def unlock(lock_id: str, store_path: Path) -> None:
    """Remove a lock."""
    with closing(open_store(store_path)) as store, store.writing() as work:
        work.remove_lock(lock_id)
    say("plan.unlocked", id=lock_id)
