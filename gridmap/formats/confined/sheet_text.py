"""The text of one worksheet, edited where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from xml.sax.saxutils import escape

from gridmap.formats.confined.marking_parts import NotMarkableError, RedStyles
from gridmap.formats.headers import column_letter

_LETTERS = 26
# The last row begins within so many bytes of the end.
_END = 200_000
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COLUMN_WIDTH = b'<col min="1" max="1" width="60" customWidth="1"/>'
_CELL_OPEN = re.compile(rb"<c[ />]")
_CELL_PLACE = re.compile(rb'(<c\b[^>]*?\br=")([A-Z]{1,3})(\d+")')
_ROW_OPEN = re.compile(rb'<row\b[^>]*?\br="(\d+)"[^>]*>')
_CELL = re.compile(rb"<c\b([^>]*?)(/>|>.*?</c>)", re.DOTALL)
_FORMULA = re.compile(rb"<f\b[^>]*?(?:/>|>.*?</f>)", re.DOTALL)
_COLUMN_RULE = re.compile(rb'(<col\b[^>]*?)\bmin="(\d+)"([^>]*?)\bmax="(\d+)"')
_AREA = re.compile(rb'(\s(?:sq)?ref=")([^"]*)"')
_PLACE = re.compile(rb"(\$?)([A-Z]{1,3})(\$?)(\d+)")
_DROPPED = re.compile(
    rb"<(conditionalFormatting|autoFilter|sortState|extLst|phoneticPr)\b"
    rb"(?:[^>]*/>|.*?</\1>)",
    re.DOTALL,
)
_BEFORE_FILTER = re.compile(
    rb"(?:\s*<(?:sheetCalcPr|sheetProtection)\b[^>]*/>"
    rb"|\s*<(?:protectedRanges|scenarios)\b.*?</(?:protectedRanges|scenarios)>)*",
    re.DOTALL,
)
_AFTER_DRAWING = re.compile(
    rb"<(?:legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts)\b"
    rb"|</worksheet>"
)
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class SheetText:
    """A worksheet as text: what stands before its rows, the rows, and what stands after.

    Parameters
    ----------
    data
        The part of the workbook.

    Raises
    ------
    NotMarkableError
        When it is written in a form that is not understood here.
    """

    def __init__(self, data: bytes) -> None:
        start, end = data.find(b"<sheetData>"), data.rfind(b"</sheetData>")
        if start < 0 or end < 0 or b"<tablePart" in data[end:]:
            raise NotMarkableError
        self._head = data[:start]
        self._body = data[start + len(b"<sheetData>") : end]
        self._tail = data[end + len(b"</sheetData>") :]

    @property
    def has_comments(self) -> bool:
        """Whether the sheet has comments of its own."""
        return b"<legacyDrawing " in self._tail

    def shift(self) -> None:
        """Move every cell one column to the right; formulas keep their last value.

        Raises
        ------
        NotMarkableError
            When a cell does not say where it is.
        """
        body = _FORMULA.sub(b"", self._body) if b"<f" in self._body else self._body
        following = _Following()
        body, moved = _CELL_PLACE.subn(
            lambda found: found[1] + following[found[2]] + found[3], body
        )
        if moved != len(_CELL_OPEN.findall(body)):
            raise NotMarkableError
        self._body = re.sub(rb'(<row\b[^>]*?) spans="[^"]*"', rb"\1", body)
        self._head = re.sub(rb"<dimension\b[^>]*/>", b"", self._head)
        self._head = self._with_widths(self._head)
        tail = _DROPPED.sub(b"", self._tail)
        self._tail = _AREA.sub(lambda found: found[1] + _moved(found[2], following) + b'"', tail)

    @staticmethod
    def _with_widths(head: bytes) -> bytes:
        def move(found: re.Match[bytes]) -> bytes:
            first, last = int(found[2]) + 1, min(int(found[4]) + 1, 16_384)
            return found[1] + b'min="%d"' % first + found[3] + b'max="%d"' % last

        if b"<cols>" not in head:
            return head + b"<cols>" + _COLUMN_WIDTH + b"</cols>"
        return _COLUMN_RULE.sub(move, head).replace(b"<cols>", b"<cols>" + _COLUMN_WIDTH)

    def rewrite(
        self,
        texts: Mapping[int, str],
        faulty: Mapping[int, AbstractSet[int]],
        styles: RedStyles,
    ) -> None:
        """Put a text into the first cell of some rows, and a red style on some cells.

        Parameters
        ----------
        texts
            Row number to the text.
        faulty
            Row number to the positions of cells, from 0, as they are after the shift.
        styles
            Gives the red twin of a style.
        """
        pieces: list[bytes] = []
        at = 0
        for found in _ROW_OPEN.finditer(self._body):
            row = int(found[1])
            if row not in texts:
                continue
            pieces.append(self._body[at : found.start()])
            opening = found[0]
            if opening.endswith(b"/>"):
                inside, at = b"", found.end()
                opening = opening[:-2] + b">"
            else:
                close = self._body.find(b"</row>", found.end())
                inside, at = self._body[found.end() : close], close + len(b"</row>")
            opening = re.sub(rb'\s(?:ht|customHeight)="[^"]*"', b"", opening)
            cells = _reddened(inside, row, faulty.get(row, set()), styles)
            pieces += [opening, _text_cell(row, texts[row], styles.wrapped), cells, b"</row>"]
        pieces.append(self._body[at:])
        self._body = b"".join(pieces)

    def filter_from(self, header_row: int) -> None:
        """Let people filter by the columns below a header."""
        rows = [int(row) for row in re.findall(rb'<row\b[^>]*?\br="(\d+)"', self._body[-_END:])]
        head = re.search(
            rb'<row\b[^>]*?\br="%d"[^>]*>(.*?)</row>' % header_row, self._body, re.DOTALL
        )
        places = re.findall(rb'\br="([A-Z]{1,3})\d+"', head[1]) if head else []
        if not rows or not places:
            return
        area = b'<autoFilter ref="A%d:%s%d"/>' % (header_row, places[-1], max(rows))
        before = _BEFORE_FILTER.match(self._tail)
        at = before.end() if before else 0
        self._tail = self._tail[:at] + area + self._tail[at:]

    def refer_to_comments(self, relation: str) -> None:
        """Name the drawing that holds the comments' boxes."""
        found = _AFTER_DRAWING.search(self._tail)
        if found is None:
            return
        drawing = f'<legacyDrawing xmlns:r="{_RELATIONS}" r:id="{relation}"/>'.encode()
        self._tail = self._tail[: found.start()] + drawing + self._tail[found.start() :]

    def bytes(self) -> bytes:
        """Return the part."""
        return b"".join((self._head, b"<sheetData>", self._body, b"</sheetData>", self._tail))


