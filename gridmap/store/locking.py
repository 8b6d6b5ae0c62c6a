"""Locks: what edits leave as it is, why, and until when."""

from __future__ import annotations

from collections.abc import Iterable

from gridmap.domain import Lock
from gridmap.errors import ConflictError, InputError, Place
from gridmap.store.forms import canonical_locks, distinct
from gridmap.store.unit import Unit


class Locking(Unit):
    """The part of a unit of work that concerns locks."""

    def put_locks(self, locks: Iterable[Lock]) -> None:
        """Add locks, or replace those of the same id.

        Raises
        ------
        InputError
            When a lock does not name what it protects or why, or its plan has no such cell.
        ConflictError
            When its plan does not exist.
        """
        given = canonical_locks(distinct(list(locks), "id"))
        for lock in given:
            place = Place(feature=lock.id)
            if self.plan(lock.plan_id) is None:
                raise ConflictError("plan.unknown", place, id=lock.plan_id)
            code = lock.cell_code
            if code is not None and not self.cells_named(lock.plan_id, [code]):
                raise InputError("lock.cell", place, id=lock.plan_id, code=code)
        self.save(given)

    def remove_lock(self, lock_id: str) -> None:
        """Remove a lock.

        Raises
        ------
        ConflictError
            When there is none of this id.
        """
        if all(lock.id != lock_id for lock in self.locks()):
            raise ConflictError("lock.unknown", Place(feature=lock_id), id=lock_id)
        self.drop_lock(lock_id)
