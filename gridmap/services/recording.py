"""A writer that notes what an import replaces and adds, and the way back from it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import orjson

from gridmap.analysis.locating import CellIndex
from gridmap.domain import Area, Block, Building, Point, Recovery, Street, UploadState, Worker
from gridmap.errors import ConflictError, Place
from gridmap.geometry.lattice import from_units, to_units
from gridmap.services.record_codec import KEYS, TYPES, record_of, seal_of, values_of

if TYPE_CHECKING:
    from gridmap.domain import Upload
    from gridmap.store import Store, Writer


class Recording:
    """A writer that notes what is replaced and added before it passes everything on.

    Parameters
    ----------
    work
        The unit of work.
    """

    def __init__(self, work: Writer) -> None:
        self._work = work
        self._before: dict[type[Any], dict[str, Any]] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever a writer has
        """Pass on what is not recorded."""
        return getattr(self._work, name)

    def put_areas(self, areas: Iterable[Area]) -> None:
        """Add areas, or replace those of the same code."""
        self._work.put_areas(self._noted(Area, areas))

    def put_blocks(self, blocks: Iterable[Block]) -> None:
        """Add blocks, or replace those of the same id."""
        self._work.put_blocks(self._noted(Block, blocks))

    def put_buildings(self, buildings: Iterable[Building]) -> None:
        """Add buildings, or replace those of the same id."""
        self._work.put_buildings(self._noted(Building, buildings))

    def put_streets(self, streets: Iterable[Street]) -> None:
        """Add lines, or replace those of the same id."""
        self._work.put_streets(self._noted(Street, streets))

    def put_workers(self, workers: Iterable[Worker]) -> None:
        """Add workers, or replace those of the same code."""
        self._work.put_workers(self._noted(Worker, workers))

    def put_points(self, points: Iterable[Point], **note: Any) -> int:
        """Add points, or replace those of the same id."""
        return self._work.put_points(self._noted(Point, points), **note)

    def _noted(self, kind: type[Any], records: Iterable[Any]) -> list[Any]:
        given = list(records)
        keys = [getattr(record, KEYS[kind]) for record in given]
        noted = self._before.setdefault(kind, {})
        fresh = [key for key in keys if key not in noted]
        known = {getattr(record, KEYS[kind]): record for record in self._work.kept(kind, fresh)}
        noted.update((key, known.get(key)) for key in fresh)
        return given

    def way_back(self, upload_id: str) -> Recovery:
        """Return what takes back everything that was written until now.

        Parameters
        ----------
        upload_id
            The upload that it came from.
        """
        parts = []
        for kind, noted in self._before.items():
            now = self._work.kept(kind, list(noted))
            parts.append(
                {
                    "type": kind.__name__,
                    "added": [key for key, record in noted.items() if record is None],
                    "before": [values_of(record) for record in noted.values() if record],
                    "seal": seal_of(now),
                }
            )
        return Recovery(upload_id, zlib.compress(orjson.dumps(parts), 6))

    @property
    def replaced(self) -> int:
        """How many records were there before."""
        return sum(record is not None for part in self._before.values() for record in part.values())


class Rehearsing(Recording):
    """A writer for a dry run: points, of which there are many, are only judged."""

    def put_points(self, points: Iterable[Point], **_note: Any) -> int:
        """Return how many points would lie in no cell.

        Raises
        ------
        ConflictError
            When an id belongs to a point of another kind.
        """
        given = self._noted(Point, points)
        before = self._before[Point]
        for point in given:
            known = before[point.id]
            if known is not None and known.kind != point.kind:
                place = Place(feature=point.id)
                raise ConflictError("point.other_kind", place, id=point.id, kind=known.kind)
        cells = self._work.published_cells()
        if not cells:
            return len(given)
        lonlat = np.array([(point.lon, point.lat) for point in given], np.float64).reshape(-1, 2)
        on_lattice = from_units(to_units(lonlat))
        index = CellIndex(np.array([cell.geometry for cell in cells], object))
        return int((index.locate(on_lattice) < 0).sum())


class Tape:
    """Records one unit of work, which is opened only when somebody writes.

    Parameters
    ----------
    is_rehearsal
        Whether nothing of it will be kept.
    """

    def __init__(self, *, is_rehearsal: bool = False) -> None:
        self._make = Rehearsing if is_rehearsal else Recording
        self._recording: Recording | None = None

    def record(self, work: Writer) -> Writer:
        """Return a unit of work that is recorded from now on."""
        self._recording = self._make(work)
        return cast("Writer", self._recording)

    @property
    def replaced(self) -> int:
        """How many of the written records were there before."""
        return self._recording.replaced if self._recording else 0

    def way_back(self, upload_id: str) -> Recovery:
        """Return what takes back everything that was written until now.

        Parameters
        ----------
        upload_id
            The upload that it came from.

        Raises
        ------
        ConflictError
            When nothing was written.
        """
        if self._recording is None:
            raise ConflictError("upload.no_way_back", Place(feature=upload_id))
        return self._recording.way_back(upload_id)


def undo_import(store: Store, upload: Upload, *, by: str, at: datetime) -> Upload:
    """Take the last import back, if nothing of it was changed since.

    Parameters
    ----------
    store
        Where it went.
    upload
        The upload that was brought in.
    by, at
        Who takes it back, and when (UTC).

    Returns
    -------
    upload
        As it is then.

    Raises
    ------
    ConflictError
        When it is not the last import, or a record was changed or is used since.
    """
    place = Place(file=upload.name)
    with store.writing() as work:
        recovery = work.recovery(upload.id)
        if recovery is None:
            raise ConflictError("upload.no_way_back", place)
        for part in reversed(orjson.loads(zlib.decompress(recovery.content))):
            kind = TYPES[part["type"]]
            before = [record_of(kind, values) for values in part["before"]]
            keys = [*part["added"], *(getattr(record, KEYS[kind]) for record in before)]
            if seal_of(work.kept(kind, keys)) != part["seal"]:
                raise ConflictError("upload.changed_since", place)
            work.take_out(kind, part["added"])
            _put(work, kind, before, by, at)
        work.forget_recovery()
        undone = replace(upload, state=UploadState.UNDONE)
        work.put_uploads([undone])
    return undone


def _put(work: Writer, kind: type[Any], records: Sequence[Any], by: str, at: datetime) -> None:
    if not records:
        return
    if kind is Point:
        work.put_points(records, by=by, at=at)
        return
    puts: Mapping[type[Any], Callable[[Iterable[Any]], None]] = {
        Area: work.put_areas,
        Block: work.put_blocks,
        Building: work.put_buildings,
        Street: work.put_streets,
        Worker: work.put_workers,
    }
    puts[kind](records)
