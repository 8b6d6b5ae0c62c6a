"""Sheets become files that are the same each time, in fonts that have the signs."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import numpy as np
import pytest
import shapely
from PIL import Image

from gridmap.drawing.charts_bars import Bar, Card, CardRow, Ranking, ranking_chart, score_card_chart
from gridmap.drawing.charts_maps import (
    Dots,
    Sheet,
    choropleth,
    density_map,
    hot_spot_map,
)
from gridmap.drawing.charts_spread import Lorenz, Week, lorenz_chart, week_chart
from gridmap.drawing.figures import new_sheet, render, write_figure, write_heading
from gridmap.drawing.fonts import CHINESE_FAMILIES, LAST_FAMILY, font_families
from gridmap.drawing.palette import SEQUENTIAL, spread_bounds
from gridmap.errors import UsageError

SHEET = Sheet("Cases", "by cell", "per km²", "not applicable", "Source: the tests")
WEEK = Week("Cases", "2026", ["M", "T", "W", "T", "F", "S", "S"], "cases", ("by hour", "by day"))
LORENZ = Lorenz("Cases", "2026", "share of cells", "share of cases", "Gini 0.50", "even")


def squares(count: int = 9) -> np.ndarray:
    corners = [(114.3 + 0.01 * (n % 3), 30.6 + 0.01 * (n // 3)) for n in range(count)]
    return np.array([shapely.box(x, y, x + 0.01, y + 0.01) for x, y in corners], object)


def texts(figure) -> list[str]:
    return [
        one.get_text() for axes in figure.axes for one in axes.texts if one.get_text().strip()
    ] + [one.get_text() for one in figure.texts]


def ranking(names: list[str], values: list[float | None]) -> Ranking:
    bars = [
        Bar(name, value, "—" if value is None else f"{value:.2f}", rank, missed=(value or 0) < 0.8)
        for rank, (name, value) in enumerate(zip(names, values, strict=True), 1)
    ]
    return Ranking("Hazards", "by community", bars, 0.8, "target 80 %")


def test_the_same_sheet_gives_the_same_bytes():
    made = [render(ranking_chart(ranking(["a", "b"], [0.9, 0.5])), "svg") for _ in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_a_picture_is_of_the_kind_its_name_says(tmp_path, kind, start):
    path = tmp_path / f"picture.{kind}"
    write_figure(new_sheet(40, 30), path)
    assert path.read_bytes().startswith(start)


def test_another_kind_is_refused(tmp_path):
    with pytest.raises(UsageError, match="bmp"):
        write_figure(new_sheet(40, 30), tmp_path / "picture.bmp")


def test_a_dollar_in_a_name_is_a_dollar():
    sheet = new_sheet(60, 30)
    write_heading(sheet, "$x_1$ & <b>")
    assert render(sheet, "png")


def test_chinese_without_a_chinese_font_is_refused_with_a_hint():
    with pytest.raises(UsageError) as caught:
        font_families(["隐患整改率"], installed={LAST_FAMILY})
    assert "fonts-noto-cjk" in caught.value.mend("zh_CN")


def test_english_needs_no_chinese_font():
    assert font_families(["hazards"], installed={LAST_FAMILY}) == [LAST_FAMILY]


def test_a_simplified_chinese_face_comes_before_any_other():
    families = font_families(["网格"], installed={"SimHei", CHINESE_FAMILIES[0], LAST_FAMILY})
    assert families == [CHINESE_FAMILIES[0], LAST_FAMILY]


def test_a_ranking_names_every_bar_its_value_and_its_target():
    shown = texts(ranking_chart(ranking(["a", "b"], [0.9, None])))
    assert {"0.90", "—", "target 80 %", "1", "2"} <= set(shown)


def test_an_empty_ranking_is_still_a_sheet():
    assert render(ranking_chart(ranking([], [])), "png")


def test_a_card_shows_what_every_line_is_made_of():
    row = CardRow("hazards rectified", "98.1 %", "52 / 53", 0.981, 1.0, "2 / 13", "▲1")
    card = Card("West", "2026", "91.0", "score", "rank 2", ("a", "b", "c", "d", "e"), [row])
    assert {"98.1 %", "52 / 53", "2 / 13", "▲1", "91.0"} <= set(texts(score_card_chart(card)))


def test_the_totals_of_a_week_are_those_of_its_hours():
    counts = np.arange(7 * 24).reshape(7, 24)
    shown = texts(week_chart(counts, WEEK))
    by_day = [f"{total:,}".replace(",", "\u2009") for total in counts.sum(axis=1).tolist()]
    assert set(by_day) <= set(shown)


def test_a_week_without_events_is_drawn():
    assert render(week_chart(np.zeros((7, 24)), WEEK), "png")


def test_a_lorenz_curve_runs_from_nothing_to_everything_and_sags():
    figure = lorenz_chart([1, 2, 7], LORENZ)
    x, y = figure.axes[0].lines[1].get_data()
    assert (x[0], y[0], x[-1], y[-1]) == (0, 0, 1, 1)
    np.testing.assert_allclose(y[1:-1], [0.1, 0.3])


def test_the_legend_counts_every_shape_once():
    values = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, np.nan])
    figure = choropleth(squares(), values, SHEET)
    legend = next(
        axes for axes in figure.axes if SHEET.legend in [t.get_text() for t in axes.texts]
    )
    counts = [int(t.get_text()) for t in legend.texts if t.get_ha() == "right"]
    assert sum(counts) == len(values)
    assert SHEET.nothing in texts(figure)


def test_a_hole_in_a_cell_stays_open():
    holed = shapely.box(114.3, 30.6, 114.4, 30.7) - shapely.box(114.33, 30.63, 114.37, 30.67)
    picture = render(choropleth(np.array([holed], object), [1.0], SHEET), "png")
    pixels = np.asarray(Image.open(BytesIO(picture)).convert("RGB"))
    fill = np.array([int(SEQUENTIAL[0][at : at + 2], 16) for at in (1, 3, 5)])
    beside_legend = (pixels == fill).all(axis=2)[:, : int(0.68 * pixels.shape[1])]
    rows, columns = np.nonzero(beside_legend)
    middle = pixels[(rows.min() + rows.max()) // 2, (columns.min() + columns.max()) // 2]
    assert middle.tolist() == [255, 255, 255]


def test_a_density_lies_where_its_corners_are():
    values = np.zeros((40, 40))
    values[:4, :4] = 100.0
    corners = [(114.3, 30.63), (114.33, 30.63), (114.33, 30.6), (114.3, 30.6)]
    figure = density_map(values, corners, [20, 40, 80], squares(), SHEET)
    pixels = np.asarray(Image.open(BytesIO(render(figure, "png"))).convert("RGB")).astype(int)
    dark = np.argwhere((pixels[..., 0] > 100) & (pixels[..., 1] < 70) & (pixels[..., 2] < 90))
    height, width = pixels.shape[:2]
    in_map = dark[dark[:, 1] < 0.68 * width]
    assert len(in_map)
    assert (in_map.max(axis=0) < [0.4 * height, 0.2 * width]).all()


def test_hot_spots_are_counted_in_the_legend():
    kinds = [1, 1, 0, 0, 0, 0, -1, 0, 0]
    figure = hot_spot_map(squares(), kinds, ("hot", "neither", "cold"), SHEET)
    assert {"hot", "2", "6", "1"} <= set(texts(figure))


def test_dots_are_named():
    dots = Dots(np.array([[114.305, 30.605]]), "camera")
    assert "camera" in texts(choropleth(squares(), np.arange(9.0), SHEET, dots=dots))


def test_bounds_of_values_that_pile_up_low_part_them_evenly():
    values = np.random.default_rng(0).pareto(1.2, 500)
    bounds = spread_bounds(values)
    counts = np.bincount(np.searchsorted(bounds, values, side="right"))
    assert counts.max() < 0.3 * len(values)


def test_bounds_of_even_values_stay_round():
    assert spread_bounds(np.linspace(0, 100, 51)) == (20, 40, 60, 80)


def test_neither_a_window_system_nor_shared_state_is_needed():
    code = (
        "import sys, gridmap.drawing.charts_maps, gridmap.drawing.charts_bars;"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert answer.stdout.split() == [b"False"]


def test_the_web_process_loads_no_drawing_library():
    code = "import sys, web.app; print('matplotlib' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert answer.stdout.split() == [b"False"]
