"""A dry run of an import: every fault with its row and column, and nothing written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from gridmap.domain import FeatureTable
from gridmap.errors import GridmapError, InputError, Place
from gridmap.formats import ImportProblems, take_rows
from gridmap.services.deferring import deferring
from gridmap.services.imported import Imported
from gridmap.services.progress import Progress, silent
from gridmap.services.record_codec import KEYS
from gridmap.services.recording import Tape
from gridmap.services.upload_kinds import UploadKind, import_table
from gridmap.services.upload_reading import columns_of, place_rows

if TYPE_CHECKING:
    from gridmap.store import Store

# Each round finds the faults of one stage in the rows that passed those before.
_MOST_ROUNDS = 50


@dataclass(frozen=True)
class Checked:
    """What an import would do.

    Parameters
    ----------
    good
        The rows without a fault, as `gridmap.services.upload_reading.read_upload` gave them.
    faults
        Every fault; those of a row name the row, and the column where one is to blame.
    refused
        Numbers of the rows that have a fault, in order.
    imported
        What the good rows would bring; None where the file is refused as a whole.
    replaced
        How many of them replace something that is there.
    """

    good: FeatureTable
    faults: tuple[InputError, ...]
    refused: tuple[int, ...]
    imported: Imported | None
    replaced: int = 0


class _RehearsalOverError(Exception):
    """Ends a unit of work that must leave nothing."""


def check_rows(
    store: Store,
    kind: UploadKind,
    table: FeatureTable,
    settings: Mapping[str, Any],
    progress: Progress = silent,
) -> Checked:
    """Bring rows in for a trial, again without those that have faults, until the rest is right.

    Parameters
    ----------
    store
        Where they would go.
    kind
        What they would become.
    table
        From `gridmap.services.upload_reading.read_upload`.
    settings
        How the file is to be understood.
    progress
        Told of each round.
    """
    faults: list[InputError] = []
    refused: set[int] = set()
    rest, known = _first_look(store, kind, table, settings)
    faults += known
    refused |= {fault.place.row for fault in known if fault.place.row is not None}
    for done in range(_MOST_ROUNDS):
        progress("check", done, done + 2)
        if not len(rest):
            break
        try:
            imported, replaced = _rehearse(store, kind, rest, settings)
        except InputError as error:
            found = [_with_row(fault, rest, kind, settings) for fault in _each(error)]
            faults += found
            bad = {fault.place.row for fault in found if fault.place.row is not None}
            if not bad:
                return Checked(rest, tuple(faults), tuple(sorted(refused)), None)
            refused |= bad
            rest = _without(rest, refused)
        except GridmapError as error:
            faults.append(InputError(error.code, error.place, **error.params))
            return Checked(rest, tuple(faults), tuple(sorted(refused)), None)
        else:
            faults.sort(key=lambda fault: (fault.place.row or 0, fault.place.column or ""))
            return Checked(rest, tuple(faults), tuple(sorted(refused)), imported, replaced)
    return Checked(rest, tuple(faults), tuple(sorted(refused)), None)


def bring_in(
    store: Store, kind: UploadKind, table: FeatureTable, settings: Mapping[str, Any]
) -> Imported:
    """Place rows and bring them into a store.

    Parameters
    ----------
    store
        Where they go.
    kind
        What they become.
    table
        From `gridmap.services.upload_reading.read_upload`, or some of its rows.
    settings
        How the file is to be understood.
    """
    columns = columns_of(table, kind, settings)
    placed = place_rows(table, kind, settings)
    return import_table(store, kind, placed, {**settings, "columns": columns})


def _rehearse(
    store: Store, kind: UploadKind, table: FeatureTable, settings: Mapping[str, Any]
) -> tuple[Imported, int]:
    """Carry an import out and undo it: what it would do, and how much it would replace."""
    tape, outcome = Tape(is_rehearsal=True), Imported(0)
    with suppress(_RehearsalOverError), deferring(store) as held:
        held.wrap_with(tape.record)
        outcome = bring_in(held, kind, table, settings)
        _leave_nothing()
    return outcome, tape.replaced


def _leave_nothing() -> NoReturn:
    """End a unit of work without a trace.

    Raises
    ------
    _RehearsalOverError
        Always.
    """
    raise _RehearsalOverError


def _first_look(
    store: Store, kind: UploadKind, table: FeatureTable, settings: Mapping[str, Any]
) -> tuple[FeatureTable, list[InputError]]:
    """Return the rows without those that the store would refuse one at a time, and why."""
    columns = columns_of(table, kind, settings)
    faults = _repeated(table, columns.get(KEYS[kind.record]))
    if kind is UploadKind.WORKERS and "community_code" in columns:
        with store.reading() as reader:
            known = {area.code for area in reader.areas("community")}
        faults += _unknown_communities(table, columns["community_code"], known)
    bad = {fault.place.row for fault in faults if fault.place.row is not None}
    return (_without(table, bad) if bad else table), faults


def _repeated(table: FeatureTable, column: str | None) -> list[InputError]:
    if column is None:
        return []
    seen: Counter[str] = Counter()
    faults = []
    for value, row in zip(table.columns[column], table.rows.tolist(), strict=True):
        key = "" if value is None else str(value).strip()
        seen[key] += 1
        if key and seen[key] > 1:
            place = Place(file=table.source, row=row, column=column)
            faults.append(InputError("upload.repeated", place, value=key))
    return faults


def _unknown_communities(table: FeatureTable, column: str, known: set[str]) -> list[InputError]:
    return [
        InputError("record.community", Place(file=table.source, row=row, column=column), code=value)
        for value, row in zip(table.columns[column], table.rows.tolist(), strict=True)
        if value is not None and str(value).strip() and str(value).strip() not in known
    ]


def _each(error: InputError) -> Sequence[InputError]:
    return error.problems if isinstance(error, ImportProblems) else (error,)


def _with_row(
    fault: InputError, table: FeatureTable, kind: UploadKind, settings: Mapping[str, Any]
) -> InputError:
    """Return a fault with the row that it is about, where it names a feature or a record."""
    place = fault.place
    if place.row is not None or place.feature is None:
        return fault
    row = place.feature if isinstance(place.feature, int) else None
    column = place.column
    if row is None:
        keys = columns_of(table, kind, settings).get(KEYS[kind.record])
        values = [str(value) for value in table.columns[keys]] if keys else []
        if str(place.feature) not in values:
            return fault
        row = int(table.rows[values.index(str(place.feature))])
        column = column or keys
    return InputError(
        fault.code,
        Place(place.file, place.layer, row, column, place.feature, place.geometry),
        **fault.params,
    )


def _without(table: FeatureTable, rows: set[int]) -> FeatureTable:
    return take_rows(table, np.flatnonzero(~np.isin(table.rows, list(rows))))
