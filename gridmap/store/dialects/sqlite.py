"""The embedded store's engine: one SQLite file that is a valid GeoPackage.

Nothing outside `gridmap.store.dialects` knows that the database is SQLite.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, cast
from weakref import WeakSet

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    QueuePool,
    bindparam,
    create_engine,
    event,
    func,
    text,
)
from sqlalchemy.exc import DatabaseError

from gridmap.errors import ConflictError, GridmapError, InputError, Place, UsageError
from gridmap.store.dialects import geopackage
from gridmap.store.dialects.geopackage import Layer

BUSY_TIMEOUT_MS: Final = 5000
WRITER_OPTION: Final = "gridmap_writer"

encode = geopackage.encode
decode = geopackage.decode
decode_many = geopackage.decode_many
encode_place = geopackage.encode_place
decode_place = geopackage.decode_place
decode_places = geopackage.decode_places

_PRAGMAS: Final = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA trusted_schema = ON",  # the triggers of the index call functions of ours
)

# The log grows while there is always some reader that needs it. Beyond this it is written back into
# the file, and whoever reads or writes then waits so long at most.
_LONGEST_LOG_BYTES: Final = 64 << 20
_LOG_WAIT_MS: Final = 200
_KEPT_CONNECTIONS: Final = 16

_engines: WeakSet[Engine] = WeakSet()


def make_engine(path: Path, journal_mode: str = "WAL") -> Engine:
    """Return the engine of a store file; every connection of the store comes from here.

    Parameters
    ----------
    path
        The file, which must exist.
    journal_mode
        ``WAL`` for a store; ``DELETE`` for a file that goes to others.
    """
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        poolclass=QueuePool,
        pool_size=_KEPT_CONNECTIONS,
        # Who reads may open a second snapshot meanwhile. Were there an end to connections, as many
        # readers as it allows would wait for one another.
        max_overflow=-1,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
    )
    event.listen(engine, "connect", partial(_prepare, journal_mode))
    event.listen(engine, "begin", _begin)
    _engines.add(engine)
    return engine


def _forget_connections_of_parent() -> None:
    """Drop pooled connections after a fork: SQLite forbids their use in the child."""
    for engine in list(_engines):
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_forget_connections_of_parent)


def _prepare(journal_mode: str, connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says, never by guess
    connection.execute(f"PRAGMA journal_mode = {journal_mode}")
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    geopackage.register_functions(connection)


def _begin(connection: Connection) -> None:
    writer = connection.get_execution_options().get(WRITER_OPTION, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


@contextmanager
def transaction(engine: Engine, path: Path, *, writer: bool) -> Iterator[Connection]:
    """Open a transaction: a writer takes the write lock at once, a reader one snapshot.

    Raises
    ------
    ConflictError
        When another writer holds the lock for longer than the busy timeout.
    UsageError
        When the disk is full or the file cannot be written.
    InputError
        When the file is damaged.
    DatabaseError
        When the database reports a fault that no one foresaw.
    """
    try:
        with (
            engine.connect().execution_options(**{WRITER_OPTION: writer}) as connection,
            connection.begin(),
        ):
            yield connection
    except DatabaseError as error:
        known = _translate(error, path)
        if known is None:
            raise
        raise known from error
    if writer:
        _shorten_log(engine, path)


def _shorten_log(engine: Engine, path: Path) -> None:
    """Write a long log back into the file, unless somebody needs it for longer than a moment."""
    log = path.with_name(f"{path.name}-wal")
    if not log.exists() or log.stat().st_size <= _LONGEST_LOG_BYTES:
        return
    pooled = engine.raw_connection()
    driver = cast("sqlite3.Connection", pooled.driver_connection)
    try:
        driver.execute(f"PRAGMA busy_timeout = {_LOG_WAIT_MS}")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    finally:
        pooled.close()


_FAULTS: Final[tuple[tuple[str, Callable[..., GridmapError], str], ...]] = (
    ("is locked", ConflictError, "store.busy"),
    ("is full", UsageError, "store.full"),
    ("readonly", UsageError, "store.readonly"),
    ("unable to open", UsageError, "store.unreachable"),
    ("not a database", InputError, "store.foreign"),
    ("malformed", InputError, "store.damaged"),
)


def _translate(error: DatabaseError, path: Path) -> GridmapError | None:
    message = str(error.orig)
    for part, kind, code in _FAULTS:
        if part in message:
            return kind(code, Place(file=path.name), file=path.name)
    return None


def execute_all(connection: Connection, statements: tuple[str, ...]) -> None:
    """Run statements that return nothing."""
    for statement in statements:
        connection.exec_driver_sql(statement)


def create_core(connection: Connection) -> None:
    """Create the tables that every GeoPackage has."""
    execute_all(connection, geopackage.CORE_STATEMENTS)


def register_layer(connection: Connection, table: str, geometry_type: str) -> None:
    """Make an existing table a layer with a spatial index."""
    execute_all(connection, geopackage.layer_statements(Layer(table, geometry_type)))


def member(column: ColumnElement[str], name: str) -> ColumnElement[Any]:
    """Return the expression for a member of a JSON object."""
    return func.json_extract(column, f'$."{name}"')


def keep_rows(connection: Connection, table: str) -> None:
    """Let the rows of a table be added only: the database itself refuses to change or drop them."""
    execute_all(
        connection,
        tuple(
            f'CREATE TRIGGER "{table}_keeps_{event.lower()}" BEFORE {event} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
            for event in ("UPDATE", "DELETE")
        ),
    )


@contextmanager
def bulk_load(connection: Connection, table: str, geometry_type: str) -> Iterator[None]:
    """Load many rows: the index is filled once at the end instead of row by row."""
    layer = Layer(table, geometry_type)
    execute_all(connection, geopackage.drop_trigger_statements(layer))
    yield
    empty, shapes, fill = geopackage.fill_statements(layer)
    connection.exec_driver_sql(empty)
    rows = geopackage.index_rows(connection.exec_driver_sql(shapes).all())
    if rows:
        connection.exec_driver_sql(fill, rows)
    execute_all(connection, geopackage.trigger_statements(layer))


def note_extent(connection: Connection, table: str, geometry_type: str) -> None:
    """Record in ``gpkg_contents`` how far a layer reaches."""
    connection.exec_driver_sql(geopackage.extent_statement(Layer(table, geometry_type)))


# Later than the last one in any case, so that two changes never have the same moment.
_NOTE_CHANGE: Final = text(
    "UPDATE gpkg_contents SET last_change = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), "
    "strftime('%Y-%m-%dT%H:%M:%fZ', last_change, '+0.001 seconds')) WHERE table_name = :table"
)
_CHANGES: Final = text(
    "SELECT table_name, last_change FROM gpkg_contents WHERE table_name IN :tables ORDER BY 1"
).bindparams(bindparam("tables", expanding=True))


def note_change(connection: Connection, table: str) -> None:
    """Record in ``gpkg_contents`` when a layer changed."""
    connection.execute(_NOTE_CHANGE, {"table": table})


def last_changes(connection: Connection, tables: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return when each of some layers changed; no two changes of one have the same moment."""
    rows = connection.execute(_CHANGES, {"tables": list(tables)})
    return tuple((str(table), str(moment)) for table, moment in rows)


