"""An uploaded file as rows: which column holds what, and words of both languages understood."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gridmap.catalogue import LOCALES, text
from gridmap.domain import FeatureTable, Notice, Upload
from gridmap.errors import InputError, Place
from gridmap.formats import place, read_rows, recognise, take_rows
from gridmap.services.rows import GENERAL_HEADS
from gridmap.services.upload_kinds import UploadField, UploadKind, fields_of

_COORDINATES = ("lon", "lat", "x", "y")


def read_upload(path: Path, upload: Upload) -> FeatureTable:
    """Read an uploaded file as its settings say, without points from columns.

    Rows that a template gave as an example are left out.

    Parameters
    ----------
    path
        Where the file lies.
    upload
        Its name and settings.

    Returns
    -------
    table
        Rows in the order of the file.

    Raises
    ------
    InputError
        When the file is unsafe or broken.
    """
    settings = upload.settings
    table = read_rows(
        path,
        layer=_word(settings, "layer"),
        crs=_word(settings, "crs"),
        encoding=_word(settings, "encoding"),
        source=upload.name,
    )
    return _without_examples(table)


def place_rows(table: FeatureTable, kind: UploadKind, settings: Mapping[str, Any]) -> FeatureTable:
    """Return rows with their places, and with words of a vocabulary as the store writes them.

    Parameters
    ----------
    table
        From `read_upload`, or some of its rows.
    kind
        What the rows become.
    settings
        Columns by field, and what the coordinates refer to.

    Raises
    ------
    InputError
        With every row whose coordinates do not fit.
    """
    columns = columns_of(table, kind, settings)
    where = {field: columns[field] for field in _COORDINATES if field in columns}
    placed = place(table, columns=where or None, datum=_word(settings, "datum"))
    return _spelled(placed, kind, columns)


def columns_of(
    table: FeatureTable, kind: UploadKind, settings: Mapping[str, Any]
) -> dict[str, str]:
    """Return field to column: as somebody says, else by what people call their columns.

    Parameters
    ----------
    table
        From `read_upload`.
    kind
        What the rows become.
    settings
        ``columns``, field to column; an empty column says that a field has none.

    Raises
    ------
    InputError
        When somebody names a column that is not there.
    """
    names = [str(name) for name in table.columns]
    said: Mapping[str, str] = settings.get("columns", {})
    for meaning, named in said.items():
        if named and named not in names:
            where = Place(file=table.source, column=named)
            present = ", ".join(names)
            raise InputError("column.missing", where, meaning=meaning, columns=present)
    found = {meaning: named for meaning, named in said.items() if named}
    heads = recognise(names)
    labelled = {_plain(part): name for name in reversed(names) for part in _parts(name)}
    for field in fields_of(kind):
        if field.name in said:
            continue
        general = heads.get(GENERAL_HEADS.get(field.name, field.name))
        candidates = [labelled.get(_plain(word)) for word in _words(field)]
        for column in (*candidates, general):
            if column is not None and column not in found.values():
                found[field.name] = column
                break
    for axis in ("x", "y"):
        if axis in heads and axis not in said and "lon" not in found:
            found[axis] = heads[axis]
    return found


def _words(field: UploadField) -> list[str]:
    return [*(field.label(locale) for locale in LOCALES), field.name]


def _parts(name: str) -> Sequence[str]:
    """Return a head, and each of its lines: a template has both languages in one cell."""
    return [*name.split("\n"), name]


def _plain(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).casefold().split()).strip("*")


def _word(settings: Mapping[str, Any], name: str) -> str | None:
    return str(settings[name]) if settings.get(name) else None


def _without_examples(table: FeatureTable) -> FeatureTable:
    if not table.columns:
        return table
    first = next(iter(table.columns.values()))
    marks = {text("ui.template.mark", locale).casefold() for locale in LOCALES}
    is_example = [str(value).strip().casefold() in marks for value in first]
    if not any(is_example):
        return table
    kept = np.flatnonzero(~np.array(is_example))
    row = int(table.rows[is_example.index(True)])
    note = Notice("row.example", Place(file=table.source, row=row))
    return replace(take_rows(table, kept), notices=(*table.notices, note))


def _spelled(table: FeatureTable, kind: UploadKind, columns: Mapping[str, str]) -> FeatureTable:
    """Return rows in which a choice stands as the store writes it, whatever language it had."""
    changed: dict[str, Sequence[object]] = {}
    for field in fields_of(kind):
        column = columns.get(field.name)
        if column is None or not field.choices:
            continue
        meant = {
            _plain(label): value
            for locale in LOCALES
            for label, value in zip(field.choice_labels(locale), field.choices, strict=True)
        }
        changed[column] = [
            meant.get(_plain(value), value) if isinstance(value, str) else value
            for value in table.columns[column]
        ]
    return replace(table, columns={**table.columns, **changed}) if changed else table
