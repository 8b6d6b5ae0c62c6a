"""A store inside one open unit of work: what services do together is kept whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gridmap.errors import UsageError
from gridmap.store.port import Reader, Store, Writer


class JoinedStore:
    """A store whose every unit of work is the one that is open already.

    A service opens units of work as it always does; here they all join the same one, which its
    owner commits. Where one of them fails, the whole is spoilt, even if the service goes on: part
    of what failed may be written already, and nothing short of undoing everything takes it back.

    Parameters
    ----------
    store
        The store itself.
    unit
        The unit of work that is open in it.
    """

    def __init__(self, store: Store, unit: Writer) -> None:
        self._store = store
        self._unit = unit
        self._spoilt = False

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Read what the open unit of work sees, its own changes included."""
        yield self._unit

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Join the open unit of work; nothing is committed at the end of the block."""
        try:
            yield self._unit
        except BaseException:
            self._spoilt = True
            raise

    @contextmanager
    def working(self) -> Iterator[Writer]:
        """Join the open unit of work as well: jobs asked for in it are kept with it."""
        with self.writing() as unit:
            yield unit

    def digest(self) -> str:
        """Return the digest of what was committed before."""
        return self._store.digest()

    def close(self) -> None:
        """Leave the store open: whoever opened it closes it."""

    def require_sound(self) -> None:
        """Refuse to commit after a part has failed.

        Raises
        ------
        UsageError
            When it has.
        """
        if self._spoilt:
            raise UsageError("store.spoilt")
