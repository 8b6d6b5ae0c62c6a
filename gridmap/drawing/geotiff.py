"""Rasters as GeoTIFF: what GIS programs open with its place, its system and its numbers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, TiffImagePlugin

from gridmap.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

# Tags and keys of OGC 19-008r4, "OGC GeoTIFF Standard", version 1.1, and two of GDAL's.
_PIXEL_SCALE, _TIE_POINT, _KEY_DIRECTORY = 33550, 33922, 34735
_GDAL_METADATA, _GDAL_NO_DATA = 42112, 42113
_MODEL_TYPE, _RASTER_TYPE, _PROJECTED_SYSTEM = 1024, 1025, 3072
_PROJECTED, _PIXEL_IS_AREA = 1, 1
_DOUBLE, _SHORT, _ASCII = 12, 3, 2


def geotiff(
    layers: Sequence[ArrayLike],
    bounds_m: tuple[float, float, float, float],
    epsg: int | None,
    *,
    unit: str = "",
) -> bytes:
    """Return rasters as the pages of one GeoTIFF, 32-bit numbers, NaN where there is no value.

    Parameters
    ----------
    layers
        Arrays of shape (H, W), all alike, first row in the north.
    bounds_m
        West, south, east, north of their outer sides.
    epsg
        Code of the projected system.
    unit
        Of the numbers; programs show it with the band.

    Returns
    -------
    file
        The bytes of the file.

    Raises
    ------
    InputError
        The system has no code, so that no other program could tell where the raster lies.
    """
    if epsg is None:
        raise InputError("geotiff.system")
    pages = [Image.fromarray(np.asarray(layer, np.float32)) for layer in layers]
    stream = io.BytesIO()
    pages[0].save(
        stream,
        format="TIFF",
        compression="tiff_adobe_deflate",
        save_all=True,
        append_images=pages[1:],
        tiffinfo=_tags(pages[0].size, bounds_m, epsg, unit),
    )
    return stream.getvalue()


def _tags(
    size: tuple[int, int], bounds_m: tuple[float, float, float, float], epsg: int, unit: str
) -> TiffImagePlugin.ImageFileDirectory_v2:
    west, south, east, north = bounds_m
    keys = [
        (_MODEL_TYPE, 0, 1, _PROJECTED),
        (_RASTER_TYPE, 0, 1, _PIXEL_IS_AREA),
        (_PROJECTED_SYSTEM, 0, 1, epsg),
    ]
    directory = (1, 1, 0, len(keys), *(number for key in keys for number in key))
    scale = ((east - west) / size[0], (north - south) / size[1], 0.0)
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, kind, value in (
        (_PIXEL_SCALE, _DOUBLE, scale),
        (_TIE_POINT, _DOUBLE, (0.0, 0.0, 0.0, west, north, 0.0)),
        (_KEY_DIRECTORY, _SHORT, directory),
        (_GDAL_METADATA, _ASCII, _metadata(unit)),
        (_GDAL_NO_DATA, _ASCII, "nan"),
    ):
        tags.tagtype[tag] = kind
        tags[tag] = value
    return tags


def _metadata(unit: str) -> str:
    plain = unit.replace("km²", "km2").encode("ascii", "replace").decode()
    safe = plain.replace("&", "&amp;").replace("<", "&lt;")
    item = f'<Item name="UNITTYPE" sample="0" role="unittype">{safe}</Item>'
    return f"<GDALMetadata>{item}</GDALMetadata>"


def world_file(shape: tuple[int, int], bounds_m: tuple[float, float, float, float]) -> str:
    """Return the six lines that place a picture: pixel sizes, turns, middle of the first pixel.

    Parameters
    ----------
    shape
        Rows and columns.
    bounds_m
        West, south, east, north of the outer sides.
    """
    west, south, east, north = bounds_m
    across, down = (east - west) / shape[1], (north - south) / shape[0]
    numbers = (across, 0.0, 0.0, -down, west + across / 2, north - down / 2)
    return "".join(f"{number:.9f}\n" for number in numbers)
