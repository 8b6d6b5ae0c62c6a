"""Reads shapefiles and dBASE tables, whose encoding is declared in three ways or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gridmap.errors import InputError
from gridmap.formats.confined.encodings import (
    Encoding,
    decode_cell,
    find_encoding_of_cells,
    language_encoding,
    named_encoding,
)
from gridmap.formats.confined.job import Features, Job, Note
from gridmap.formats.confined.vector import read_vector, unique_names

_LANGUAGE_BYTE_AT = 29
_RAW = "ISO-8859-1"
_UNSUPPORTED = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32"})


def read_shapefile(job: Job) -> Features:
    """Return a shapefile or a bare dBASE table with its text decoded.

    The driver hands the bytes of text over untouched (as Latin-1, which is one to one); what
    they mean is decided here: by the user's word, the ``.cpg`` beside, the language byte, and
    only then by looking.

    Raises
    ------
    InputError
        When it cannot be read or its text fits no encoding.
    """
    features = read_vector(replace(job, layer=None), encoding=_RAW)
    raw_texts = [name.encode("latin-1", "replace") for name in features.columns]
    for values in features.columns.values():
        raw_texts.extend(value.encode("latin-1") for value in values if isinstance(value, str))
    encoding = _declared(job) or find_encoding_of_cells(raw_texts)
    if encoding.name in _UNSUPPORTED:
        raise InputError("encoding.dbf", encoding=encoding.name)
    notes = [*features.notes]
    if encoding.assumed:
        sample = next((raw for raw in raw_texts if not raw.isascii()), b"")
        notes.append(
            Note(
                "encoding.assumed_sample",
                {"encoding": encoding.name, "sample": decode_cell(sample, encoding.name)[:40]},
            )
        )
    try:
        names = [decode_cell(name.encode("latin-1"), encoding.name) for name in features.columns]
        decoded = [_decoded(values, encoding.name) for values in features.columns.values()]
    except UnicodeDecodeError as error:
        raise InputError("encoding.misfit", encoding=encoding.name) from error
    names, renamed = unique_names(names)
    columns = dict(zip(names, decoded, strict=True))
    return replace(features, columns=columns, notes=(*notes, *renamed))


def _decoded(values: Sequence[Any], encoding: str) -> list[Any]:
    return [
        decode_cell(value.encode("latin-1"), encoding) if isinstance(value, str) else value
        for value in values
    ]


def _declared(job: Job) -> Encoding | None:
    if job.encoding:
        return Encoding(named_encoding(job.encoding))
    beside = sibling(job.path, ".cpg")
    if beside and (declared := beside.read_bytes()[:64].decode("ascii", "replace").strip()):
        return Encoding(named_encoding(declared))
    table = job.path if job.path.suffix.lower() == ".dbf" else sibling(job.path, ".dbf")
    if table is None:
        return None
    with table.open("rb") as stream:
        head = stream.read(_LANGUAGE_BYTE_AT + 1)
    if len(head) <= _LANGUAGE_BYTE_AT:
        raise InputError("file.unreadable")
    declared_name = language_encoding(head[_LANGUAGE_BYTE_AT])
    return Encoding(declared_name) if declared_name else None


def sibling(path: Path, suffix: str) -> Path | None:
    """Return the file of the same stem with another suffix in whatever case, None without one."""
    wanted = (path.stem + suffix).lower()
    for entry in os.scandir(path.parent):
        if entry.name.lower() == wanted and entry.is_file():
            return Path(entry.path)
    return None
