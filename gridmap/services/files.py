"""File to file, without a store: divide and check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas
import numpy as np

from gridmap.domain import FeatureTable
from gridmap.formats import read, require_polygons, write
from gridmap.geometry.datum import Datum
from gridmap.services.frames import CheckReport, Division, check, divide

LONLAT = "EPSG:4326"
PLACE_FIELDS = ("lon", "lat", "x", "y", "wkt")


@dataclass(frozen=True)
class Reading:
    """How files are to be read: what they do not say themselves."""

    layer: str | None = None
    crs: str | None = None
    datum: str | None = None
    encoding: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def table(self, path: Path) -> FeatureTable:
        """Read one file through the sandboxed reader.

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        table
            Its rows.
        """
        return read(
            path,
            layer=self.layer,
            crs=self.crs,
            datum=None if self.datum is None else Datum(self.datum),
            encoding=self.encoding,
            columns=self.place_columns,
        )

    @property
    def place_columns(self) -> dict[str, str]:
        """The columns that say where a row lies."""
        return {name: self.columns[name] for name in PLACE_FIELDS if name in self.columns}


def frame_of(table: FeatureTable) -> geopandas.GeoDataFrame:
    """Return rows as a GeoDataFrame.

    Parameters
    ----------
    table
        Rows with geometry.

    Returns
    -------
    frame
        The same rows in the same order.
    """
    columns = {name: list(values) for name, values in table.columns.items()}
    return geopandas.GeoDataFrame(columns, geometry=table.geometry, crs=table.crs)


def table_of(frame: geopandas.GeoDataFrame, source: str) -> FeatureTable:
    """Return a GeoDataFrame as rows for a file.

    Parameters
    ----------
    frame
        Rows with geometry in EPSG:4326.
    source
        What to call them.

    Returns
    -------
    table
        The same rows in the same order.
    """
    attributes = frame.drop(columns=frame.geometry.name)
    columns = {str(name): attributes[name].tolist() for name in attributes}
    return FeatureTable(
        columns,
        np.asarray(frame.geometry.array, dtype=object),
        LONLAT,
        source,
        np.arange(1, len(frame) + 1),
    )


def divide_file(
    boundary: Path,
    output: Path,
    *,
    method: str,
    cells: int | None,
    target_area_m2: float | None,
    blocks: Path | None,
    blocks_layer: str | None,
    load: str | None,
    seed: int,
    reading: Reading,
) -> Division:
    """Divide the boundary in a file and write the cells.

    Parameters
    ----------
    boundary
        File with polygons.
    output
        File to write.
    method, cells, target_area_m2
        As `gridmap.divide` has them.
    blocks
        File with blocks or lines.
    blocks_layer
        Layer of that file; that of the boundary by default.
    load
        Column of the blocks that holds the load.
    seed
        Seed of all randomness.
    reading
        How the files are to be read.

    Returns
    -------
    division
        What was written.
    """
    area = frame_of(require_polygons(reading.table(boundary)))
    other = replace(reading, layer=blocks_layer or reading.layer)
    division = divide(
        area,
        method=method,
        cells=cells,
        target_area_m2=target_area_m2,
        blocks=None if blocks is None else frame_of(other.table(blocks)),
        load=load,
        seed=seed,
    )
    write(table_of(division.cells.round({"area_m2": 2}), output.stem), output)
    return division


def check_file(cells: Path, reading: Reading) -> tuple[CheckReport, int]:
    """Check the cells of a file.

    Parameters
    ----------
    cells
        File with cells.
    reading
        How it is to be read.

    Returns
    -------
    report
        Every fault as geometry.
    count
        How many cells there are.
    """
    frame = frame_of(require_polygons(reading.table(cells)))
    return check(frame), len(frame)
