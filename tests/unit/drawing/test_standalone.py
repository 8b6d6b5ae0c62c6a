from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import folium
import pytest

from gridmap.drawing import MapLayers, standalone
from gridmap.errors import InputError, UsageError
from tests.browser.territory import town

LINK = re.compile(r"""<link|src\s*=\s*["']?https?:|@import|url\(\s*["']?https?:""", re.IGNORECASE)


def test_the_same_layers_give_the_same_bytes(tmp_path: Path) -> None:
    first = standalone.write_map(town(), tmp_path / "a.html")
    second = standalone.write_map(town(), tmp_path / "b.html")
    assert first.read_bytes() == second.read_bytes()


def test_the_page_names_no_outside_address(tmp_path: Path) -> None:
    page = standalone.write_map(town(), tmp_path / "a.html").read_text("utf-8")
    assert LINK.search(page) is None


def test_the_policy_allows_no_request_and_no_other_script(tmp_path: Path) -> None:
    page = standalone.write_map(town(), tmp_path / "a.html").read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert policy[1].count("sha256-") == 3


@pytest.mark.parametrize(("locale", "tag"), [("zh_CN", "zh-CN"), ("en", "en"), (None, "zh-CN")])
def test_the_page_names_its_language(tmp_path: Path, locale: str | None, tag: str) -> None:
    page = standalone.write_map(town(), tmp_path / "a.html", locale=locale).read_text("utf-8")
    assert f'<html lang="{tag}">' in page


def test_the_licences_of_what_it_carries_travel_with_it(tmp_path: Path) -> None:
    page = standalone.write_map(MapLayers(name="a"), tmp_path / "a.html").read_text("utf-8")
    comment = page.split("<!--")[1].split("-->")[0]
    assert "Volodymyr Agafonkin" in comment
    assert "--" not in comment


def test_it_is_a_folium_map() -> None:
    assert isinstance(standalone.build_map(MapLayers(name="a")), folium.Map)


def test_without_the_bundle_the_error_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standalone, "files", lambda _: tmp_path)
    with pytest.raises(UsageError) as caught:
        standalone.write_map(town(), tmp_path / "a.html")
    assert standalone.BUILD_COMMAND in caught.value.render("en")
    assert not (tmp_path / "a.html").exists()


def test_a_folder_that_is_not_there_is_named_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        standalone.write_map(MapLayers(name="a"), tmp_path / "none" / "a.html")
    assert "a.html" in caught.value.render("en")
    assert str(tmp_path) not in caught.value.render("en")


def test_pictures_and_colours_load_without_folium() -> None:
    code = "import sys, gridmap.drawing.raster; print('folium' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"
