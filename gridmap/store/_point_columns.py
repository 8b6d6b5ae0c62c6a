"""Reading all points of a kind out of a database as columns, without a record for each."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, LargeBinary, Select, Text, bindparam, select, type_coerce

from gridmap.domain import PointKind
from gridmap.domain.point_columns import (
    ADDRESS,
    PointColumns,
    point_columns,
    state_field,
    state_word,
)
from gridmap.store import tables
from gridmap.store.dialects import sqlite

_POINT: Final = tables.point.c


def _query(kind: PointKind) -> Select[Any]:
    return (
        select(
            _POINT.id,
            _POINT.name,
            sqlite.member(type_coerce(_POINT.attributes, Text), ADDRESS),
            type_coerce(_POINT.geom, LargeBinary),
            _POINT.class_code,
            _POINT.cell_code,
            sqlite.member(type_coerce(_POINT.attributes, Text), state_field(kind)),
            type_coerce(_POINT.happened_at, Text),
            _POINT.revision,
        )
        .where(_POINT.kind == bindparam("kind"), _POINT.revision > bindparam("after"))
        .order_by(_POINT.id)
    )


_QUERIES: Final = {kind: _query(kind) for kind in PointKind}


def read_point_columns(connection: Connection, kind: PointKind, after: int) -> PointColumns:
    """Return the points of a kind that were written after a revision.

    Parameters
    ----------
    connection
        Where they are.
    kind
        Their kind.
    after
        -1 for all.
    """
    rows = connection.execute(_QUERIES[kind], {"kind": kind, "after": after}).all()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(_QUERIES[kind].selected_columns)
    ids, names, addresses, places, classes, cells, states, moments, revisions = columns
    words = {value: state_word(kind, value) for value in set(states)}
    return point_columns(
        ids,
        names,
        addresses,
        sqlite.decode_places(places),
        classes,
        cells,
        [words[value] for value in states],
        [None if moment is None else moment[:-1] for moment in moments],
        revisions,
    )
