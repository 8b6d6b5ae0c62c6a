"""The parts of a workbook that marking touches: styles, comments, relations, the table of parts."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath
from xml.sax.saxutils import escape, quoteattr

_STYLES = "xl/styles.xml"
_WORKBOOK = "xl/workbook.xml"
_TYPES = "[Content_Types].xml"
_COMMENTS = "xl/gridmapComments.xml"
_BOXES = "xl/drawings/gridmapBoxes.vml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_BOXES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_FILL = (
    b'<fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/><bgColor indexed="64"/>'
    b"</patternFill></fill>"
)
_XF = re.compile(rb"<xf\b[^>]*?(?:/>|>.*?</xf>)", re.DOTALL)
_XFS = re.compile(rb"(<cellXfs\b[^>]*>)(.*?)</cellXfs>", re.DOTALL)
_FILLS = re.compile(rb"<fills\b[^>]*>(.*?)</fills>", re.DOTALL)
_FILTER_NAMES = re.compile(rb"<definedName\b[^>]*_FilterDatabase[^>]*>.*?</definedName>", re.DOTALL)


class NotMarkableError(Exception):
    """A workbook is written in a form that is not understood here."""


@dataclass
class RedStyles:
    """The styles of a workbook with red twins.

    Parameters
    ----------
    formats
        The cell formats, as they stand.
    fill
        Number of the red fill.
    """

    formats: list[bytes]
    fill: int
    _twins: dict[int, int] = field(default_factory=dict)
    wrapped: int = 0

    def __post_init__(self) -> None:
        """Add the format of the column that tells what is wrong."""
        self.wrapped = len(self.formats)
        self.formats.append(
            b'<xf numFmtId="0" fontId="0" fillId="%d" borderId="0" xfId="0" applyFill="1" '
            b'applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>' % self.fill
        )

    def red_of(self, style: int) -> int:
        """Return the number of a format like another, but red."""
        if style not in self._twins:
            plain = self.formats[style] if style < len(self.formats) else self.formats[0]
            red = re.sub(rb'\s(?:fillId|applyFill)="[^"]*"', b"", plain)
            red = red.replace(b"<xf", b'<xf fillId="%d" applyFill="1"' % self.fill, 1)
            self._twins[style] = len(self.formats)
            self.formats.append(red)
        return self._twins[style]


@dataclass
class Package:
    """A workbook's parts; those that are text are at hand, the others are copied as they are."""

    archive: zipfile.ZipFile
    texts: dict[str, bytes]
    dropped: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> Package:
        """Return the parts of a workbook, those that are looked into read."""
        names = [
            name
            for name in archive.namelist()
            if name in {_STYLES, _WORKBOOK, _TYPES} or name.endswith(".rels")
        ]
        return cls(archive, {name: archive.read(name) for name in names})

    def sheet_part(self, name: str) -> str:
        """Return the part that holds a sheet.

        Raises
        ------
        NotMarkableError
            When the workbook does not tell.
        """
        wanted = None
        for sheet in re.findall(r"<sheet\b[^>]*>", self.texts[_WORKBOOK].decode("utf-8")):
            if unescape(_attribute(sheet, "name")) == name:
                wanted = _attribute(sheet, "id")
        relations = self.texts["xl/_rels/workbook.xml.rels"].decode("utf-8")
        for relation in re.findall(r"<Relationship\b[^>]*>", relations):
            if wanted is not None and _attribute(relation, "Id") == wanted:
                target = unescape(_attribute(relation, "Target"))
                return target[1:] if target.startswith("/") else f"xl/{target}"
        raise NotMarkableError

    def read(self, part: str) -> bytes:
        """Return a part."""
        if part not in self.texts:
            self.texts[part] = self.archive.read(part)
        return self.texts[part]

    def replace(self, part: str, data: bytes) -> None:
        """Put something in the place of a part, or add it."""
        self.texts[part] = data

    def red_styles(self) -> RedStyles:
        """Return the styles with a red fill added.

        Raises
        ------
        NotMarkableError
            When the workbook has no styles.
        """
        styles = self.texts.get(_STYLES, b"")
        fills, formats = _FILLS.search(styles), _XFS.search(styles)
        if fills is None or formats is None:
            raise NotMarkableError
        return RedStyles(_XF.findall(formats[2]), len(re.findall(rb"<fill\b", fills[1])))

    def keep_styles(self, red: RedStyles) -> None:
        """Write the styles down."""
        fills = b'<fills count="%d">' % (red.fill + 1)
        formats = b'<cellXfs count="%d">' % len(red.formats) + b"".join(red.formats)
        styles = _FILLS.sub(
            lambda found: fills + found[1] + _FILL + b"</fills>", self.texts[_STYLES], count=1
        )
        self.texts[_STYLES] = _XFS.sub(lambda _: formats + b"</cellXfs>", styles, count=1)

    def drop_calculation_chain(self) -> None:
        """Forget in which order formulas are computed, since there are none any more."""
        self.dropped.add("xl/calcChain.xml")
        chain = re.compile(rb"<(?:Override|Relationship)\b[^>]*calcChain[^>]*/>")
        for part in (_TYPES, "xl/_rels/workbook.xml.rels"):
            self.texts[part] = chain.sub(b"", self.texts[part])
        filters = re.compile(
            rb"<definedName\b[^>]*_FilterDatabase[^>]*>.*?</definedName>", re.DOTALL
        )
        workbook = filters.sub(b"", self.texts[_WORKBOOK])
        self.texts[_WORKBOOK] = workbook.replace(b"<definedNames></definedNames>", b"")

    def add_comments(self, sheet: str, comments: Sequence[tuple[str, int, int, str]]) -> str:
        """Add comments to a sheet; return the relation that names the drawing of their boxes.

        Parameters
        ----------
        sheet
            The part of the sheet.
        comments
            Place such as ``B5``, row from 1, column from 0, and the text of each.
        """
        self.texts[_COMMENTS] = _comments(comments)
        self.texts[_BOXES] = _boxes(comments)
        path = PurePosixPath(sheet)
        part = str(path.parent / "_rels" / f"{path.name}.rels")
        fresh = (
            f'<Relationship Id="rIdGridmap1" Type="{_OFFICE}/comments" Target="/{_COMMENTS}"/>'
            f'<Relationship Id="rIdGridmap2" Type="{_OFFICE}/vmlDrawing" Target="/{_BOXES}"/>'
            "</Relationships>"
        ).encode()
        known = self.texts.get(part, f'<Relationships xmlns="{_PACKAGE}"></Relationships>'.encode())
        known = re.sub(rb"(<Relationships\b[^>]*)/>", rb"\1></Relationships>", known)
        self.texts[part] = known.replace(b"</Relationships>", fresh)
        types = self.texts[_TYPES]
        if b'Extension="vml"' not in types:
            default = f'<Default Extension="vml" ContentType="{_BOXES_TYPE}"/>'.encode()
            types = re.sub(rb"(<Types\b[^>]*>)", lambda found: found[1] + default, types, count=1)
        override = f'<Override PartName="/{_COMMENTS}" ContentType="{_COMMENTS_TYPE}"/></Types>'
        self.texts[_TYPES] = types.replace(b"</Types>", override.encode())
        return "rIdGridmap2"

    def write(self, copy: zipfile.ZipFile) -> None:
        """Write all parts into another archive."""
        for member in self.archive.infolist():
            if member.filename not in self.dropped and not member.is_dir():
                data = self.texts.get(member.filename)
                copy.writestr(member.filename, self.archive.read(member) if data is None else data)
        known = set(self.archive.namelist())
        for name, data in self.texts.items():
            if name not in known and name not in self.dropped:
                copy.writestr(name, data)


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'(?:\b|:){name}="([^"]*)"', tag)
    return found[1] if found else ""


def _comments(comments: Sequence[tuple[str, int, int, str]]) -> bytes:
    told = "".join(
        f'<comment ref={quoteattr(place)} authorId="0"><text><t>{escape(said)}</t></text></comment>'
        for place, _, _, said in comments
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><comments xmlns="{_MAIN}">'
        f"<authors><author>GridMap</author></authors><commentList>{told}</commentList></comments>"
    ).encode()


def _boxes(comments: Sequence[tuple[str, int, int, str]]) -> bytes:
    shapes = "".join(
        f'<v:shape id="gm{number}" type="#gm" style="position:absolute;visibility:hidden;'
        'width:240pt;height:60pt" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column}</x:Column>"
        "</x:ClientData></v:shape>"
        for number, (_, row, column, _said) in enumerate(comments)
    )
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:'
        'office" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="gm" '
        'coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke '
        'joinstyle="miter"/></v:shapetype>' + shapes + "</xml>"
    ).encode()
