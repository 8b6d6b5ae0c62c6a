"""Tell whether everything that the library needs is here and works."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

from gridmap.analysis import (
    CellIndex,
    assign,
    covered_share,
    density,
    match,
    sectors,
    street_network,
)
from gridmap.catalogue import LOCALES, text
from gridmap.division import divide
from gridmap.domain import Cell
from gridmap.domain.commands import (
    InsertNode,
    Merge,
    MoveNode,
    ReshapeArc,
    SplitEqual,
    Transfer,
)
from gridmap.domain.partition import Partition
from gridmap.domain.redrawing import carry_out
from gridmap.errors import GridmapError
from gridmap.formats import read
from gridmap.topology import check

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Store


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: its message code, whether it is well, and what was seen."""

    code: str
    well: bool
    seen: str


def examine(store: Store | None = None) -> list[Finding]:
    """Look at versions, kernels, reader, bundle, texts and, if given, a store.

    Compiling the kernels is part of it, so that the first user does not wait for it.

    Parameters
    ----------
    store
        A store to look at as well.

    Returns
    -------
    findings
        One for each thing; it is never an exception.
    """
    looks: list[tuple[str, Callable[[], str]]] = [
        ("versions", _versions),
        ("kernels", _kernels),
        ("redrawing", _redrawing),
        ("reader", _reader),
        ("bundle", _bundle),
        ("catalogue", _catalogue),
    ]
    if store is not None:
        looks.append(("contents", lambda: _contents(store)))
    return [_look(code, look) for code, look in looks]


def _look(code: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(code, well=True, seen=look())
    except GridmapError as error:
        return Finding(code, well=False, seen=error.what())
    except (OSError, ImportError, RuntimeError) as error:
        return Finding(code, well=False, seen=f"{type(error).__name__}: {error}")


def _versions() -> str:
    names = ("gridmap", "shapely", "numpy", "numba", "pyogrio", "sqlalchemy")
    versions = [f"{name} {version(name)}" for name in names]
    libraries = [f"GEOS {shapely.geos_version_string}", f"PROJ {pyproj.proj_version_str}"]
    return ", ".join([f"Python {platform.python_version()}", *versions, *libraries])


def _kernels() -> str:
    side = shapely.box(114.3, 30.6, 114.302, 30.602)
    division = divide(side, method="lattice", target_area_m2=10_000)
    centres = shapely.get_coordinates(shapely.centroid(division.geometries))
    index = CellIndex(division.geometries)
    found = index.locate(centres)
    # A cell laid over the first: what is settled cell by cell, and a mended index.
    index.patched({len(centres): division.geometries[0]}).locate(centres[:1])
    index.patched({0: None}).locate(centres[:1])
    density(centres, bandwidth_m=100.0, boundary=side)
    seen = sectors(centres[:1, 0], centres[:1, 1], 90.0, 60.0, 50.0, division.geometries[1:2])
    covered_share(division.geometries, seen)
    _walk_and_assign(division.geometries, centres)
    if not np.array_equal(found, np.arange(len(centres))):
        raise RuntimeError(found)
    return f"{len(centres)} / {len(centres)}"


def _walk_and_assign(cells: NDArray[np.object_], centres: NDArray[np.float64]) -> None:
    """Match a walk along the borders of cells, and assign loads that do not come out even."""
    rims = shapely.get_exterior_ring(cells)
    corners = shapely.get_coordinates(rims[:1])
    there_and_back = np.concatenate([corners, corners[::-1]])
    minutes = 60.0 * np.arange(len(there_and_back))
    match(street_network(rims), ["doctor"] * len(minutes), minutes, there_and_back)
    load = 1.0 + np.arange(len(centres)) % 3
    assign(centres, load, centres[:2], np.full(2, load.sum() / 2.0 - 0.5))


def _redrawing() -> str:
    """Redraw four cells by each command that needs no base map, which compiles its kernels."""
    side = 0.001
    squares = [(x, y) for y in range(2) for x in range(2)]
    cells = [
        Cell(f"{number:03d}", "", shapely.box(x * side, y * side, (x + 1) * side, (y + 1) * side))
        for number, (x, y) in enumerate(squares, 1)
    ]
    middle, off = (side, side), (1.1 * side, 0.9 * side)
    strip = shapely.box(0.0, side, 0.4 * side, 2 * side)
    commands = (
        MoveNode(middle, off),
        InsertNode((side * 1.05, side * 0.45), (side * 1.05, side * 0.45)),
        ReshapeArc((off, (2 * side, side)), (off, (1.5 * side, 1.1 * side), (2 * side, side))),
        Transfer(strip, "003", "001"),
        SplitEqual("002", 2),
        Merge(("003", "004")),
    )
    now = Partition.of(cells)
    for command in commands:
        now = carry_out(now, command).partition
    check(now.coverage.geometries).require_valid()
    return f"{len(commands)} / {len(commands)}"


def _reader() -> str:
    feature = (
        '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[114,30]}}'
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "doctor.geojson"
        path.write_text(f'{{"type":"FeatureCollection","features":[{feature}]}}', encoding="utf-8")
        return f"{len(read(path))} / 1"


def _bundle() -> str:
    script = files("geodata") / "standalone" / "map.js"
    return f"{len(script.read_bytes()) // 1000} kB"


def _catalogue() -> str:
    missing = [locale for locale in LOCALES if text("cli.help", locale) == "cli.help"]
    if missing:
        raise RuntimeError(missing)
    return ", ".join(LOCALES)


def _contents(store: Store) -> str:
    with store.reading() as reader:
        territory = reader.territory()
        name = territory.name if territory else "—"
        return f"{name}: {len(reader.published_cells())}"
