"""200 bad rows of a workbook of 100,000: how long until each is found, and marked in the workbook.

Run with ``python -m tests.benchmarks.bench_uploads [ROWS]``. Beside it, in the same run, openpyxl
loads and saves the same workbook, which is what marking by that library would cost at least.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import openpyxl

from gridmap.domain import Job, JobKind, Upload
from gridmap.formats.workbooks import write_sheet
from gridmap.services.faults import fault_values
from gridmap.services.upload_checking import check_rows
from gridmap.services.upload_files import marked_file
from gridmap.services.upload_kinds import UploadKind
from gridmap.services.upload_reading import read_upload
from gridmap.services.workroom import Workroom
from gridmap.store import open_store
from tests.unit.web.territory import fill

BAD = 200


def cpu_s() -> float:
    """Return the processor time of this process and of the children that ended."""
    own, children = (resource.getrusage(who) for who in (0, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


@contextmanager
def timed(what: str) -> Iterator[None]:
    wall, cpu = time.perf_counter(), cpu_s()
    yield
    print(f"{what:28} {time.perf_counter() - wall:6.1f} s wall {cpu_s() - cpu:6.1f} s processor")


def make_workbook(path: Path, rows: int) -> set[int]:
    """Write a workbook of ten columns; return the numbers of the rows that have a fault."""
    rng = random.Random(1)  # noqa: S311  reproducible rows
    bad = set(rng.sample(range(rows), BAD))
    write_sheet(
        path,
        "商户",
        {
            "编号": [f"s{at}" for at in range(rows)],
            "名称": [f"店{at}" for at in range(rows)],
            "类别": ["不知道" if at in bad and at % 2 else "restaurant" for at in range(rows)],
            "经度": [
                999 if at in bad and at % 2 == 0 else round(114.3 + rng.random() * 0.03, 6)
                for at in range(rows)
            ],
            "纬度": [round(30.6 + rng.random() * 0.03, 6) for _ in range(rows)],
            "地址": [f"人民路{at}号" for at in range(rows)],
            **{name: list(range(rows)) for name in "abcd"},
        },
    )
    return {at + 2 for at in bad}


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "商户.xlsx"
        bad = make_workbook(source, rows)
        store = open_store(folder / "t.gpkg", create=True)
        fill(store)
        now = datetime.now(UTC)
        upload = Upload("0" * 32, "shop", source.name, 1, "", "li", now)
        with timed("read"):
            table = read_upload(source, upload)
        with timed("find every fault"):
            checked = check_rows(store, UploadKind.SHOP, table, {})
        assert set(checked.refused) == bad
        faults = [fault_values(fault) for fault in checked.faults]
        told = {"faults": faults, "refused": list(checked.refused)}
        job = Job("1" * 32, JobKind.CHECK, {}, "li", now, result=told)
        with timed("mark the own workbook"):
            marked_file(Workroom(folder), source, upload, job)
        with timed("openpyxl: load and save"):
            openpyxl.load_workbook(source).save(folder / "peer.xlsx")
        store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
