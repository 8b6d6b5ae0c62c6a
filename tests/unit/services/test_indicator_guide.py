"""The guide to indicators says what the registry and the settings have."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from gridmap.domain.indicators import INDICATORS
from gridmap.services.indicator_settings import JINNIU_WEIGHTS, Settings, read_settings

GUIDES = Path(__file__).parents[3] / "docs" / "guides" / "numbers"
PAGES = ("indicators.md", "indicators.zh-CN.md")
KEPT = {
    *("cells", "communities", "workers", "points", "street_parts"),
    *("shops", "hazards", "cameras", "incidents", "components"),
}


def page(name: str) -> str:
    return (GUIDES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_every_table_that_a_file_may_bring_is_listed(name):
    read = {one.table for indicator in INDICATORS.values() for one in indicator.selections}
    listed = set(re.findall(r"^\| `(\w+)`", page(name), flags=re.MULTILINE))
    # Points of service and fixes of patrols are read by what derives columns, not by an indicator.
    assert listed == (read - KEPT) | {"service_points", "tracks"}


@pytest.mark.parametrize("name", PAGES)
def test_the_settings_of_the_guide_are_settings(name, tmp_path):
    path = tmp_path / "indicators.toml"
    path.write_text(re.search(r"```toml\n(.*?)```", page(name), flags=re.DOTALL)[1], "utf-8")
    found = read_settings(path)
    assert found.weights == JINNIU_WEIGHTS
    assert found.cuts == Settings().cuts


@pytest.mark.parametrize("name", PAGES)
def test_the_example_of_the_guide_runs(name):
    failed, tried = doctest.testfile(str(GUIDES / name), module_relative=False)
    assert (failed, tried) == (0, 6)


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_of_the_guide_is_there(name):
    pictures = re.findall(r"\]\((\.\./[^)]+)\)", page(name))
    assert len(pictures) == 8
    assert all((GUIDES / picture).resolve().exists() for picture in pictures)
