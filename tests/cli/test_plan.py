"""What the plan commands print."""

from __future__ import annotations

import pytest

from gridmap.cli import main
from tests import towns


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "town.gpkg"
    towns.town_store(path).close()
    return path


def test_a_note_of_a_plan_has_a_full_width_colon_in_chinese(store, capsys):
    command = ["--locale", "zh-CN", "plan", "new", "--store", str(store), "--cells", "4"]
    with pytest.raises(SystemExit):
        main([*command, "--max-load", "1"])
    out = capsys.readouterr().out
    assert f"{towns.WEST}-1：" in out
    assert f"{towns.WEST}-1:" not in out
