"""Counts what lies in cells by geopandas alone, from layers that were exported as files."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import geopandas
import pandas as pd

from gridmap.services.exporting import export_layer

EQUAL_AREA = "EPSG:6933"
THINGS = ("shops", "hazards", "cameras", "incidents", "components")
COUNTS = ("households", *THINGS, "open_tasks")
# Straight in degrees is not straight in metres: edges are cut into metres before they are measured.
STEP_DEG = 1e-5
# A step that lies at once counter-clockwise of due east, far below a lattice unit.
EAST_DEG, TURN_DEG = 1e-9, 1e-13


class Layers:
    """The layers of a store as files have them."""

    def __init__(self, store, folder: Path, still: Layers | None = None) -> None:
        def exported(layer):
            path = folder / f"{layer}.geojson"
            export_layer(store, layer, path)
            return geopandas.read_file(path)

        self.cells = exported("cells").set_index("code", drop=False)
        self.cells.index.name = None
        if still is None:
            self.blocks, self.buildings = exported("blocks"), exported("buildings")
            self.things = {layer: exported(layer) for layer in THINGS}
        else:
            self.blocks, self.buildings, self.things = still.blocks, still.buildings, still.things
        self.places = self._places() if still is None else still.places
        self.cell_of = self._located()

    def _places(self) -> geopandas.GeoDataFrame:
        """Return a row for everything that is counted."""
        rows = []
        houses = self.buildings.set_geometry(self.buildings.representative_point())
        rows.append(houses[["households", "geometry"]])
        for layer, frame in self.things.items():
            part = frame[["geometry"]].assign(**{layer: 1})
            if layer == "hazards":
                part["open_tasks"] = (frame["state"] != "closed").astype(int)
            if layer == "incidents":
                part["open_tasks"] = (~frame["closed"].fillna(value=False).astype(bool)).astype(int)
            rows.append(part)
        places = pd.concat(rows, ignore_index=True)
        for name in COUNTS:
            places[name] = places[name].fillna(0).astype(int)
        return geopandas.GeoDataFrame(places, crs="EPSG:4326")

    def _located(self) -> pd.Series:
        """Return the code of the cell of each place, missing where there is none."""
        inside = self._codes(self.places.geometry, "within")
        on_border = self.places.geometry[inside.isna()]
        stepped = geopandas.GeoSeries(
            geopandas.points_from_xy(on_border.x + EAST_DEG, on_border.y + TURN_DEG),
            index=on_border.index,
            crs=on_border.crs,
        )
        east = self._codes(stepped, "within")
        return inside.fillna(east).fillna(self._codes(on_border, "intersects"))

    def _codes(self, points: geopandas.GeoSeries, predicate: str) -> pd.Series:
        joined = geopandas.sjoin(
            geopandas.GeoDataFrame(geometry=points), self.cells[["geometry"]], predicate=predicate
        )
        name = next(column for column in joined.columns if column.startswith("index"))
        return joined[name].groupby(level=0).first().reindex(points.index)

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Return what lies in each cell."""
        sums = self.places[list(COUNTS)].groupby(self.cell_of).sum()
        return sums.reindex(self.cells.index, fill_value=0)

    @cached_property
    def area_m2(self) -> pd.Series:
        return area_m2(self.cells)

    @cached_property
    def load(self) -> pd.Series:
        """Return the load of blocks shared by area."""
        blocks = self.blocks[["id", "load", "geometry"]].copy()
        blocks["whole"] = blocks.to_crs(EQUAL_AREA).area
        pieces = geopandas.overlay(blocks, self.cells[["code", "geometry"]], keep_geom_type=True)
        pieces["part"] = pieces["load"] * pieces.to_crs(EQUAL_AREA).area / pieces["whole"]
        return pieces.groupby("code")["part"].sum().reindex(self.cells.index, fill_value=0.0)


def area_m2(frame: geopandas.GeoDataFrame) -> pd.Series:
    return frame.segmentize(STEP_DEG).to_crs(EQUAL_AREA).area


def moved(before: Layers, after: Layers) -> pd.DataFrame:
    """Return what goes from one cell to another, summed by both codes."""
    pairs = pd.DataFrame({"old": before.cell_of, "new": after.cell_of})
    there = pairs.notna().all(axis=1) & (pairs["old"] != pairs["new"])
    counted = before.places.loc[there, list(COUNTS)].groupby(
        [pairs.loc[there, "old"], pairs.loc[there, "new"]]
    )
    return counted.sum()


def ground(before: Layers, after: Layers) -> pd.Series:
    """Return the area that goes from one cell to another, by both codes."""
    old = before.cells[["code", "geometry"]].rename(columns={"code": "old"})
    new = after.cells[["code", "geometry"]].rename(columns={"code": "new"})
    same = old.index.intersection(new.index)
    still = same[old.loc[same].geometry.geom_equals(new.loc[same].geometry, align=False)]
    pieces = geopandas.overlay(old.drop(still), new.drop(still), keep_geom_type=True)
    pieces = pieces[pieces["old"] != pieces["new"]]
    sums = area_m2(pieces).groupby([pieces["old"], pieces["new"]]).sum()
    return sums[sums > 0] if len(sums) else sums


def by_leader(frame: pd.DataFrame | pd.Series, layers: Layers) -> pd.DataFrame | pd.Series:
    """Return sums over the cells of each leader."""
    leader = layers.cells["leader_code"].reindex(frame.index)
    return frame.groupby(leader.where(leader.notna(), None)).sum()
