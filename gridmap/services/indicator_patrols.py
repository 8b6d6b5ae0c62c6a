"""Passes of cells, as indicators read them, from the position fixes of patrols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gridmap.domain import FeatureTable
from gridmap.geometry import LONLAT
from gridmap.services.dividing import ROAD_CLASSES
from gridmap.services.indicator_settings import Settings
from gridmap.services.indicator_sources import Source, Sources
from gridmap.services.patrol_files import tracks_of
from gridmap.services.patrols import cell_passes_of


def pass_columns(sources: Sources, _settings: Settings) -> Mapping[str, Sequence[object]]:
    """Return who passed which cell on which day, a row for each pass.

    Parameters
    ----------
    sources
        With the tables tracks (fixes with a time, and a worker where they are of several),
        streets and cells.
    """
    tracks, streets, cells = (sources.tables[name] for name in ("tracks", "streets", "cells"))
    walkable = [name in ROAD_CLASSES for name in streets.columns["line_class"]]
    passes, workers = cell_passes_of(
        tracks_of(_table(tracks)), streets.shapes[np.flatnonzero(walkable)], cells.shapes
    )
    codes = cells.columns["cell_code"]
    days = passes.entered_s.astype("datetime64[s]").astype("datetime64[D]")
    return {
        "cell_code": [codes[at] for at in passes.cell.tolist()],
        "worker": [workers[at] for at in passes.worker.tolist()],
        "day": days.tolist(),
    }


def _table(source: Source) -> FeatureTable:
    rows = np.arange(1, len(source) + 1)
    return FeatureTable(source.columns, source.geometry, LONLAT, "tracks", rows)
