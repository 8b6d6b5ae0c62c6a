"""The documents say what the program does: examples run, commands exist, both languages alike."""

from __future__ import annotations

import doctest
import json
import re
from pathlib import Path

import pytest

from gridmap.cli.app import COMMANDS, build_root
from gridmap.domain.commands import COMMANDS as COMMAND_KINDS

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")


@pytest.mark.parametrize("name", READMES)
def test_the_example_in_the_readme_runs(name):
    failed, tried = doctest.testfile(str(ROOT / name), module_relative=False)
    assert tried >= 10
    assert failed == 0


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_in_the_readme(name):
    page = (ROOT / name).read_text(encoding="utf-8")
    commands = {*COMMANDS, *build_root().list_commands(None)}
    assert {command for command in commands if f"gridmap {command}" not in page} == set()


@pytest.mark.parametrize("name", READMES)
def test_every_command_line_in_the_readme_exists(name):
    page = (ROOT / name).read_text(encoding="utf-8")
    used = set(re.findall(r"^gridmap ([a-z]+)", page, flags=re.MULTILINE))
    assert used <= set(build_root().list_commands(None))


@pytest.mark.parametrize("name", READMES)
def test_every_link_of_the_readme_leads_somewhere(name):
    page = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:]+)\)", page)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_both_readmes_have_the_same_parts():
    parts = [
        re.findall(r"^#+ ", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
        for name in READMES
    ]
    assert parts[0] == parts[1]


def test_the_layer_drawing_names_every_package():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    packages = [path.parent.name for path in (ROOT / "gridmap").glob("*/__init__.py")]
    assert [name for name in packages if f"gridmap.{name}" not in page] == []


GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))


REDRAWING = [path for path in GUIDES if path.name.startswith("redrawing")]


@pytest.mark.parametrize("path", REDRAWING, ids=lambda path: path.name)
def test_every_command_of_a_guide_is_known(path):
    page = path.read_text(encoding="utf-8").replace("lon", "114.3").replace("lat", "30.6")
    ops = {json.loads(found)["op"] for found in re.findall(r'`(\{"op".*?\})`', page)}
    assert ops - {"follow", "undo", "redo"} == set(COMMAND_KINDS)


def test_guides_exist_in_both_languages():
    names = {path.name for path in GUIDES}
    assert {name.replace(".zh-CN", "") for name in names if ".zh-CN" in name} == {
        name for name in names if ".zh-CN" not in name
    }
