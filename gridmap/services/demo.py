"""The main job on the sample: from boundaries to a map, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gridmap.domain import PointKind
from gridmap.formats import write
from gridmap.sample import Sample, generate
from gridmap.services.assigning import assign_workers
from gridmap.services.dividing import Drafted, Wish, divide_communities
from gridmap.services.exporting import export_layer
from gridmap.services.layers import LAYER_OF_KIND
from gridmap.services.mapping import map_store
from gridmap.services.progress import Progress, silent
from gridmap.services.publishing import publish
from gridmap.services.reporting import Scope, report, report_table
from gridmap.services.signing_key import create_key
from gridmap.store import create

if TYPE_CHECKING:
    from gridmap.store import Store

TARGET_HOUSEHOLDS = 400
LEAST_HOUSEHOLDS, MOST_HOUSEHOLDS = 300, 500
LATTICE_AREA_M2 = 10_000


@dataclass(frozen=True)
class Demonstration:
    """What the main job made: files, statistics and the divisions behind them."""

    folder: Path
    files: tuple[Path, ...]
    scopes: Sequence[Scope]
    drafted: Sequence[Drafted]
    lattice_cell_count: int


def demonstrate(folder: Path, *, seed: int = 0, progress: Progress = silent) -> Demonstration:
    """Run the main job on the synthetic sub-district.

    Its communities are divided into cells of about 400 households, the first one also into a
    lattice of 10,000 m² that stays a draft; workers are assigned, plans published, points placed;
    layers, statistics and the map are written.

    Parameters
    ----------
    folder
        Where the files go; made when it does not exist, earlier results in it are replaced.
    seed
        Seed of the sub-district and of the divisions.
    progress
        Told about each step.

    Returns
    -------
    demonstration
        What was made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    progress("generate")
    sample = generate(seed=seed)
    store = _fresh_store(folder / "gridmap.gpkg", sample)
    try:
        _bring_in(store, sample, progress)
        drafted = divide_communities(
            store,
            Wish(
                target_load=TARGET_HOUSEHOLDS,
                seed=seed,
                min_load=LEAST_HOUSEHOLDS,
                max_load=MOST_HOUSEHOLDS,
            ),
            progress=progress,
        )
        _publish(store, sample.valid_from, progress)
        lattice_cell_count = _lattice_draft(store, seed)
        progress("points")
        with store.writing() as work:
            work.put_points(sample.points)
        files, scopes = _write_outputs(store, folder, progress)
    finally:
        store.close()
    return Demonstration(
        folder, (folder / "gridmap.gpkg", *files), scopes, drafted, lattice_cell_count
    )


def _fresh_store(path: Path, sample: Sample) -> Store:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    create_key(path)
    return create(path, sample.territory)


def _bring_in(store: Store, sample: Sample, progress: Progress) -> None:
    progress("import")
    with store.writing() as work:
        work.put_areas(sample.areas)
        work.put_streets(sample.streets)
        work.put_buildings(sample.buildings)
        work.put_blocks(sample.blocks)
        work.put_workers(sample.workers)


def _publish(store: Store, valid_from: date, progress: Progress) -> None:
    progress("assign")
    assign_workers(store, valid_from)
    progress("publish")
    publish(store, valid_from)


def _lattice_draft(store: Store, seed: int) -> int:
    """Divide the first community by the lattice too, as a draft to compare with."""
    with store.reading() as reader:
        first = reader.areas("community")[0].code
    wish = Wish(method="lattice", target_area_m2=LATTICE_AREA_M2, seed=seed)
    (drafted,) = divide_communities(store, wish, [first])
    return len(drafted.division.geometries)


def _write_outputs(
    store: Store, folder: Path, progress: Progress
) -> tuple[list[Path], list[Scope]]:
    layers = ["cells", *(LAYER_OF_KIND[kind] for kind in PointKind)]
    files = []
    for done, layer in enumerate(layers):
        progress("export", done, len(layers))
        files.append(folder / f"{layer}.geojson")
        export_layer(store, layer, files[-1])
    progress("report")
    with store.reading() as reader:
        scopes = report(reader)
    files.append(folder / "report.csv")
    write(replace(report_table(scopes), source="report"), files[-1])
    progress("map")
    files.append(folder / "map.html")
    map_store(store, files[-1])
    return files, scopes
