"""Writes the small committed instance of the sample into geodata/sample."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from gridmap.domain import FeatureTable, PointKind
from gridmap.formats import write
from gridmap.sample import Sample, generate
from gridmap.services.layers import LAYER_OF_KIND
from gridmap.services.published_layers import layer_table
from gridmap.store import MemoryStore

SEED = 0
COMMUNITIES = 2
FOLDER = Path(__file__).parents[1] / "geodata" / "sample"


def write_sample(folder: Path) -> list[Path]:
    """Write every layer of the small instance, and return the files."""
    sample = generate(SEED, communities=COMMUNITIES)
    store = MemoryStore()
    with store.writing() as work:
        work.set_territory(sample.territory)
        work.put_areas(sample.areas)
        work.put_streets(sample.streets)
        work.put_buildings(sample.buildings)
        work.put_blocks(sample.blocks)
        work.put_points(sample.points)
    layers = ["communities", "blocks", "streets", "buildings"]
    layers += [LAYER_OF_KIND[kind] for kind in PointKind]
    files = []
    with store.reading() as reader:
        for layer in layers:
            table = layer_table(reader, layer)
            # There are no cells yet, so that the column of cells would be empty.
            columns = {name: part for name, part in table.columns.items() if name != "cell_code"}
            files.append(folder / f"{layer}.geojson")
            write(replace(table, columns=columns), files[-1])
    files.append(folder / "workers.csv")
    write(workers_table(sample), files[-1])
    return files


def workers_table(sample: Sample) -> FeatureTable:
    """Return the workers as rows for a file."""
    workers = sample.workers
    columns = {
        "code": [worker.code for worker in workers],
        "name": [worker.name for worker in workers],
        "community_code": [worker.community_code for worker in workers],
        "duties": [";".join(worker.duties) for worker in workers],
        "capacity": [worker.capacity for worker in workers],
        "trained": [worker.trained for worker in workers],
        "lon": [worker.base.x if worker.base else None for worker in workers],
        "lat": [worker.base.y if worker.base else None for worker in workers],
    }
    return FeatureTable(columns, None, None, "workers", np.arange(1, len(workers) + 1))


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in write_sample(FOLDER):
        print(f"{path.stat().st_size:>8} {path.name}")
