"""Prints the figures on real data that the README states: real_figures.py FOLDER_OF_REAL_DATA."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).parents[1]))

from gridmap.domain import PointKind
from gridmap.geometry import double_area_units
from tests.realdata import trafford


def print_trafford(data: Path) -> None:
    """Build Trafford from the council's files and print what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        built = trafford.build(data, Path(folder) / "trafford.gpkg")
        cells = trafford.cell_shapes(built.store)
        union = shapely.coverage_union_all(cells)
        exact = sum(map(double_area_units, cells)) == double_area_units(union)
        worst = max(
            float(np.abs(item.division.load / item.division.load.mean() - 1).max())
            for item in built.drafted
        )
        with built.store.reading() as reader:
            inside = {
                kind.value: sum(1 for point in reader.points(kind) if point.cell_code)
                for kind in (PointKind.CAMERA, PointKind.SHOP, PointKind.INCIDENT)
            }
            people = sum(cell.load or 0 for cell in reader.published_cells())
        built.store.close()
    print(f"Trafford: {len(built.drafted)} wards, {len(cells)} cells, {people:,.0f} people")
    print(f"  worst load {worst:.1%} from the mean of its ward")
    print(f"  coverage valid {shapely.coverage_is_valid(cells)}, integer area equal {exact}")
    print(f"  points in cells {inside}")
    for note in built.blocks.notes:
        print(f"  {note}")


if __name__ == "__main__":
    print_trafford(Path(sys.argv[1]))
