"""What each kind of job does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from gridmap.domain.jobs import JobKind, Upload, UploadState
from gridmap.errors import ConflictError, InputError, Place
from gridmap.formats import FORMATS, take_rows, write
from gridmap.services.browsing import visible_layer
from gridmap.services.dividing import Wish, divide_communities
from gridmap.services.faults import fault_values
from gridmap.services.job_running import Undertaking, Work
from gridmap.services.principal import Principal
from gridmap.services.rebalancing import RebalanceWish, rebalance
from gridmap.services.recording import Tape
from gridmap.services.upload_checking import bring_in, check_rows
from gridmap.services.upload_kinds import UploadKind
from gridmap.services.upload_reading import read_upload
from gridmap.services.workroom import suffix_of
from gridmap.store import backup, write_snapshot

# So many faults are kept with a job; more than that no one mends by hand.
MOST_FAULTS = 2000


def _divide(task: Undertaking) -> dict[str, object]:
    asked = task.parameters
    wish = Wish(
        method=str(asked.get("method") or "balanced"),
        cells=asked.get("cells"),
        target_load=asked.get("target_load"),
        target_area_m2=asked.get("target_area_m2"),
        seed=int(asked.get("seed") or 0),
        min_load=float(asked.get("min_load") or 0.0),
        max_load=float(asked.get("max_load") or np.inf),
        max_area_m2=float(asked.get("max_area_m2") or np.inf),
        keeps_barriers=bool(asked.get("keeps_barriers", True)),
    )
    drafted = divide_communities(task.store, wish, asked["communities"], task.progress)
    return {
        "drafts": [
            {
                "plan_id": one.plan.id,
                "community_code": one.plan.community_code,
                "cells": len(one.division.geometries),
                "notes": [note.render() for note in one.division.notes],
            }
            for one in drafted
        ]
    }


def _rebalance(task: Undertaking) -> dict[str, object]:
    asked = task.parameters
    wish = RebalanceWish(
        source_id=str(asked["source_id"]),
        tolerance_ratio=float(asked.get("tolerance_ratio") or 0.05),
        name=str(asked.get("name") or ""),
        by=task.job.by,
    )
    done = rebalance(task.store, wish, task.progress, task.now())
    return {
        "drafts": [
            {
                "plan_id": done.plan.id,
                "community_code": done.plan.community_code,
                "cells": done.cells,
                "moves": done.moves,
                "moved_load": done.moved_load,
                "worst_before_ratio": done.worst_before_ratio,
                "worst_after_ratio": done.worst_after_ratio,
            }
        ]
    }


def _check(task: Undertaking) -> dict[str, object]:
    upload = _upload(task)
    task.progress("read", 0, 3)
    table = read_upload(task.room.path(upload.id, suffix_of(upload.name)), upload)
    task.progress("check", 1, 3)
    checked = check_rows(
        task.store.committed, UploadKind(upload.kind), table, upload.settings, task.progress
    )
    outcome = checked.imported
    result = {
        "rows": len(table),
        "good": len(table) - len(checked.refused) if outcome is not None else 0,
        "refused": list(checked.refused),
        "fault_count": len(checked.faults),
        "faults": [fault_values(fault) for fault in checked.faults[:MOST_FAULTS]],
        "is_whole_refused": outcome is None,
        "outside": outcome.outside if outcome else 0,
        "replaced": checked.replaced,
        "notes": list(outcome.notes) if outcome else [],
    }
    checked_upload = replace(upload, result={"check": task.job.id, "refused": result["refused"]})
    task.store.work().put_uploads([checked_upload])
    return result


def _import(task: Undertaking) -> dict[str, object]:
    upload = _upload(task)
    if upload.state is UploadState.COMMITTED:
        raise ConflictError("upload.committed", Place(file=upload.name))
    task.progress("read", 0, 3)
    table = read_upload(task.room.path(upload.id, suffix_of(upload.name)), upload)
    skipped: list[int] = []
    if task.parameters.get("only_good"):
        refused: Any = upload.result.get("refused", ())
        skipped = [int(row) for row in refused]
        table = take_rows(table, np.flatnonzero(~np.isin(table.rows, skipped)))
    if not len(table):
        raise InputError("table.empty", Place(file=upload.name))
    task.progress("import", 1, 3)
    tape = Tape()
    task.store.wrap_with(tape.record)
    imported = bring_in(task.store, UploadKind(upload.kind), table, upload.settings)
    task.progress("import", 2, 3)
    work = task.store.work()
    result: dict[str, object] = {
        "count": imported.count,
        "outside": imported.outside,
        "replaced": tape.replaced,
        "skipped": len(skipped),
        "notes": list(imported.notes),
    }
    work.put_uploads(
        [
            replace(
                upload,
                state=UploadState.COMMITTED,
                committed_at=task.now(),
                result={**upload.result, **result, "job": task.job.id},
            )
        ]
    )
    work.keep_recovery(tape.way_back(upload.id))
    return result


def _export(task: Undertaking) -> dict[str, object]:
    layer, key = str(task.parameters["layer"]), str(task.parameters["format"])
    name = f"{layer}{_ENDINGS[key]}"
    target = task.room.path(task.job.id, _ENDINGS[key])
    task.room.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    task.progress("export", 0, 2)
    if layer == "snapshot":
        write_snapshot(task.store.committed, target)
        return {"name": f"gridmap{target.suffix}", "suffix": target.suffix}
    principal = Principal("", frozenset(), tuple(task.parameters.get("scope", ())))
    with task.store.reading() as reader:
        table = visible_layer(reader, principal, layer)
    task.progress("export", 1, 2)
    write(table, target, key)
    return {"name": name, "suffix": _ENDINGS[key], "count": len(table)}


def _backup(task: Undertaking) -> dict[str, object]:
    target = task.room.path(task.job.id, ".gpkg")
    task.room.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    task.progress("backup", 0, 1)
    backup(task.store.committed, target)
    name = f"gridmap-backup-{task.now():%Y%m%d-%H%M%S}.gpkg"
    return {"name": name, "suffix": ".gpkg", "size_bytes": target.stat().st_size}


def _upload(task: Undertaking) -> Upload:
    """Return the upload that a job is about.

    Raises
    ------
    InputError
        When there is none of this id any more.
    """
    upload_id = str(task.parameters["upload_id"])
    with task.store.reading() as reader:
        upload = reader.upload(upload_id)
    if upload is None:
        raise InputError("upload.unknown", Place(feature=upload_id))
    return upload


_ENDINGS: Final[Mapping[str, str]] = {
    entry.key: entry.suffixes[0] for entry in FORMATS if entry.writer is not None
}
WORKS: Final[Mapping[JobKind, Work]] = {
    JobKind.DIVIDE: _divide,
    JobKind.REBALANCE: _rebalance,
    JobKind.CHECK: _check,
    JobKind.IMPORT: _import,
    JobKind.EXPORT: _export,
    JobKind.BACKUP: _backup,
}
