"""What it takes to see a failure again: the command and the cells near it, in a file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import shapely

from gridmap.domain.commands import Command, to_json
from gridmap.domain.partition import Partition
from gridmap.errors import GridmapError
from tests.fuzz import naive
from tests.fuzz.oracle import BrokenError


@contextmanager
def evidence(partition: Partition, command: Command) -> Iterator[None]:
    """Write a file where the law is broken inside the block, and name it in the error.

    Raises
    ------
    BrokenError
        With the fault and the file.
    """
    try:
        yield
    except Exception as fault:
        raise BrokenError(f"{fault}; {command.op}, see {_written(partition, command)}") from fault


def require_cause(partition: Partition, command: Command, refusal: GridmapError) -> None:
    """Require that a refused edit, done the plain way, breaks the partition.

    Raises
    ------
    BrokenError
        When it does not.
    """
    if naive.fault(partition, command) is None:
        raise BrokenError(f"refused without cause: {refusal.code}")


def _written(partition: Partition, command: Command) -> str:
    near = naive.Near.of(partition, naive.box_of(partition, command))
    shapes = partition.coverage.geometries
    report = {
        "command": to_json(command),
        "boundary": None if partition.boundary is None else shapely.to_wkt(partition.boundary, -1),
        "cells": {partition.codes[k]: shapely.to_wkt(shapes[k], -1) for k in near.cells},
    }
    with tempfile.NamedTemporaryFile("w", prefix="gridmap-", suffix=".json", delete=False) as file:
        json.dump(report, file)
    return file.name
