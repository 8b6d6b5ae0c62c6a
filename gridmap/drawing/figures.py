"""Sheets that charts are drawn on, and how they become SVG or PNG.

Nothing here touches the state that the drawing library shares between callers but while a file is
written, and no window system is needed.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any, Final, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from gridmap.drawing.fonts import font_families
from gridmap.errors import UsageError

TEXT: Final = "#1F2328"
SECOND: Final = "#5B616A"
LINE: Final = "#E3E2DE"
GROUND: Final = "#FFFFFF"
ACCENT: Final = "#0B6E6E"
BAR: Final = "#5376B5"
MISSED: Final = "#D55E00"
NOTHING: Final = "#EDECE8"

MM_PER_INCH: Final = 25.4
DPI: Final = 144
TITLE_PT: Final = 12.0
BODY_PT: Final = 8.5
SMALL_PT: Final = 7.5
TITLE_MM: Final = 7.0
MARGIN_MM: Final = 5.0
# What a narrow sign takes in the small size, rather too much than too little.
SMALL_SIGN_MM: Final = 1.4
FIRST_WIDE: Final = 0x3000
_MARK: Final = "gridmap"
# A line may break before any Chinese sign, and after a space.
_WORDS: Final = re.compile(r"[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+[ ]*|\n")


def new_sheet(width_mm: float, height_mm: float) -> Figure:
    """Return an empty sheet.

    Parameters
    ----------
    width_mm, height_mm
        Its size.
    """
    return Figure(figsize=(width_mm / MM_PER_INCH, height_mm / MM_PER_INCH), facecolor=GROUND)


def place_axes(
    sheet: Figure, left_mm: float, top_mm: float, width_mm: float, height_mm: float
) -> Axes:
    """Return axes at a place of a sheet, measured from its upper left corner."""
    whole_w, whole_h = (side * MM_PER_INCH for side in sheet.get_size_inches())
    box = (
        left_mm / whole_w,
        1 - (top_mm + height_mm) / whole_h,
        width_mm / whole_w,
        height_mm / whole_h,
    )
    return sheet.add_axes(box)


def write_heading(sheet: Figure, title: str, subtitle: str = "", note: str = "") -> None:
    """Write the title above, what it shows below it, and the source at the foot of a sheet.

    Parameters
    ----------
    sheet
        The sheet.
    title, subtitle
        The heading.
    note
        Sources and reservations.
    """
    width, height = (side * MM_PER_INCH for side in sheet.get_size_inches())
    left = MARGIN_MM / width
    top = 1 - MARGIN_MM / height
    sheet.text(left, top, title, size=TITLE_PT, weight="bold", color=TEXT, va="top")
    below = top - TITLE_MM / height
    sheet.text(left, below, subtitle, size=BODY_PT, color=SECOND, va="top")
    wrapped = wrap(note, (width - 2 * MARGIN_MM) / SMALL_SIGN_MM)
    sheet.text(left, MARGIN_MM / height, wrapped, size=SMALL_PT, color=SECOND, va="bottom")


def wrap(note: str, widest: float) -> str:
    """Break a note into lines.

    Parameters
    ----------
    note
        The note.
    widest
        How many narrow signs fit on a line; a Chinese sign is as wide as two and a line may break
        before any of them.
    """
    lines = [""]
    room = widest
    for word in _WORDS.findall(note):
        takes = sum(2 if ord(sign) >= FIRST_WIDE else 1 for sign in word.rstrip())
        if word == "\n" or takes > room:
            lines.append("")
            room = widest
        lines[-1] += word.lstrip("\n")
        room -= takes + len(word) - len(word.rstrip())
    return "\n".join(line.rstrip() for line in lines)


def plain_axes(axes: Axes, *, grid: Literal["x", "y", "both"] | None = None) -> None:
    """Take the frame off axes, and rule faint lines along one direction.

    Parameters
    ----------
    axes
        The axes.
    grid
        The direction, ``both``, or None.
    """
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, colors=SECOND, labelsize=BODY_PT, pad=3)
    axes.set_axisbelow(True)
    if grid is not None:
        axes.grid(axis=grid, color=LINE, linewidth=0.6)


def render(sheet: Figure, kind: str) -> bytes:
    """Return a sheet as the bytes of a file: the same sheet gives the same bytes.

    Parameters
    ----------
    sheet
        The sheet.
    kind
        ``svg`` or ``png``.

    Returns
    -------
    content
        The file. In an SVG all signs are outlines, so that it looks alike on every machine.

    Raises
    ------
    UsageError
        When the kind is neither, or no font has the signs that are written.
    """
    if kind not in {"svg", "png"}:
        raise UsageError("figure.kind", kind=kind)
    written = [one for one in sheet.findobj(Text) if isinstance(one, Text)]
    families = font_families(one.get_text() for one in written)
    for one in written:
        one.set_fontfamily(families)
        # Names come from data: a dollar sign is a dollar sign.
        one.set_parse_math(False)
    stream = io.BytesIO()
    settings: dict[Any, Any] = {"svg.hashsalt": _MARK, "svg.fonttype": "path"}
    metadata = {"Date": None, "Creator": _MARK} if kind == "svg" else {"Software": _MARK}
    with mpl.rc_context(settings):
        sheet.savefig(stream, format=kind, dpi=DPI, metadata=metadata)
    return stream.getvalue()


def write_figure(sheet: Figure, path: Path) -> None:
    """Write a sheet to a file whose name ends with ``.svg`` or ``.png``.

    Parameters
    ----------
    sheet
        The sheet.
    path
        The file.

    Raises
    ------
    UsageError
        When the name ends otherwise, or no font has the signs that are written.
    """
    path.write_bytes(render(sheet, path.suffix.lower().removeprefix(".")))
