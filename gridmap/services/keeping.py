"""Values that are dear to make, kept for those who ask again; the least used are dropped."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar, cast

Value = TypeVar("Value")


@dataclass
class Kept:
    """Keeps so many values. Threads may share it: each value is made once, others go on meanwhile.

    Parameters
    ----------
    most
        How many values are kept.
    """

    most: int
    _values: OrderedDict[Hashable, object] = field(default_factory=OrderedDict)
    _turns: dict[Hashable, threading.Lock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of a key, made where it is not kept.

        Parameters
        ----------
        key
            Everything that the value depends on.
        make
            Makes the value.
        """
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return cast("Value", self._values[key])
            turn = self._turns.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                if key in self._values:
                    return cast("Value", self._values[key])
            value = make()
            with self._lock:
                self._values[key] = value
                self._turns.pop(key, None)
                while len(self._values) > self.most:
                    self._values.popitem(last=False)
        return value

    def drop(self, key: Hashable) -> None:
        """Forget the value of a key."""
        with self._lock:
            self._values.pop(key, None)
