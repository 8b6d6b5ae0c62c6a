"""A good file, damaged in many ways, reads or is refused: nothing else happens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import openpyxl
import pytest
from shapely import box

from gridmap.domain import FeatureTable
from gridmap.errors import GridmapError
from gridmap.formats import read, write

SUFFIXES = [".geojson", ".geojsonl", ".csv", ".gpkg", ".zip", ".fgb", ".xlsx"]
GOOD = FeatureTable(
    {"名称": ["甲", "乙", None], "n": [1, 2, 3], "day": [date(2024, 5, 1), None, None]},
    np.array([box(x, 30, x + 0.5, 30.5) for x in (120, 121, 122)], object),
    "EPSG:4326",
    "good",
    np.arange(1, 4),
)


def good_file(path):
    if path.suffix != ".xlsx":
        write(GOOD, path)
        return path.read_bytes()
    book = openpyxl.Workbook()
    for row in (["名称", "经度", "纬度"], ["甲", 120.5, 30.5], ["乙", "120.6", 30.6]):
        book.active.append(row)
    book.save(path)
    return path.read_bytes()


def damaged(data, generator):
    """Yield copies: cut, bits turned, a piece doubled, a piece of zeros, joined to itself."""
    size = len(data)
    for share in (0.1, 0.5, 0.95):
        yield data[: int(size * share)]
    for flips in (1, 20, 200):
        copy = bytearray(data)
        for at in generator.integers(0, size, flips):
            copy[at] ^= 1 << int(generator.integers(0, 8))
        yield bytes(copy)
    start, end = sorted(generator.integers(0, size, 2).tolist())
    yield data[:end] + data[start:]
    yield data[:start] + bytes(end - start) + data[end:]
    yield data + data


def outcome(path):
    try:
        return read(path, crs="EPSG:4326")
    except GridmapError as error:
        return error


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_damaged_file_reads_or_is_refused(tmp_path, suffix):
    data = good_file(tmp_path / f"good{suffix}")
    paths = []
    for number, copy in enumerate(damaged(data, np.random.default_rng(len(suffix)))):
        paths.append(tmp_path / f"{number}{suffix}")
        paths[-1].write_bytes(copy)
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(outcome, paths))
    refused = [found for found in outcomes if isinstance(found, GridmapError)]
    assert refused
    assert {found.place.file for found in refused} <= {path.name for path in paths}
    assert all(error.render("zh_CN") != error.render("en") for error in refused)
