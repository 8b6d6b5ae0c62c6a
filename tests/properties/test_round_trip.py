"""Whatever text and numbers a table holds, it comes back from a file as it was."""

# Cells and files know no time zone.
# ruff: noqa: DTZ001

from datetime import date, datetime

import numpy as np
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridmap.domain import FeatureTable
from gridmap.formats.geojson import write_geojson
from gridmap.formats.reading import read
from gridmap.formats.tabular import write_csv
from gridmap.formats.values import cell_text, plain, typed
from gridmap.geometry.lattice import from_units
from tests.longer import examples

FEW = settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
MANY = settings(max_examples=examples(200), deadline=None)
UNITS = st.tuples(
    st.integers(-1_800_000_000, 1_800_000_000), st.integers(-900_000_000, 900_000_000)
)
# No surrogates, which no encoding of text can hold, and no zero, which no cell can.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
NAMES = st.lists(TEXT.filter(lambda name: name not in {"id", "@id"}), max_size=4, unique=True)
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | TEXT.filter(lambda text: not text[:4].isdigit())
    | st.floats(allow_nan=False, allow_infinity=False)
)


@st.composite
def point_tables(draw):
    units = draw(st.lists(UNITS, min_size=1, max_size=8))
    count = len(units)
    columns = {name: draw(st.lists(VALUES, min_size=count, max_size=count)) for name in draw(NAMES)}
    points = shapely.points(from_units(np.array(units)))
    return FeatureTable(columns, points, "EPSG:4326", "t", np.arange(1, count + 1))


@FEW
@given(point_tables())
def test_geojson_keeps_every_value_and_every_lattice_point(tmp_path, table):
    write_geojson(table, tmp_path / "a.geojson")
    back = read(tmp_path / "a.geojson")
    assert dict(back.columns) == dict(table.columns)
    assert shapely.equals_identical(back.geometry, table.geometry).all()


@FEW
@given(st.lists(TEXT.filter(str.strip), min_size=1, max_size=8))
def test_csv_keeps_every_text_that_looks_like_nothing_else(tmp_path, texts):
    marked = [f"{text}字" for text in texts]
    rows = np.arange(1, len(texts) + 1)
    table = FeatureTable({"a": marked, "b": ["x"] * len(texts)}, None, None, "t", rows)
    write_csv(table, tmp_path / "a.csv")
    assert read(tmp_path / "a.csv").columns["a"] == marked


@MANY
@given(TEXT)
def test_the_guard_against_formulas_can_be_taken_off(text):
    assert plain(cell_text(text)) == text


@MANY
@given(
    st.lists(st.integers(-(10**14), 10**14), min_size=1)
    | st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1)
    | st.lists(st.booleans(), min_size=1)
    | st.lists(st.dates(date(1900, 1, 1)), min_size=1)
    | st.lists(st.datetimes(datetime(1900, 1, 1)), min_size=1)
)
def test_values_survive_their_text(values):
    assert typed([cell_text(value) for value in values]) == values


@MANY
@given(st.lists(TEXT, min_size=1))
def test_typing_a_column_loses_no_character(cells):
    values = typed(cells)
    assert [cell_text(value) for value in values] in (cells, [cell_text(plain(c)) for c in cells])
