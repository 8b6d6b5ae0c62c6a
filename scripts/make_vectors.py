"""Write the vectors of redrawing: cells before, a command, and the cells after or the refusal.

A client that previews an edit proves itself on these files without a line of Python; the library
proves itself on the same ones. A case is added here for each fault that was found and mended::

    python scripts/make_vectors.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import shapely

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from gridmap.domain import Cell
from gridmap.domain.commands import from_json
from gridmap.domain.numbering import Numbering
from gridmap.domain.partition import Partition
from gridmap.domain.redrawing import carry_out
from gridmap.errors import GridmapError
from scripts.vector_cases import PLAIN_CASES, Case
from scripts.vector_cases_hard import HARD_CASES
from scripts.vector_cases_parts import PART_CASES
from scripts.vector_figures import figures

FOLDER = ROOT / "tests" / "vectors"
CASES = PLAIN_CASES | HARD_CASES | PART_CASES


def collection(cells: dict[str, shapely.Geometry]) -> dict[str, object]:
    """Return cells as a GeoJSON feature collection, in the order of their codes."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": code},
                "geometry": shapely.geometry.mapping(cells[code]),
            }
            for code in sorted(cells)
        ],
    }


def carried_out(case: Case) -> dict[str, object]:
    """Return what becomes of a case: the cells after, or the refusal with its place."""
    outline = shapely.union_all(list(case.cells.values())) if case.outline else None
    partition = Partition.of(
        [Cell(code, "", shape) for code, shape in case.cells.items()],
        Numbering.after(case.cells, plan_id=case.draft),
        outline,
    )
    try:
        after = carry_out(partition, from_json(case.command)).partition
    except GridmapError as refusal:
        place = refusal.place.geometry
        shown = None if place is None else shapely.geometry.mapping(place)
        return {"refusal": {"code": refusal.code, "class": type(refusal).__name__, "place": shown}}
    return {"after": collection({cell.code: cell.geometry for cell in after.cells})}


def vector_of(name: str) -> dict[str, object]:
    """Return a vector as it is written."""
    case = CASES[name]
    return {
        "about": case.about,
        "outline": "fixed" if case.outline else "free",
        "draft": case.draft,
        "before": collection(case.cells),
        "command": case.command,
        **carried_out(case),
    }


def main() -> None:
    """Write every vector, and drop files that no case makes."""
    FOLDER.mkdir(exist_ok=True)
    for stale in set(FOLDER.glob("*.json")) - {FOLDER / f"{name}.json" for name in CASES}:
        stale.unlink()
    for name in CASES:
        _write(FOLDER / f"{name}.json", vector_of(name))
    _write(FOLDER / "figures" / "figures.json", figures())


def _write(path: Path, values: dict[str, object]) -> None:
    path.parent.mkdir(exist_ok=True)
    text = json.dumps(values, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
