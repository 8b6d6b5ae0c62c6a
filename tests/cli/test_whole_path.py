"""A planner's whole path on the command line, from files to files."""

from __future__ import annotations

import csv
import json

import pytest

from gridmap.formats import write
from gridmap.services.published_layers import layer_table
from tests import towns
from tests.cli.running import run


def write_workers(path) -> None:
    with path.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["编码", "姓名", "社区编码", "duties", "经度", "纬度"])
        for worker in towns.workers():
            writer.writerow(
                [worker.code, worker.name, worker.community_code, "leader;deputy", 114.305, 30.602]
            )


def write_shops(path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["编号", "店名", "类别", "经度", "纬度", "grade"])
        for shop in towns.shops():
            writer.writerow(
                [
                    shop.id,
                    shop.name,
                    "餐馆" if shop.id == "s1" else "restaurant",
                    shop.lon,
                    shop.lat,
                    "A",
                ]
            )


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """What an office would hand over: boundaries, blocks, workers in GBK, shops."""
    folder = tmp_path_factory.mktemp("office")
    store = towns.town_store(folder / "source.gpkg")
    with store.reading() as reader:
        for layer in ("communities", "blocks"):
            write(layer_table(reader, layer), folder / f"{layer}.geojson")
    store.close()
    write_workers(folder / "workers.csv")
    write_shops(folder / "shops.csv")
    return folder


@pytest.fixture(scope="module")
def town(files):
    """A store that was filled by commands alone."""
    store = files / "town.gpkg"
    steps = [
        ("init", store, "--name", "试验镇"),
        ("import", "boundaries", files / "communities.geojson", "--store", store),
        ("import", "blocks", files / "blocks.geojson", "--store", store),
        ("import", "workers", files / "workers.csv", "--store", store),
        ("plan", "new", "--store", store, "--cells", "3"),
        ("assign", "--store", store),
        ("publish", "--store", store, "--from", "2026-01-01"),
        ("import", "points", files / "shops.csv", "--kind", "shop", "--store", store),
    ]
    assert [run(*step) for step in steps] == [0] * len(steps)
    return store


def test_the_cells_exported_are_exact(town, tmp_path, capsys):
    cells = tmp_path / "cells.geojson"
    assert run("export", "cells", "--store", town, "-o", cells) == 0
    assert run("check", cells) == 0
    assert "6 cells, exact" in capsys.readouterr().out


def test_every_cell_names_its_leader(town, tmp_path):
    cells = tmp_path / "cells.geojson"
    run("export", "cells", "--store", town, "-o", cells)
    features = json.loads(cells.read_text(encoding="utf-8"))["features"]
    assert all(feature["properties"]["leader_name"] for feature in features)


def test_the_report_counts_the_shops(town, tmp_path):
    output = tmp_path / "report.csv"
    assert run("report", "--store", town, "-o", output) == 0
    with output.open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["shops"] for row in rows if row["level"] == "territory"] == ["5"]
    assert sum(int(row["shops"]) for row in rows if row["level"] == "cell") == 4


def test_all_layers_leave_as_one_geopackage(town, tmp_path):
    assert run("export", "--store", town, "-o", tmp_path / "layers.gpkg") == 0
    assert (tmp_path / "layers.gpkg").read_bytes()[:15] == b"SQLite format 3"


def test_plans_are_listed(town, capsys):
    run("plan", "list", "--store", town)
    assert "published" in capsys.readouterr().out


def test_a_backup_is_a_store(town, tmp_path):
    assert run("backup", "--store", town, "-o", tmp_path / "copy.gpkg") == 0
    assert run("report", "--store", tmp_path / "copy.gpkg") == 0


def test_publishing_again_has_nothing_to_publish(town, capsys):
    assert run("publish", "--store", town) == 1
    assert "gridmap plan new" in capsys.readouterr().err


def test_points_find_their_cells_file_to_file(town, files, tmp_path):
    cells, output = tmp_path / "cells.geojson", tmp_path / "located.csv"
    run("export", "cells", "--store", town, "-o", cells)
    assert run("locate", files / "shops.csv", cells, "-o", output) == 0
    with output.open(encoding="utf-8-sig") as stream:
        found = [row["cell"] for row in csv.DictReader(stream)]
    assert sum(bool(code) for code in found) == 4


def test_a_boundary_is_divided_file_to_file(files, tmp_path, capsys):
    cells = tmp_path / "cells.geojson"
    status = run(
        *("divide", files / "communities.geojson", "--method", "balanced", "--cells", "4"),
        *("--blocks", files / "blocks.geojson", "--load", "load", "-o", cells),
    )
    assert status == 0
    assert run("check", cells) == 0
    assert "worst deviation" in capsys.readouterr().out


def test_a_wrong_class_names_row_and_column_and_changes_nothing(town, tmp_path, capsys):
    path = tmp_path / "odd.csv"
    path.write_text("id,name,class_code,lon,lat\nx,店,spaceport,114.301,30.601\n", encoding="utf-8")
    before = town.read_bytes()
    assert run("import", "points", path, "--kind", "shop", "--store", town) == 1
    message = capsys.readouterr().err
    assert "odd.csv" in message
    assert "row 2" in message
    assert "class_code" in message
    assert town.read_bytes() == before


def test_the_map_is_one_file(town, tmp_path):
    assert run("map", "--store", town, "-o", tmp_path / "map.html") == 0
    assert "<script src=" not in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_boundary_and_blocks_may_lie_in_two_layers_of_one_file(town, tmp_path):
    layers = tmp_path / "layers.gpkg"
    run("export", "--store", town, "-o", layers)
    status = run(
        *("divide", layers, "--layer", "community", "--method", "balanced", "--cells", "4"),
        *("--blocks", layers, "--blocks-layer", "block", "--load", "load"),
        *("-o", tmp_path / "cells.geojson"),
    )
    assert status == 0


def test_a_bare_shapefile_is_not_written_but_the_zip_is_named(town, tmp_path, capsys):
    assert run("export", "cells", "--store", town, "-o", tmp_path / "cells.shp") == 1
    assert "shapefile" in capsys.readouterr().err
    assert run("export", "cells", "--store", town, "-o", tmp_path / "cells.zip") == 0
