"""Files larger than memory, piece by piece: separated text, and GeoJSON of one feature a line.

Here bytes are only cut between rows. What a piece holds is read like any file, in a confined child
process, so that nothing else ever parses what somebody handed in.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from gridmap.domain import FeatureTable
from gridmap.errors import InputError, Place
from gridmap.formats import limits
from gridmap.formats.geojson import write_geojson_lines_pieces, write_geojson_pieces
from gridmap.formats.problems import ImportProblems
from gridmap.formats.reading import read
from gridmap.formats.tabular import write_csv_pieces
from gridmap.geometry.datum import Datum

PieceWriter = Callable[[Iterable[FeatureTable], str | PathLike[str]], None]

PIECE_BYTES = 8 * limits.MEBIBYTE
_TEXT = frozenset({".csv", ".tsv", ".txt"})
_LINES = frozenset({".geojsonl", ".geojsons", ".ndjson", ".jsonl"})
_WRITERS: dict[str, PieceWriter] = {
    ".csv": write_csv_pieces,
    ".geojson": write_geojson_pieces,
    ".json": write_geojson_pieces,
    **dict.fromkeys(_LINES, write_geojson_lines_pieces),
}
_QUOTE, _NEWLINE = b'"', b"\n"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a file.

    Attributes
    ----------
    table
        The rows, numbered as in the whole file.
    done_bytes, total_bytes
        How much of the file is read, and how much there is.
    """

    table: FeatureTable
    done_bytes: int
    total_bytes: int


def is_cut_by_rows(path: Path) -> bool:
    """Tell whether a file can be read piece by piece."""
    return path.suffix.lower() in _TEXT | _LINES


def read_pieces(
    path: Path,
    *,
    crs: str | None = None,
    datum: Datum | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    piece_bytes: int = PIECE_BYTES,
) -> Iterator[Piece]:
    """Read a file piece by piece.

    Of separated text the first row must be the header. The encoding must be one in which a line
    end is a byte of its own: UTF-8, GB18030 and all of one byte are, UTF-16 is not.

    Parameters
    ----------
    path
        The file.
    crs, datum, encoding, columns
        As `gridmap.formats.read` takes them.
    piece_bytes
        How large a piece is at least, its last row excluded.

    Yields
    ------
    piece
        The rows in the order of the file.

    Raises
    ------
    InputError
        When the file is missing, of another format, of a wide encoding, or a piece cannot be read;
        the place names the row of the whole file.
    """
    if not path.is_file():
        raise InputError("file.missing", Place(file=path.name))
    total_bytes = path.stat().st_size
    suffix = path.suffix.lower()
    is_text = suffix in _TEXT
    rows = 0
    with path.open("rb") as stream, tempfile.TemporaryDirectory(prefix="gridmap-") as folder:
        _refuse_wide(stream, path.name)
        part = Path(folder) / f"piece{suffix}"
        head = _rows(stream, 1, path.name, quoted=True) if is_text else b""
        body = _rows(stream, piece_bytes, path.name, quoted=is_text)
        while body.strip() or not rows:
            part.write_bytes(head + body)
            try:
                table = read(
                    part,
                    crs=crs,
                    datum=datum,
                    encoding=encoding,
                    columns=columns,
                    source=path.name,
                )
            except InputError as error:
                fault = _moved(error, rows)
                raise fault from error
            yield Piece(replace(table, rows=table.rows + rows), stream.tell(), total_bytes)
            rows += int(table.rows[-1]) - is_text
            body = _rows(stream, piece_bytes, path.name, quoted=is_text)


def write_pieces(pieces: Iterable[FeatureTable], path: Path) -> None:
    """Write tables of the same columns into one file; it appears whole or not at all.

    Parameters
    ----------
    pieces
        The tables, taken one after the other.
    path
        Where the file is to be; its ending says the format.

    Raises
    ------
    InputError
        When files of that format cannot be written piece by piece, or a table does not fit it.
    """
    suffix = path.suffix.lower()
    if suffix not in _WRITERS:
        raise InputError("locate.stream_format", format=suffix, formats=", ".join(_WRITERS))
    _WRITERS[suffix](pieces, path)


def _refuse_wide(stream: BinaryIO, name: str) -> None:
    """Refuse text in which a line end is no byte of its own.

    Raises
    ------
    InputError
        When the file begins like such text.
    """
    start = stream.read(2)
    stream.seek(0)
    if start in _WIDE_MARKS or b"\x00" in start:
        raise InputError("stream.wide", Place(file=name))


def _rows(stream: BinaryIO, least_bytes: int, name: str, *, quoted: bool) -> bytes:
    """Return whole rows of at least so many bytes, or what is left of the file.

    Where cells may be quoted, a line end between quotes belongs to its row.

    Raises
    ------
    InputError
        When a quote never ends.
    """
    data = stream.read(least_bytes)
    quotes = data.count(_QUOTE)
    parts = [data]
    size = len(data)
    while data and ((quoted and quotes % 2) or not parts[-1].endswith(_NEWLINE)):
        data = stream.readline(limits.TEXT_BYTES)
        parts.append(data)
        quotes += data.count(_QUOTE)
        size += len(data)
        if size > least_bytes + limits.TEXT_BYTES // 2:
            raise InputError("csv.quote", Place(file=name))
    return b"".join(parts)


def _moved(error: InputError, rows: int) -> InputError:
    """Return an error of a piece with its rows numbered as in the whole file."""
    if isinstance(error, ImportProblems):
        problems = [_moved(problem, rows) for problem in error.problems]
        return ImportProblems(problems, error.count, error.place.file)
    place = error.place
    if place.row is not None:
        place = replace(place, row=place.row + rows)
    elif isinstance(place.feature, int):
        place = replace(place, feature=place.feature + rows)
    return InputError(error.code, place, **error.params)
