"""Text of cells to values and back, losing nothing on either way.

A column of text becomes numbers, dates or truth values only where every cell reads exactly as
`cell_text` would write it; ``007`` and ``3.50`` stay text, since their zeros may mean something.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from gridmap.errors import InputError

_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?\d{1,17}(?:\.\d{1,17})?(?:e[+-]?\d{1,3})?")
_PLAIN_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_GROUPED_NUMBER = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:[+-]\d\d:\d\d)?")
_SAMPLE_CELLS = 1000
# Above them, numbers are looked at one by one: digits are many or may be too many.
_MOST_CHARACTERS, _MOST = 18, 1e15
# What a spreadsheet would run as a formula, in the plain and the full width of East Asia.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_LINE_OF_FORMULA = re.compile(f"\n{_FORMULA.pattern}")
_SPOKEN_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(\d{1,2})\s*[:时點点]\s*(?:(\d{1,2})\s*[:分]?\s*(?:(\d{1,2})\s*秒?)?)?)?"
)
_PACKED_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")
# Day 0 of the serial numbers of spreadsheets that count from 1900, their false leap day included.
_SERIAL_ORIGIN = datetime(1899, 12, 30)  # noqa: DTZ001  a sheet has no time zone
_SERIALS = (1.0, 2_958_466.0)


def cell_text(value: object) -> str:
    """Return the text of a value in a cell: nothing for None, ISO for dates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    return repr(value) if isinstance(value, float) else str(value)


def cell_texts(values: Sequence[object]) -> list[str]:
    """Return the texts of a column as `cell_text` gives them, in few calls where it is long."""
    kinds = set(map(type, values))
    if kinds <= {int, float}:
        return list(map(repr, values))
    if kinds <= {str, type(None)}:
        texts: list[Any] = [value or "" for value in values] if None in values else [*values]
        if not _LINE_OF_FORMULA.search("\n" + "\n".join(texts)):
            return texts
    return [cell_text(value) for value in values]


def typed(cells: Sequence[str | None]) -> list[object]:
    """Return a column of text as values, all of a kind where all cells allow it."""
    filled = list(filter(None, cells))
    for fits, make in _KINDS:
        if filled and all(map(fits, filled[:_SAMPLE_CELLS])):
            if fits is _is_number and len(filled) == len(cells) and (quick := _quick(filled)):
                return quick
            if all(map(fits, filled)):
                return [make(cell) if cell else None for cell in cells]
    if "'" not in "".join(filled):
        return [*filled] if len(filled) == len(cells) else [cell or None for cell in cells]
    return [plain(cell) if cell else None for cell in cells]


def _quick(cells: list[str]) -> list[object] | None:
    """Return cells as numbers where none is out of the ordinary, else None.

    Does for a long column in a few calls what `_is_number` and `_number` do for each cell. What
    JSON writes as it was read is as `cell_text` writes it, exponents and their like left out.
    """
    listed = f"[{','.join(cells)}]"
    if "e" in listed or "0.0000" in listed or max(map(len, cells)) > _MOST_CHARACTERS:
        return None
    try:
        numbers: list[Any] = orjson.loads(listed)
    except orjson.JSONDecodeError:
        return None
    if len(numbers) != len(cells) or not set(map(type, numbers)) <= {int, float}:
        return None
    is_same = orjson.dumps(numbers) == listed.encode()
    return numbers if is_same and max(map(abs, numbers)) < _MOST else None


def plain(cell: str) -> str:
    """Return the text of a cell without the guard against formulas that `cell_text` puts on."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def _number(cell: str) -> int | float:
    return int(cell) if _INTEGER.fullmatch(cell) else float(cell)


def _is_number(cell: str) -> bool:
    if not _DECIMAL.fullmatch(cell):
        return False
    return _INTEGER.fullmatch(cell) is not None or repr(float(cell)) == cell


def _is(pattern: re.Pattern[str], make: Callable[[str], object]) -> Callable[[str], bool]:
    def fits(cell: str) -> bool:
        if not pattern.fullmatch(cell):
            return False
        try:
            return cell_text(make(cell)) == cell
        except ValueError:
            return False

    return fits


_KINDS: tuple[tuple[Callable[[str], bool], Callable[[str], object]], ...] = (
    (_is_number, _number),
    (_is(_DAY, date.fromisoformat), date.fromisoformat),
    (_is(_MOMENT, datetime.fromisoformat), datetime.fromisoformat),
    (lambda cell: cell in {"true", "false"}, lambda cell: cell == "true"),
)


def dated(values: Sequence[object]) -> list[object]:
    """Return a column with its text as dates or moments where all of it is ISO, else as it is."""
    filled = [value for value in values if value is not None]
    if not filled or not all(isinstance(value, str) for value in filled):
        return list(values)
    for fits, make in _KINDS[1:3]:
        if all(fits(str(value)) for value in filled):
            return [None if value is None else make(str(value)) for value in values]
    return list(values)


def as_number(value: object) -> float | None:
    """Return a number from a number or from text as people type it, None for an empty cell.

    Full-width digits, spaces, thousands separators and a degree sign are understood.

    Raises
    ------
    InputError
        When it is no finite number.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        raise InputError("value.number", value=cell_text(value))
    if isinstance(value, int | float) or (
        isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value)
    ):
        number = float(value)
    else:
        number = _typed_number(str(value))
    if not abs(number) < float("inf"):
        raise InputError("value.number", value=str(value)[:40])
    return number


def _typed_number(value: str) -> float:
    """Return the number that a person's text means.

    Raises
    ------
    InputError
        When it means none.
    """
    if _PLAIN_NUMBER.fullmatch(value):
        return float(value)
    plain_text = unicodedata.normalize("NFKC", value).strip().strip("°'").strip()
    if _GROUPED_NUMBER.fullmatch(plain_text):
        plain_text = plain_text.replace(",", "")
    if not _PLAIN_NUMBER.fullmatch(plain_text):
        raise InputError("value.number", value=value[:40])
    return float(plain_text)


def as_moment(value: object) -> datetime | date | None:
    """Return a date or a moment from ISO, Chinese or packed text or a spreadsheet's serial number.

    Raises
    ------
    InputError
        When it is none of them, or no day of the calendar.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, date):
        return value
    plain = unicodedata.normalize("NFKC", str(value)).strip()
    try:
        if re.fullmatch(r"\d{1,7}(?:\.\d+)?", plain) and not _PACKED_DAY.fullmatch(plain):
            return _from_serial(float(plain))
        found = _SPOKEN_DAY.fullmatch(plain) or _PACKED_DAY.fullmatch(plain)
        if found:
            return _from_parts([int(part) for part in found.groups() if part])
        return datetime.fromisoformat(plain)
    except (ValueError, OverflowError) as error:
        raise InputError("value.date", value=str(value)[:40]) from error


_DAY_PARTS = 3


def _from_parts(parts: Sequence[int]) -> datetime | date:
    return date(*parts) if len(parts) == _DAY_PARTS else datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def _from_serial(serial: float) -> datetime | date:
    if not _SERIALS[0] <= serial < _SERIALS[1]:
        raise ValueError(serial)
    moment = _SERIAL_ORIGIN + timedelta(seconds=round(serial * 86_400))
    return moment.date() if serial.is_integer() else moment
