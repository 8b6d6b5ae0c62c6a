"""Switches off every GDAL driver but the ten that read plain files."""

from __future__ import annotations

import os
import sys
from collections.abc import Set as AbstractSet

ALLOWED = frozenset(
    {
        "CSV", "ESRI Shapefile", "FlatGeobuf", "GPKG", "GPX", "GeoJSON", "GeoJSONSeq", "KML",
        "LIBKML", "MEM",
    }
)  # fmt: skip
ESRI = "ESRIJSON"
# pyogrio loads these where it finds them: a second and a hundred megabytes that nobody needs here.
_UNWANTED_MODULES = ("geopandas", "pandas", "pyarrow", "pyproj")
# The drivers of GDAL 3.12 that are not allowed. Names missing here cost one restart, no safety.
_KNOWN_OTHERS = (
    "PCIDSK", "PDS4", "VICAR", "PDF", "MBTiles", "EEDA", "OGCAPI", "GDALG", "MapInfo File",
    "LVBAG", "S57", "DGN", "OGR_VRT", "GML", "TopoJSON", "OGR_GMT", "SQLite", "WAsP",
    "OpenFileGDB", "DXF", "GeoRSS", "VFK", "PGDUMP", "OSM", "GPSBabel", "OGR_PDS", "WFS", "OAPIF",
    "EDIGEO", "Idrisi", "ODS", "XLSX", "Elasticsearch", "Carto", "AmigoCloud", "SXF", "Selafin",
    "JML", "PLSCENES", "CSW", "VDV", "MVT", "NGW", "MapML", "GTFS", "PMTiles", "JSONFG",
    "MiraMonVector", "ADBC", "AVCBin", "AVCE00", "AIVector", "HTTP",
)  # fmt: skip
_VARIABLE = "OGR_SKIP"


def load_gdal(allowed: AbstractSet[str]) -> None:
    """Load GDAL with the allowed drivers alone.

    A driver that this list does not know would be switched on: then the process starts itself
    anew with that driver's name on the list, before it has opened anything.

    Parameters
    ----------
    allowed
        Names of the drivers that may stay.
    """
    skipped = {name for name in (*_KNOWN_OTHERS, ESRI) if name not in allowed}
    skipped |= {name for name in os.environ.get(_VARIABLE, "").split(",") if name} - allowed
    os.environ[_VARIABLE] = ",".join(sorted(skipped))
    sys.modules.update(dict.fromkeys(_UNWANTED_MODULES))  # type: ignore[arg-type]  # None bars an import
    import pyogrio  # noqa: PLC0415  the variable is read when the library loads

    extra = set(pyogrio.list_drivers()) - allowed
    if extra:
        os.environ[_VARIABLE] = ",".join(sorted(skipped | extra))
        os.execve(sys.executable, sys.orig_argv, os.environ)  # noqa: S606  no shell is meant
