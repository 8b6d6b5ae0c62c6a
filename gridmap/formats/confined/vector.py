"""Reads what GDAL reads, with every driver but the allowed ones left out."""

from __future__ import annotations

import re
import warnings
from math import isnan
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError

from gridmap.errors import InputError, Place
from gridmap.formats.confined.job import Features, Job, Note

FAULTS = (DataSourceError, DataLayerError, FeatureError, FieldError, ValueError, RuntimeError)


def drivers() -> list[str]:
    """Return the names of all drivers that are switched on."""
    return sorted(pyogrio.list_drivers())


def read_vector(job: Job, *, encoding: str | None = None, driver: str | None = None) -> Features:
    """Return one layer of a vector file.

    Parameters
    ----------
    job
        The file and the layer wanted.
    encoding
        Encoding to force upon the driver.
    driver
        Name that the driver prefers before the path.

    Raises
    ------
    InputError
        When the file cannot be read, or which layer is meant is open.
    """
    source = f"{driver}:{job.path}" if driver else str(job.path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            layer = _chosen_layer(source, job.layer)
            meta, _, wkb, values = pyogrio.raw.read(
                source, layer=layer, encoding=encoding, force_2d=True, datetime_as_string=True
            )
        except FAULTS as error:
            raise InputError("file.unreadable") from error
    return _features(meta, wkb, values)


def _chosen_layer(source: str, wanted: str | None) -> str | None:
    layers = pyogrio.list_layers(source)
    names = [str(name) for name, _ in layers]
    if wanted is not None:
        if wanted not in names:
            raise InputError("layer.absent", Place(layer=wanted), layers=", ".join(names))
        return wanted
    spatial = [str(name) for name, kind in layers if kind is not None]
    candidates = spatial or names
    if len(candidates) > 1:
        raise InputError("layer.several", layers=", ".join(candidates))
    if not candidates:
        raise InputError("table.empty")
    return candidates[0]


def _features(meta: dict[str, Any], wkb: NDArray[np.object_] | None, values: list[Any]) -> Features:
    names, notes = unique_names([str(name) for name in meta["fields"]])
    columns = {
        name: _column(array, str(kind), str(subtype))
        for name, array, kind, subtype in zip(
            names, values, meta["ogr_types"], meta["ogr_subtypes"], strict=True
        )
    }
    count = len(wkb) if wkb is not None else len(values[0]) if values else 0
    shapes = None if wkb is None else [None if shape is None else bytes(shape) for shape in wkb]
    crs = meta["crs"] or None
    return Features(columns, shapes, crs, list(range(1, count + 1)), notes=tuple(notes))


def unique_names(names: list[str]) -> tuple[list[str], list[Note]]:
    """Return names that differ, numbering the later ones of a name, and a notice of each."""
    taken = set(names)
    seen: set[str] = set()
    unique: list[str] = []
    notes: list[Note] = []
    for name in names:
        fresh, number = name, 2
        while fresh in seen or (fresh != name and fresh in taken):
            fresh, number = f"{name} ({number})", number + 1
        if fresh != name:
            notes.append(Note("column.renamed", {"name": name, "fresh": fresh}))
        seen.add(fresh)
        unique.append(fresh)
    return unique, notes


def _column(array: NDArray[Any], kind: str, subtype: str) -> list[Any]:
    values: list[Any] = array.tolist()
    if kind in {"OFTInteger", "OFTInteger64"}:
        make = bool if subtype == "OFSTBoolean" else int
        return [None if _is_void(value) else make(value) for value in values]
    if kind == "OFTReal":
        return [None if _is_void(value) else value for value in values]
    if kind in {"OFTDate", "OFTDateTime"}:
        return [_moment(value, kind) for value in values]
    return [_text(value) for value in values]


def _is_void(value: object) -> bool:
    return value is None or (isinstance(value, float) and isnan(value))


def _moment(value: object, kind: str) -> object:
    if value is None:
        return None
    plain = re.sub(r"^(\d{4})/(\d\d)/(\d\d)", r"\1-\2-\3", str(value).strip())
    return ["date", plain[:10]] if kind == "OFTDate" else ["datetime", plain.replace(" ", "T", 1)]


def _text(value: object) -> object:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, np.ndarray):
        return ", ".join(str(part) for part in value.tolist())
    return str(value)