def copy_whole(engine: Engine, target: Path) -> None:
    """Write a consistent copy of the whole file, readable by its owner alone.

    Parameters
    ----------
    engine
        Engine of the store.
    target
        A file that does not exist yet.

    Raises
    ------
    UsageError
        When the target exists or cannot be written.
    """
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise UsageError("store.exists", Place(file=target.name), file=target.name) from error
    except OSError as error:
        raise UsageError("store.unreachable", Place(file=target.name), file=target.name) from error
    try:
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("VACUUM INTO ?", (str(target),))
        finally:
            connection.close()
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    _flush(target)


def _flush(target: Path) -> None:
    for path in (target, target.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def first_fault(path: Path) -> str | None:
    """Return what is wrong with a file of the database first, None where it is whole.

    Parameters
    ----------
    path
        A file that nobody has open; it is left without a log beside it.

    Raises
    ------
    InputError
        When the file is no database.
    """
    engine = make_engine(path, journal_mode="DELETE")
    try:
        with transaction(engine, path, writer=False) as connection:
            (found, *_) = driver_rows(connection, "PRAGMA integrity_check(1)")
            if found != ("ok",):
                return str(found[0])
            for table, *_ in driver_rows(connection, "PRAGMA foreign_key_check"):
                return str(table)
            return None
    finally:
        engine.dispose()


def close_alone(path: Path) -> bool:
    """Fold the log of a file into it; return whether nobody else has the file open.

    Leaving the mode with a log needs the file for oneself, so that the database itself tells. A
    file that is damaged beyond that counts as closed.
    """
    try:
        with closing(sqlite3.connect(path, timeout=0.5)) as connection:
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.DatabaseError as error:
        return "locked" not in str(error)
    return bool(mode) and mode[0] != "wal"


def driver_rows(connection: Connection, statement: str) -> Iterator[tuple[Any, ...]]:
    """Yield rows exactly as the file holds them, without the types of our schema."""
    for row in connection.exec_driver_sql(statement):
        yield tuple(row)
