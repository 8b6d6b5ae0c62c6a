"""What a file must pass before any native parser sees it."""

from __future__ import annotations

import gzip
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from gridmap.errors import InputError
from gridmap.formats import limits

_CHUNK_BYTES = 1 << 20
_NESTED_SUFFIXES = frozenset({".zip", ".kmz", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar"})


def require_size(size_bytes: int, limit_bytes: int) -> None:
    """Refuse a file over its limit.

    Raises
    ------
    InputError
        When it is too large, or empty.
    """
    if size_bytes > limit_bytes:
        raise InputError(
            "file.large",
            size=f"{size_bytes / limits.MEBIBYTE:.1f}",
            limit=limit_bytes // limits.MEBIBYTE,
        )
    if size_bytes == 0:
        raise InputError("file.empty")


def require_no_dtd(data: bytes) -> None:
    """Refuse XML that declares a document type: no honest KML or GPX has one.

    Raises
    ------
    InputError
        When it does, or when its encoding could hide one.
    """
    head = data[:4096]
    if head.count(0) or (
        b"<!" in data and re.search(rb"<!\s*(DOCTYPE|ENTITY)", data, re.IGNORECASE)
    ):
        raise InputError("xml.dtd")
    declared = re.match(rb"""\s*<\?xml[^>]*encoding=["']([\w.-]+)""", head.lstrip(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in {b"utf-8", b"us-ascii", b"ascii", b"gbk", b"gb2312"}:
        raise InputError("xml.encoding", encoding=declared[1].decode("ascii", "replace"))


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open a zip archive whose table of contents is acceptable.

    Raises
    ------
    InputError
        When it is damaged, bursts a limit, or holds a name, link or archive it should not.
    """
    archive = _opened(path)
    members = archive.infolist()
    if len(members) > limits.ARCHIVE_ENTRIES:
        raise InputError("archive.entries", count=len(members), limit=limits.ARCHIVE_ENTRIES)
    _require_modest(sum(member.file_size for member in members), path.stat().st_size)
    for member in members:
        _require_honest(member)
    return archive


def _opened(path: Path) -> zipfile.ZipFile:
    """Open an archive; names that do not say so are GBK in China, else as the format's default.

    Raises
    ------
    InputError
        When it is damaged.
    """
    for encoding in ("gbk", None):
        try:
            return zipfile.ZipFile(path, metadata_encoding=encoding)
        except UnicodeDecodeError:
            continue
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise InputError("archive.damaged") from error
    raise InputError("archive.damaged")


def _require_modest(unpacked_bytes: int, packed_bytes: int) -> None:
    if unpacked_bytes > limits.UNPACKED_BYTES:
        raise InputError(
            "archive.large",
            size=f"{unpacked_bytes / limits.MEBIBYTE:.0f}",
            limit=limits.UNPACKED_BYTES // limits.MEBIBYTE,
        )
    allowed = max(packed_bytes * limits.ARCHIVE_RATIO, limits.RATIO_FREE_BYTES)
    if unpacked_bytes > allowed:
        raise InputError(
            "archive.ratio",
            ratio=unpacked_bytes // max(packed_bytes, 1),
            limit=limits.ARCHIVE_RATIO,
        )


def _require_honest(member: zipfile.ZipInfo) -> None:
    name = member.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith(("/", "\\")) or PureWindowsPath(name).drive or ".." in parts:
        raise InputError("archive.path", name=name[:100])
    if stat.S_ISLNK(member.external_attr >> 16):
        raise InputError("archive.link", name=name[:100])
    if PurePosixPath(name).suffix.lower() in _NESTED_SUFFIXES:
        raise InputError("archive.nested", name=name[:100])
    if member.flag_bits & 1:
        raise InputError("archive.locked", name=name[:100])


def unpack_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Write one member to a file, counting what really comes out.

    Raises
    ------
    InputError
        When more comes out than the table of contents says, or the member is damaged.
    """
    with target.open("wb") as sink:
        for chunk in _inflated(archive, member):
            sink.write(chunk)


def verify_archive(path: Path) -> list[str]:
    """Check an archive that another library unpacks, and return the names in it.

    Every member is inflated once, counted and thrown away: a table of contents can lie.

    Raises
    ------
    InputError
        When the archive is unacceptable.
    """
    with open_archive(path) as archive:
        for member in archive.infolist():
            for _ in _inflated(archive, member):
                pass
        return archive.namelist()


def _inflated(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    read_bytes = 0
    try:
        with archive.open(member) as source:
            while chunk := source.read(_CHUNK_BYTES):
                read_bytes += len(chunk)
                if read_bytes > member.file_size:
                    raise InputError("archive.damaged")
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise InputError("archive.damaged") from error


def gunzip(path: Path, target: Path) -> None:
    """Unpack a gzip file, counting what comes out.

    Raises
    ------
    InputError
        When it is damaged or bursts a limit.
    """
    packed_bytes = path.stat().st_size
    written_bytes = 0
    try:
        with gzip.open(path) as source, target.open("wb") as sink:
            while chunk := source.read(_CHUNK_BYTES):
                written_bytes += len(chunk)
                _require_modest(written_bytes, packed_bytes)
                sink.write(chunk)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise InputError("archive.damaged") from error
