"""Progress on a terminal only, and on standard error, so that output can be piped."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence

import click

from gridmap.catalogue import text


class Steps:
    """Tells step by step what is being done and how long it took.

    On a terminal the current line is rewritten with a bar; elsewhere nothing is written.
    """

    def __init__(self) -> None:
        self._visible = sys.stderr.isatty()
        self._began = time.perf_counter()
        self._label = ""

    def __call__(self, code: str, done: int = 0, total: int = 0) -> None:
        """Show that `done` of `total` parts of a step are finished.

        Parameters
        ----------
        code
            Message code of the step, without the ``step.`` prefix.
        done, total
            Parts finished and parts in all; 0 where the step has no parts.
        """
        if not self._visible:
            return
        label = text(f"step.{code}")
        if self._label and label != self._label:
            click.echo(err=True)
        self._label = label
        seconds = time.perf_counter() - self._began
        bar = f" {'█' * (20 * done // total):<20} {done}/{total}" if total else ""
        click.echo(f"\r\x1b[K{seconds:5.1f} s  {label}{bar}", err=True, nl=False)

    def close(self) -> None:
        """End the last line."""
        if self._visible and self._label:
            click.echo(err=True)


def write_rows(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table whose columns line up, Chinese characters counted as two places wide."""
    table = [tuple(header), *(tuple(row) for row in rows)]
    widths = [max(display_width(row[column]) for row in table) for column in range(len(header))]
    for row in table:
        click.echo("  ".join(_padded(row, widths)).rstrip())


def display_width(value: str) -> int:
    """Return how many places a string takes on a terminal."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in value)  # noqa: PLR2004  CJK begins


def _padded(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for column, (value, width) in enumerate(zip(row, widths, strict=True)):
        space = " " * (width - display_width(value))
        yield value + space if column == 0 else space + value
