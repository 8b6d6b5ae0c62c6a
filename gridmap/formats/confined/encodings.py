"""From bytes to text: a declared encoding is obeyed, an undeclared one is found and named."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

from gridmap.errors import InputError, Place

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 4096
# Text in Latin letters has a zero in every second byte of UTF-16, Chinese text still has some.
_UTF16_ZERO_SHARE = 0.2
_CODE_PAGE = re.compile(r"(?:cp|ansi|oem|windows)?[\s_-]*(\d{3,5})", re.IGNORECASE)
_FAMILIAR = {"big-5": "big5", "utf8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030"}
_PAGES = {"65001": "utf-8", "936": "gb18030", "54936": "gb18030", "28591": "iso8859-1"}
# The language byte of a dBASE table, as far as the pages are in use: Chinese first.
_LANGUAGE_PAGES = {
    0x4D: "936", 0x7A: "936", 0x4F: "950", 0x78: "950", 0x4E: "949", 0x79: "949",
    0x13: "932", 0x7B: "932", 0x01: "437", 0x02: "850", 0x03: "1252", 0x58: "1252",
    0xC8: "1250", 0xC9: "1251", 0xCA: "1254", 0xCB: "1253",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding and whether it was found rather than declared."""

    name: str
    assumed: bool = False


def named_encoding(name: str) -> str:
    """Return Python's name for an encoding as people and ``.cpg`` files write it.

    Raises
    ------
    InputError
        When there is no such encoding, or none for text.
    """
    plain = name.strip().strip("\x00").lower()
    page = _CODE_PAGE.fullmatch(plain)
    if page:
        plain = _PAGES.get(page[1], f"cp{page[1]}")
    plain = _FAMILIAR.get(plain, plain)
    try:
        found = codecs.lookup(plain)
        "x".encode(plain)
    except (LookupError, ValueError, UnicodeError) as error:
        raise InputError("encoding.unknown", encoding=name.strip()[:40]) from error
    return found.name


def language_encoding(language_byte: int) -> str | None:
    """Return the encoding that the language byte of a dBASE table declares."""
    page = _LANGUAGE_PAGES.get(language_byte)
    return named_encoding(page) if page else None


def find_encoding(data: bytes) -> Encoding:
    """Return the encoding of bytes that nothing declares.

    UTF-8 can hardly be mistaken and is not called an assumption; what is left is taken for
    GB18030, which holds GBK and GB 2312, where it fits.

    Raises
    ------
    InputError
        When neither fits, with the row of the first byte that fits GB18030 least.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Encoding(name)
    sample = data[:_SAMPLE_BYTES]
    if sample.count(0) > len(sample) * _UTF16_ZERO_SHARE / 2:
        little = sample[1::2].count(0) >= sample[0::2].count(0)
        return Encoding("utf-16-le" if little else "utf-16-be", assumed=True)
    if _fits(data, "utf-8"):
        return Encoding("utf-8")
    try:
        data.decode("gb18030")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise InputError("encoding.none", Place(row=row)) from error
    return Encoding("gb18030", assumed=True)


def find_encoding_of_cells(cells: Iterable[bytes]) -> Encoding:
    """Return the encoding of cells of fixed width, whose last character may be cut.

    Raises
    ------
    InputError
        When neither UTF-8 nor GB18030 fits.
    """
    foreign = [cell for cell in cells if not cell.isascii()]
    for name, assumed in (("utf-8", False), ("gb18030", True)):
        try:
            for cell in foreign:
                decode_cell(cell, name)
        except UnicodeDecodeError:
            continue
        return Encoding(name, assumed)
    raise InputError("encoding.none")


def decode_cell(cell: bytes, encoding: str) -> str:
    """Return the text of a cell of fixed width, without the half of a character at its end."""
    return codecs.getincrementaldecoder(encoding)().decode(cell, final=False)


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def decode(data: bytes, declared: str | None) -> tuple[str, Encoding]:
    """Return the text of a file without a byte order mark.

    Parameters
    ----------
    data
        The whole file.
    declared
        The encoding that the user names, None to find it.

    Raises
    ------
    InputError
        When the bytes do not fit the encoding, with the row, or no encoding fits.
    """
    encoding = Encoding(named_encoding(declared)) if declared else find_encoding(data)
    try:
        text = data.decode(encoding.name)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise InputError("encoding.misfit", Place(row=row), encoding=encoding.name) from error
    return text.removeprefix("\ufeff"), encoding
