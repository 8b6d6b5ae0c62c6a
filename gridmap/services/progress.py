"""How long work tells what it is doing: a callable, silent by default."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told about each step by its message code and how many of its parts are done."""

    def __call__(self, code: str, done: int = 0, total: int = 0) -> None:
        """Take note of a step."""
        ...


def silent(code: str, done: int = 0, total: int = 0) -> None:
    """Take no note."""
