"""Densities as files: GeoTIFF, a picture with its place, or contours."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gridmap.analysis import Density
from gridmap.analysis.contours import contour_bands
from gridmap.analysis.density_frames import DensityFrames
from gridmap.catalogue import text
from gridmap.domain import FeatureTable
from gridmap.drawing.geotiff import geotiff, world_file
from gridmap.drawing.raster import density_png
from gridmap.errors import InputError, Place
from gridmap.formats import FORMATS, write

LONLAT = "EPSG:4326"
_TIFF, _PICTURE = (".tif", ".tiff"), ".png"


def write_density(density: Density, path: Path) -> list[Path]:
    """Write a density as the ending of the name says.

    Parameters
    ----------
    density
        What to write.
    path
        ``.tif``, ``.png`` (with ``.pgw`` and ``.json`` beside it), or an ending of a layer.

    Returns
    -------
    paths
        What was written.

    Raises
    ------
    InputError
        The ending is none of these, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending in _TIFF:
        return _write({path: _tiff([density])})
    if ending == _PICTURE:
        return _write(_pictured(density, path, density.classes))
    _require_layer(path)
    write(contour_table(density, path.stem), path)
    return [path]


def write_frames(frames: DensityFrames, path: Path) -> list[Path]:
    """Write a density for each band of time.

    Parameters
    ----------
    frames
        What to write.
    path
        ``.tif`` for one GeoTIFF with a page for each band; ``.png`` for a picture of each, with its
        number in the name, all with one legend.

    Returns
    -------
    paths
        What was written.

    Raises
    ------
    InputError
        The ending is neither, or a file cannot be written.
    """
    densities = [frames.frame(band) for band in range(len(frames))]
    if path.suffix.lower() in _TIFF:
        return _write({path: _tiff(densities)})
    if path.suffix.lower() != _PICTURE:
        raise InputError("density.frames_ending", Place(file=path.name), ending=path.suffix)
    files: dict[Path, bytes] = {}
    for band, density in enumerate(densities):
        files |= _pictured(density, path.with_stem(f"{path.stem}-{band:02d}"), frames.classes)
    return _write(files)


def contour_table(density: Density, source: str) -> FeatureTable:
    """Return the contours of a density as rows for a file.

    Parameters
    ----------
    density
        What they are drawn of.
    source
        What to call them.
    """
    bands = contour_bands(density)
    shapes = np.empty(len(bands), dtype=object)
    shapes[:] = [band.geometry for band in bands]
    columns: dict[str, Sequence[object]] = {
        "low": [band.low for band in bands],
        "high": [band.high for band in bands],
        "unit": [text(density.unit_code)] * len(bands),
    }
    return FeatureTable(columns, shapes, LONLAT, source, np.arange(1, len(bands) + 1))


def _tiff(densities: Sequence[Density]) -> bytes:
    first = densities[0]
    outside = None if first.inside is None else first.inside == 0
    layers = [
        density.values if outside is None else np.where(outside, np.nan, density.values)
        for density in densities
    ]
    return geotiff(layers, first.bounds_m, first.crs.to_epsg(), unit=text(first.unit_code, "en"))


def _pictured(density: Density, path: Path, classes: Sequence[float]) -> dict[Path, bytes]:
    legend = {
        "unit": {locale: text(density.unit_code, locale) for locale in ("zh_CN", "en")},
        "class_bounds": list(classes),
        "bandwidth_m": density.bandwidth_m,
        "square_size_m": density.square_size_m,
        "events": density.total,
        "crs": density.crs.to_string(),
        "bounds_m": list(density.bounds_m),
        "corners_lonlat": density.corners.tolist(),
    }
    return {
        # Where a rate is not applicable nothing is drawn.
        path: density_png(np.nan_to_num(density.values), classes),
        path.with_suffix(".pgw"): world_file(density.values.shape, density.bounds_m).encode(),
        path.with_suffix(".prj"): density.crs.to_wkt("WKT1_ESRI").encode(),
        path.with_suffix(".json"): json.dumps(legend, ensure_ascii=False, indent=1).encode(),
    }


def _require_layer(path: Path) -> None:
    written = [entry.suffixes for entry in FORMATS if entry.writer]
    if not any(path.suffix.lower() in suffixes for suffixes in written):
        known = ", ".join([_TIFF[0], _PICTURE, *(suffixes[0] for suffixes in written)])
        raise InputError("density.ending", Place(file=path.name), ending=path.suffix, known=known)


def _write(files: dict[Path, bytes]) -> list[Path]:
    for path, content in files.items():
        try:
            path.write_bytes(content)
        except OSError as fault:
            reason = fault.strerror or str(fault)
            raise InputError("density.write", Place(file=path.name), reason=reason) from fault
    return list(files)
