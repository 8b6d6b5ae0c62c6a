"""A unit of work that is committed by the one who asked for it, after a service has returned.

Services open a store, compute, write and close. Where their change must stand or fall together
with something else, such as the end of a job, they get a store whose unit of work stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from gridmap.errors import UsageError
from gridmap.store.port import Reader, Writer

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from gridmap.store import Store
    from gridmap.store.work_port import WorkWriter


class Deferred:
    """A store whose first unit of work stays open; made by `deferring`.

    What is computed before the first write does not hold up other writers.

    Parameters
    ----------
    store
        The real one.
    stack
        Closes the unit of work at the end.
    """

    def __init__(self, store: Store, stack: ExitStack) -> None:
        self._store = store
        self._stack = stack
        self._is_spoilt = False
        self._wrap: Callable[[Writer], Writer] | None = None
        self._work: Writer | None = None

    @property
    def committed(self) -> Store:
        """The real store: what is committed, and units of work of its own."""
        return self._store

    def wrap_with(self, wrap: Callable[[Writer], Writer]) -> None:
        """Put something between the services and the unit of work, before it is opened.

        Parameters
        ----------
        wrap
            Gets the unit of work and gives what the services see.
        """
        self._wrap = wrap

    def work(self) -> Writer:
        """Return the open unit of work; it is opened where it is not yet."""
        if self._work is None:
            work = self._stack.enter_context(self._store.writing())
            self._work = work if self._wrap is None else self._wrap(work)
        return self._work

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Open a snapshot, which sees what the open unit of work wrote."""
        if self._work is not None:
            yield self._work
            return
        with self._store.reading() as reader:
            yield reader

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Give the open unit of work; nothing is committed at the end of the block."""
        try:
            yield self.work()
        except BaseException:
            self._is_spoilt = True
            raise

    def require_sound(self) -> None:
        """Refuse to commit after a part has failed, even if the service went on.

        Raises
        ------
        UsageError
            When it has.
        """
        if self._is_spoilt:
            raise UsageError("store.spoilt")

    def working(self) -> AbstractContextManager[WorkWriter]:
        """Give the open unit of work."""
        return self.writing()

    def digest(self) -> str:
        """Return the digest of what is committed."""
        return self._store.digest()

    def close(self) -> None:
        """Leave the real store to the one who opened it."""


@contextmanager
def deferring(store: Store) -> Iterator[Deferred]:
    """Open a store whose unit of work is committed at the end of the block.

    Parameters
    ----------
    store
        The real one.

    Yields
    ------
    deferred
        What services write to.

    Raises
    ------
    UsageError
        When a part of it failed.
    """
    with ExitStack() as stack:
        deferred = Deferred(store, stack)
        yield deferred
        deferred.require_sound()
