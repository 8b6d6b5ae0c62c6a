"""Indicators of a store: recomputed from its export, opened to rows, narrowed to a scope."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.analysis import CellIndex
from gridmap.domain import FeatureTable, Point, PointKind, Role
from gridmap.domain.indicators import INDICATORS, Period, Side
from gridmap.errors import InputError
from gridmap.services.indicator_settings import Settings
from gridmap.services.indicator_sources import supplied_source
from gridmap.services.indicators import evaluate, lack_text
from gridmap.services.layers import LAYER_OF_KIND
from gridmap.services.principal import Principal
from gridmap.services.published_layers import layer_table
from gridmap.services.scorecards import ranking, score_cards, score_ranking, weakest
from gridmap.store import MemoryStore
from tests.unit.web.territory import BEND, CENTRE, fill

STATES = ("found", "rectifying", "rectified", "closed")


def hazards() -> list[Point]:
    return [
        Point(
            f"H{number:02d}",
            PointKind.HAZARD,
            "wiring",
            114.301 + 0.0009 * number,
            30.605 + 0.0005 * (number % 40),
            happened_at=datetime(2026, 1 + number % 6, 10, 4, tzinfo=UTC),
            attributes={"level": "ordinary", "state": STATES[number * 7 % 4]},
        )
        for number in range(43)
    ]


def cameras() -> list[Point]:
    states = ("in_service", "in_service", "faulty")
    return [
        Point(
            f"C{number}",
            PointKind.CAMERA,
            "main_street",
            114.305 + 0.01 * (number % 4),
            30.612,
            attributes={"state": states[number % 3], "networked": number % 4 > 0, "range_m": 80.0},
        )
        for number in range(8)
    ]


@pytest.fixture(scope="module")
def store():
    filled = MemoryStore()
    fill(filled)
    with filled.writing() as work:
        work.put_points([*hazards(), *cameras()])
    return filled


@pytest.fixture(scope="module")
def everything(store):
    with store.reading() as reader:
        return evaluate(reader)


@pytest.fixture(scope="module")
def exported(store) -> dict[str, pd.DataFrame]:
    """The layers as they leave the store: the only thing that the recomputation sees."""
    with store.reading() as reader:
        tables = {name: layer_table(reader, name) for name in ("cells", "hazards", "cameras")}
        points = {
            layer: layer_table(reader, layer).columns["cell_code"]
            for layer in LAYER_OF_KIND.values()
        }
    frames = {name: pd.DataFrame(dict(table.columns)) for name, table in tables.items()}
    frames["points"] = pd.DataFrame(
        {"cell_code": [code for one in points.values() for code in one]}
    )
    return frames


RECOMPUTED = {
    "K-02": lambda x, of: (of(x["cells"]).leader_code.notna().sum(), len(of(x["cells"]))),
    "D-05": lambda x, of: (of(x["points"]).cell_code.notna().sum(), len(of(x["points"]))),
    "K-10": lambda x, of: (of(x["cameras"]).networked.sum(), len(of(x["cameras"]))),
    "K-11": lambda x, of: ((of(x["cameras"]).state == "in_service").sum(), len(of(x["cameras"]))),
    "K-33": lambda x, of: (
        of(x["hazards"]).state.isin(["rectified", "closed"]).sum(),
        len(of(x["hazards"])),
    ),
}


@pytest.mark.parametrize("key", RECOMPUTED)
@pytest.mark.parametrize("level", ["territory", "community", "cell"])
def test_every_figure_comes_out_again_from_the_export(everything, exported, key, level):
    shown = everything.figures(INDICATORS[key], level)

    def again(code: str) -> tuple[float, float]:
        def own(frame: pd.DataFrame) -> pd.DataFrame:
            column = "code" if "code" in frame else "cell_code"
            return frame[frame[column].fillna("").str.startswith(code)] if code else frame

        return tuple(float(one) for one in RECOMPUTED[key](exported, own))

    assert [(one.numerator, one.denominator) for one in shown] == [
        again(code) for code in shown.codes
    ]


def test_seen_ground_and_blind_area_make_the_cell(everything):
    seen, blind = (everything.figures(INDICATORS[key], "cell") for key in ("K-03", "K-13"))
    np.testing.assert_allclose(seen.numerators + blind.numerators, seen.denominators)


def test_faulty_cameras_see_nothing(store):
    with store.writing() as work:
        before = work.points(PointKind.CAMERA)
    broken = MemoryStore()
    fill(broken)
    with broken.writing() as work:
        work.put_points(
            replace(one, attributes={**one.attributes, "state": "faulty"}) for one in before
        )
    with broken.reading() as reader:
        found = evaluate(reader, ["K-03"]).figures(INDICATORS["K-03"])
    assert found.rate(0).value == 0


def test_opened_rows_are_as_many_as_the_figure_says(everything):
    indicator = INDICATORS["K-33"]
    rate = everything.figures(indicator, "community").rate(0)
    scope = ("community", CENTRE)
    opened = [len(everything.rows(indicator, side, scope)) for side in Side]
    rest = rate.denominator - rate.numerator
    assert opened == [rate.numerator, rate.denominator, rest]


def test_rows_of_the_rest_say_why_they_do_not_count(everything):
    rest = everything.rows(INDICATORS["K-33"], Side.REST, ("territory", ""))
    assert set(rest.columns["missing"]) == {"state"}
    assert set(rest.columns["state"]) == {"found", "rectifying"}


def test_a_period_counts_only_its_rows(store):
    with store.reading() as reader:
        march = Period(date(2026, 3, 1), date(2026, 3, 31))
        found = evaluate(reader, ["K-33"], period=march).figures(INDICATORS["K-33"])
    in_march = [one for one in hazards() if one.happened_at.month == 3]
    assert found.rate(0).denominator == len(in_march)


def test_who_sees_one_community_counts_and_opens_only_its_rows(store):
    local = Principal("local", frozenset({Role.SUPERVISOR}), (BEND,))
    with store.reading() as reader:
        seen = evaluate(reader, ["K-33", "K-02"], principal=local)
        whole = evaluate(reader, ["K-33"])
    bend = whole.figures(INDICATORS["K-33"], "community").rate(1)
    assert seen.figures(INDICATORS["K-33"]).rate(0) == bend
    opened = seen.rows(INDICATORS["K-33"], Side.DENOMINATOR, ("territory", ""))
    assert {str(code)[:12] for code in opened.columns["cell_code"]} == {BEND}


def test_names_of_other_communities_stay_out_of_sight(store):
    local = Principal("local", frozenset({Role.SUPERVISOR}), (BEND,))
    with store.reading() as reader:
        scopes = evaluate(reader, ["K-02"], principal=local).records.scopes
    assert list(scopes.names["community"]) == [BEND]
    assert list(scopes.names["worker"]) == []


def table(name: str, lonlat: np.ndarray, crs: str | None = "EPSG:4326", **more) -> FeatureTable:
    shapes = shapely.points(lonlat)
    return FeatureTable(more, shapes, crs, name, np.arange(1, len(shapes) + 1))


def inspected(**options) -> FeatureTable:
    lonlat = np.array([[114.305, 30.625], [114.335, 30.615], [114.6, 30.6]])
    columns = {"premises_id": ["S000", "S001", "S999"], "day": ["2026-05-04"] * 3}
    return table("inspections", options.pop("lonlat", lonlat), **columns, **options)


def test_points_of_a_supplied_table_are_located(store):
    with store.reading() as reader:
        found = evaluate(reader, ["K-36"], supplied={"inspections": inspected()})
    visits = found.figures(INDICATORS["K-36"], "cell")
    assert visits.denominators.sum() == 2
    assert visits.denominators[visits.codes.index(f"{CENTRE}001")] == 1


def test_a_supplied_inspection_tells_which_premises_were_inspected(store):
    with store.reading() as reader:
        found = evaluate(reader, ["K-31"], supplied={"inspections": inspected()})
    rate = found.figures(INDICATORS["K-31"]).rate(0)
    assert (rate.numerator, rate.denominator) == (2, 61)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (inspected(crs=None), "crs.missing"),
        (inspected(lonlat=np.array([[30.625, 114.305]] * 3)), None),
        (inspected(lonlat=np.array([[np.inf, 30.6]] * 3)), None),
        (inspected(lonlat=np.array([[np.nan, 30.6]] * 3)), None),
    ],
    ids=["no CRS", "axes exchanged", "infinite", "not a number"],
)
def test_places_that_cannot_be_are_refused(store, wrong, code):
    with store.reading() as reader, pytest.raises(InputError) as caught:
        evaluate(reader, ["K-36"], supplied={"inspections": wrong})
    assert caught.value.what("en")
    assert code in {None, caught.value.code}


def test_axes_exchanged_within_the_range_of_latitudes_are_recognised():
    index = CellIndex(np.array([shapely.box(50, 30, 50.01, 30.01)], object))
    with pytest.raises(InputError) as caught:
        supplied_source(table("units", np.array([[30.005, 50.005]])), index, ["x1"])
    assert caught.value.code == "indicators.swapped"


def test_an_empty_table_is_not_applicable_rather_than_zero(store):
    empty = FeatureTable({"checked": []}, None, None, "public_reports", np.arange(0))
    with store.reading() as reader:
        found = evaluate(reader, ["K-40"], supplied={"public_reports": empty})
    assert found.figures(INDICATORS["K-40"]).rate(0).value is None


def test_what_is_missing_is_said_by_the_table_that_would_help(store):
    with store.reading() as reader:
        found = evaluate(reader, ["K-31", "K-14"])
    told = [lack_text(found, one, "en") for one in found.indicators]
    assert told == [
        "needs the table inspections (inspection records)",
        "needs the table service_points (service points)",
    ]


def test_ranks_change_between_two_periods(store):
    halves = [
        Period(date(2026, 1, 1), date(2026, 3, 31)),
        Period(date(2026, 4, 1), date(2026, 6, 30)),
    ]
    with store.reading() as reader:
        before, now = (evaluate(reader, ["K-33"], period=half) for half in halves)
    ranked = ranking(now, INDICATORS["K-33"], "cell", before)
    past = {one.code: one.rank for one in ranking(before, INDICATORS["K-33"], "cell")}
    assert {one.change for one in ranked} != {None}
    assert all(
        one.change == (past[one.code] - one.rank if past[one.code] and one.rank else None)
        for one in ranked
    )


def test_a_card_has_the_figures_of_the_table(everything):
    card = score_cards(everything, "community")[CENTRE]
    shown = {line.indicator.key: line.rate for line in card.lines}
    place = everything.records.scopes.position("community", CENTRE)
    again = {key: everything.figures(INDICATORS[key], "community").rate(place) for key in shown}
    assert shown == again


def test_the_score_is_that_of_the_ranking(everything):
    cards = score_cards(everything, "community")
    ranked = score_ranking(everything, "community")
    assert [cards[one.code].score.points for one in ranked] == [one.value for one in ranked]


def test_the_weak_links_are_the_figures_below_their_target(everything):
    links = weakest(everything, "community")
    shortfalls = [link.shortfall_ratio for link in links]
    assert shortfalls == sorted(shortfalls, reverse=True)
    assert all(link.rate.value < link.target for link in links)


def test_a_target_of_the_settings_is_the_target(store):
    with store.reading() as reader:
        strict = evaluate(reader, ["K-33"], settings=Settings(targets={"K-33": 0.1}))
    assert weakest(strict, "territory") == []


def test_an_empty_store_has_no_figures_and_no_zeros():
    with MemoryStore().reading() as reader:
        found = evaluate(reader)
    rates = [rate for one in found.computable() for rate in found.figures(one)]
    assert rates
    assert {rate.value for rate in rates} == {None}


@pytest.mark.parametrize(("level", "code"), [("worker", "W001"), ("cell", f"{CENTRE}001")])
def test_workers_and_cells_have_cards_too(everything, level, code):
    card = score_cards(everything, level)[code]
    assert card.lines
    assert card.score.points is not None
