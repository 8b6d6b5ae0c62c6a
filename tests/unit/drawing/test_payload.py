from __future__ import annotations

import dataclasses
import json

import pytest
import shapely

from gridmap.drawing import HotSpotLayer, MapLayers
from gridmap.drawing.payload import payload, payload_text
from tests.browser.territory import town


@pytest.mark.parametrize("letter", ["<", ">", "&", "\u2028", "\u2029", "</script>", "<!--"])
def test_nothing_in_the_text_can_end_a_script(letter: str) -> None:
    text = payload_text(MapLayers(name="a"), title=letter, locale="en")
    assert letter not in text
    assert json.loads(text)["title"] == letter


def test_one_entry_a_cell() -> None:
    cells = payload(town(), title="t", locale="en")["cells"]
    assert isinstance(cells, dict)
    columns = ("codes", "names", "communities", "workers", "hues", "loads", "areas", "counts")
    assert {len(cells[name]) for name in columns} == {48}
    assert len(cells["labels"]) == 3 * 48


def test_labels_lie_in_their_cells() -> None:
    layers = town()
    cells = payload(layers, title="t", locale="en")["cells"]
    assert isinstance(cells, dict)
    spots = shapely.points(cells["labels"][0::3], cells["labels"][1::3])
    assert shapely.within(spots, [cell.geometry for cell in layers.cells]).all()


def test_names_follow_their_points() -> None:
    layer = payload(town(points=50), title="t", locale="en")["points"]
    assert isinstance(layer, list)
    assert sorted(layer[0]["names"]) == sorted(f"商铺{i + 1}号" for i in range(50))


def test_the_target_is_the_mean_unless_it_is_given() -> None:
    layers = town()
    loads = [cell.load for cell in layers.cells if cell.load is not None]
    given = dataclasses.replace(layers, target_load=400.0)
    assert payload(layers, title="t", locale="en")["targetLoad"] == pytest.approx(
        sum(loads) / len(loads)
    )
    assert payload(given, title="t", locale="en")["targetLoad"] == 400.0


def test_the_map_opens_on_the_communities() -> None:
    bounds = payload(town(), title="t", locale="en")["bounds"]
    assert bounds == pytest.approx([114.3, 30.6, 114.316, 30.612], abs=0.001)


def test_an_empty_territory_shows_the_world() -> None:
    assert payload(MapLayers(name=""), title="t", locale="en")["bounds"] == [-180, -60, 180, 70]


def test_hot_squares_come_with_their_figures() -> None:
    squares = [shapely.box(114.3, 30.6, 114.301, 30.601)]
    layer = HotSpotLayer(squares, near_counts=[12], tested=300, side_m=100.0, q=0.05)
    part = payload(MapLayers(name="", hotspots=layer), title="t", locale="en")["hotspots"]
    assert isinstance(part, dict)
    assert (part["nearCounts"], part["tested"], part["kind"]) == ([12], 300, "incident")


def test_a_map_without_hot_squares_says_so() -> None:
    assert payload(MapLayers(name=""), title="t", locale="en")["hotspots"] is None
