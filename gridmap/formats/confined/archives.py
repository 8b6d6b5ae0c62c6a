"""Unpacks what a file wraps, under names of our own, and says which parser it is for."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from gridmap.errors import InputError, Place
from gridmap.formats import limits
from gridmap.formats.confined.gates import (
    gunzip,
    open_archive,
    require_size,
    unpack_member,
    verify_archive,
)
from gridmap.formats.confined.job import Job
from gridmap.formats.confined.sniffing import family_of

_SINGLE_SUFFIXES = (
    ".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson", ".gpkg", ".csv", ".tsv", ".txt",
    ".kml", ".gpx", ".fgb", ".xlsx", ".xls", ".dbf",
)  # fmt: skip
_SHAPEFILE_SUFFIXES = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_WORKBOOK_NAMES = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})


def unwrap(job: Job) -> tuple[str, Job]:
    """Return the family of the file inside and the job of reading it.

    Members are written to the working folder as ``member.*``: their own names, which may be
    hostile, serve for display alone.

    Raises
    ------
    InputError
        When the archive is unacceptable, or holds nothing or too much to read.
    """
    family = family_of(job.path)
    if family == "gzip":
        return _unwrap_gzip(job)
    if family != "zip":
        return family, job
    require_size(job.path.stat().st_size, limits.TEXT_BYTES)
    with open_archive(job.path) as archive:
        members = {member.filename: member for member in archive.infolist() if not member.is_dir()}
        if _WORKBOOK_NAMES & members.keys():
            verify_archive(job.path)
            return "xlsx", job
        return _unwrap_zip(job, archive, list(members.values()))


def _unwrap_gzip(job: Job) -> tuple[str, Job]:
    require_size(job.path.stat().st_size, limits.TEXT_BYTES)
    suffix = Path(job.path.stem).suffix.lower()
    target = Path(f"member{suffix}")
    gunzip(job.path, target)
    inside = replace(job, path=target.absolute(), suffix=suffix)
    family = family_of(inside.path)
    if family in {"zip", "gzip"}:
        raise InputError("archive.nested", name=job.path.stem[:100])
    return family, inside


def _unwrap_zip(
    job: Job, archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]
) -> tuple[str, Job]:
    real = [member for member in members if not _is_litter(member.filename)]
    main = _wanted(job, [member for member in real if _suffix(member) == ".shp"])
    if main is None:
        singles = [member for member in real if _suffix(member) in _SINGLE_SUFFIXES]
        main = _wanted(job, singles)
    if main is None:
        raise InputError("archive.nothing", names=", ".join(m.filename for m in real)[:200])
    stem = PurePosixPath(main.filename).with_suffix("").as_posix()
    for member in real:
        is_beside = PurePosixPath(member.filename).with_suffix("").as_posix() == stem
        if member is main or (is_beside and _suffix(member) in _SHAPEFILE_SUFFIXES):
            unpack_member(archive, member, Path(f"member{_suffix(member)}"))
    suffix = _suffix(main)
    layer = None if job.layer == PurePosixPath(main.filename).stem else job.layer
    inside = replace(job, path=Path(f"member{suffix}").absolute(), suffix=suffix, layer=layer)
    family = family_of(inside.path)
    if family == "zip":
        verify_archive(inside.path)
        return "xlsx", inside
    return family, inside


def _wanted(job: Job, members: Sequence[zipfile.ZipInfo]) -> zipfile.ZipInfo | None:
    names = [PurePosixPath(member.filename).stem for member in members]
    if len(members) > 1 and job.layer in names:
        return members[names.index(job.layer)]
    if len(members) > 1:
        raise InputError("layer.several", Place(layer=job.layer), layers=", ".join(names)[:200])
    return members[0] if members else None


def _suffix(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).suffix.lower()


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or parts[-1].startswith(".")