class _Following(dict[bytes, bytes]):
    """The letters of the column to the right of each column."""

    def __missing__(self, letters: bytes) -> bytes:
        self[letters] = column_letter(position_of(letters) + 1).encode()
        return self[letters]


def position_of(letters: bytes) -> int:
    """Return the position of a column, from 0."""
    position = 0
    for letter in letters:
        position = position * _LETTERS + letter - ord("A") + 1
    return position - 1


def _moved(area: bytes, following: Mapping[bytes, bytes]) -> bytes:
    return _PLACE.sub(lambda found: found[1] + following[found[2]] + found[3] + found[4], area)


def _reddened(inside: bytes, row: int, positions: AbstractSet[int], styles: RedStyles) -> bytes:
    """Return the cells of a row, some of them red; those that are empty are made."""
    if not positions:
        return inside
    cells: dict[int, bytes] = {}
    for found in _CELL.finditer(inside):
        place = re.search(rb'\br="([A-Z]{1,3})\d+"', found[1])
        if place is None:
            continue
        position = position_of(place[1])
        cells[position] = found[0]
        if position in positions:
            named = re.search(rb'\bs="(\d+)"', found[1])
            style = styles.red_of(int(named[1]) if named else 0)
            attributes = re.sub(rb'\s*\bs="\d+"', b"", found[1]) + b' s="%d"' % style
            cells[position] = b"<c" + attributes + found[2]
    for position in positions - cells.keys():
        place_name = f"{column_letter(position)}{row}"
        cells[position] = f'<c r="{place_name}" s="{styles.red_of(0)}"/>'.encode()
    return b"".join(cells[position] for position in sorted(cells))


def _text_cell(row: int, text: str, style: int) -> bytes:
    plain = escape(_NOT_XML.sub("", text))
    return (
        f'<c r="A{row}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{plain}</t></is></c>'
    ).encode()
