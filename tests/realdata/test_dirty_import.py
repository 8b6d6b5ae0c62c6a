"""Every dirty file either imports as its description says, or says what is wrong and where."""

import subprocess
import sys
import time
import warnings
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyogrio
import pytest
import shapely

from gridmap.errors import GridmapError
from gridmap.formats import ImportProblems, read, require_points, require_polygons
from gridmap.geometry.crs import to_lonlat

pytestmark = pytest.mark.realdata
MOST_S = 10
MOST_KIB = 2**20
ROOT = Path(__file__).parents[2]
IN_A_FRESH_PROCESS = """
import resource, sys
from pathlib import Path
from tests.realdata.test_dirty_import import outcomes_of
outcomes_of(Path(sys.argv[1]))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""

# What RFC 7946 forbids but every reader accepts: rings of the other direction.
TOLERATED = {"invalid_exterior_not_ccw", "invalid_interior_not_cw"}
# Valid JSON and GeoJSON whose numbers cannot be longitudes and latitudes.
REFUSED = {"problematic_outside_lat_lon_boundaries"}


@pytest.fixture(scope="module")
def dirty(realdata):
    return realdata / "dirty_import"


@pytest.fixture(scope="module")
def outcomes(dirty):
    return outcomes_of(dirty)


def outcomes_of(dirty):
    """Read every file of a folder, each in a child of its own, two at a time."""
    paths = sorted(path for path in dirty.rglob("*") if path.is_file())
    with ThreadPoolExecutor(2) as pool:
        return dict(
            zip([path.relative_to(dirty) for path in paths], pool.map(outcome, paths), strict=True)
        )


def outcome(path):
    start = time.monotonic()
    try:
        found = read(path)
    except GridmapError as error:
        found = error
    return found, time.monotonic() - start


def tables(outcomes):
    return {
        path: found for path, (found, _) in outcomes.items() if not isinstance(found, Exception)
    }


def errors(outcomes):
    return {path: found for path, (found, _) in outcomes.items() if isinstance(found, Exception)}


def one(outcomes, name):
    return outcomes[Path(name)][0]


def test_every_file_was_tried(outcomes):
    assert len(outcomes) == 116
    assert sum(path.parts[0] == "geojson_cases" for path in outcomes) == 74


def test_each_takes_ten_seconds_at_most(outcomes):
    assert max(seconds for _, seconds in outcomes.values()) <= MOST_S


def test_no_child_takes_more_than_a_gibibyte(dirty):
    # A child begins with the peak of its parent, and other tests have children too.
    command = [sys.executable, "-c", IN_A_FRESH_PROCESS, str(dirty)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert 0 < int(ran.stdout) <= MOST_KIB


def test_every_error_names_its_file(outcomes):
    assert {path.name: error.place.file for path, error in errors(outcomes).items()} == {
        path.name: path.name for path in errors(outcomes)
    }


def test_every_error_speaks_both_languages(outcomes):
    for error in errors(outcomes).values():
        for say in (error.what, error.mend, error.render):
            chinese, english = say("zh_CN"), say("en")
            assert chinese != english
            assert min(len(chinese), len(english)) > 5
            assert error.code not in chinese + english
            assert "{" not in chinese + english


def test_every_notice_speaks_both_languages(outcomes):
    notices = [notice for table in tables(outcomes).values() for notice in table.notices]
    assert notices
    for notice in notices:
        assert notice.render("zh_CN") != notice.render("en")
        assert f"notice.{notice.code}" not in notice.render("en")


def is_accepted(path):
    if path.stem in REFUSED:
        return False
    return not path.stem.startswith("invalid_") or path.stem in TOLERATED


def test_geojson_is_accepted_or_refused_as_its_name_says(outcomes):
    cases = [path for path in outcomes if path.parts[0] == "geojson_cases"]
    read_well = {path.stem for path in cases if path in tables(outcomes)}
    assert read_well == {path.stem for path in cases if is_accepted(path)}


def test_a_fault_of_a_feature_is_placed_at_that_feature(outcomes):
    whole_file = {"geojson.type", "geojson.features", "geojson.root"}
    cases = [error for path, error in errors(outcomes).items() if path.parts[0] == "geojson_cases"]
    placed = [error for error in cases if error.code not in whole_file]
    assert len(placed) > 20
    assert {error.place.feature for error in placed} == {1}


def test_accepted_geojson_is_what_gdal_reads(dirty, outcomes):
    for path, table in tables(outcomes).items():
        if path.parts[0] == "geojson_cases" and len(table):
            assert texts(table.geometry) == texts(gdal_geometry(dirty / path)), path


def gdal_geometry(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pyogrio.read_dataframe(path).geometry.to_numpy()


def texts(shapes):
    flat = shapely.normalize(shapely.force_2d(shapes))
    return [shape.wkt for shape in flat if shape is not None]


@pytest.mark.parametrize(
    "name",
    [
        "shanghai_hotpot_gb18030.csv",
        "shanghai_hotpot_utf8_bom.csv",
        "shanghai_hotpot_utf16le_tab.txt",
    ],
)
def test_the_same_shops_in_three_encodings(outcomes, name):
    table = one(outcomes, f"derived/{name}")
    assert len(require_points(table)) == 2510
    assert table.columns["name"][0] == "海底捞火锅(打浦路店)"
    assert table.geometry[0].wkt == "POINT (121.46660267889027 31.206898386090796)"


def test_the_encoding_that_nothing_declares_is_said(outcomes):
    notices = one(outcomes, "derived/shanghai_hotpot_gb18030.csv").notices
    assert "gb18030" in notices[0].render("zh_CN")


def test_the_register_with_title_merged_cells_and_total(outcomes):
    table = one(outcomes, "derived/shanghai_hotpot_merged_cells.xlsx")
    assert list(table.columns) == ["序号", "所属区", "店名", "地址", "分类", "经度", "纬度"]
    assert len(require_points(table)) == 192
    assert Counter(table.columns["所属区"])["嘉定区"] == 12
    assert set(Counter(table.columns["所属区"]).values()) == {12}


def test_the_total_row_of_the_register_is_named(outcomes):
    (notice, _) = one(outcomes, "derived/shanghai_hotpot_merged_cells.xlsx").notices
    assert (notice.code, notice.place.row) == ("row.total", 196)


@pytest.mark.parametrize(
    "name",
    [
        "shanghai_districts_gbk_no_cpg.zip",
        "derived/shanghai_districts_gbk_cpg.zip",
        "derived/shanghai_districts_gbk_undeclared.zip",
    ],
)
def test_district_names_however_they_are_declared(outcomes, name):
    table = require_polygons(one(outcomes, name))
    assert len(table) == 17
    assert {"闸北区", "浦东新区", "崇明县"} <= set(table.columns["NAME"])


def test_only_the_undeclared_names_are_an_assumption(outcomes):
    said = {
        name: [
            notice.code
            for notice in one(outcomes, f"derived/shanghai_districts_gbk_{name}.zip").notices
        ]
        for name in ("cpg", "undeclared")
    }
    assert said == {"cpg": [], "undeclared": ["encoding.assumed_sample"]}


def test_a_shapefile_without_system_asks_for_it(dirty, outcomes):
    error = one(outcomes, "chicago77_no_prj.zip")
    assert error.code == "crs.undeclared"
    assert "--crs" in error.mend("zh_CN")


def test_a_shapefile_without_system_reads_when_told(dirty):
    table = read(dirty / "chicago77_no_prj.zip", crs="EPSG:3435")
    bounds = shapely.total_bounds(to_lonlat(table.geometry, table.crs))
    assert len(table) == 77
    assert bounds == pytest.approx([-87.94, 41.64, -87.52, 42.02], abs=0.01)


def test_a_wrong_word_on_the_system_is_noticed(dirty):
    with pytest.raises(GridmapError) as caught:
        read(dirty / "chicago77_no_prj.zip", crs="EPSG:4326")
    assert isinstance(caught.value, ImportProblems)
    assert caught.value.count == 77


def test_repeated_features_of_the_council_are_left_out(outcomes):
    table = one(outcomes, "trafford_oa_repeated_features.geojson.gz")
    unique = require_polygons(table)
    assert (len(table), len(unique)) == (1055, 738)
    assert unique.notices[0].params["count"] == 317


@pytest.mark.parametrize(
    ("name", "encoding", "texts"),
    [
        ("dbf_big5", "Big5", ["繁體國語"]),
        ("dbf_cpg_big5", None, ["國語"]),
        ("dbf_cpg_euckr", None, ["한국말"]),
        ("dbf_cpg_latin2", None, ["čeština"]),
        ("dbf_cpg_shiftjis", None, ["カタカナひらがな"]),
        ("dbf_eucjp", "EUC-JP", ["ひたちなか市", "西蒲原郡弥彦村"]),
        ("dbf_gb2312", None, ["简体国语"]),
        ("dbf_gbk", None, ["简体国语"]),
        ("dbf_latin1", "Latin-1", ["Peçeña México"]),
        ("dbf_ldid_chinese", None, ["简体"]),
        ("dbf_shiftjis", "shift-jis", ["ひたちなか市", "西蒲原郡弥彦村"]),
    ],
)
def test_tables_in_the_encodings_of_their_names(dirty, name, encoding, texts):
    table = read(dirty / "encodings" / f"{name}.dbf", encoding=encoding)
    assert table.columns["NAME"] == texts


def test_every_undeclared_table_names_its_assumption(outcomes):
    for name in ("big5", "eucjp", "gb2312", "gbk", "latin1", "shiftjis"):
        (notice,) = one(outcomes, f"encodings/dbf_{name}.dbf").notices
        assert notice.code == "encoding.assumed_sample"


def test_repeated_fields_are_numbered_and_named(outcomes):
    table = one(outcomes, "encodings/dbf_duplicate_fields.dbf")
    assert {"unemployed", "unemployed (2)"} <= set(table.columns)
    assert [notice.code for notice in table.notices] == ["column.renamed"] * 2


@pytest.mark.parametrize("name", ["utf16_be_bom", "utf16_le_bom", "utf8_bom"])
def test_text_with_a_mark(outcomes, name):
    table = one(outcomes, f"encodings/text_{name}.csv")
    assert next(iter(table.columns)) == "election_dt"
    assert table.columns["county_name"] == ["ALAMANCE"]


@pytest.mark.parametrize(("name", "count"), [("data_corruption", 8), ("max_callstack", 138)])
def test_damaged_shapefiles_read_as_their_index_counts(outcomes, name, count):
    assert len(one(outcomes, f"shp_{name}_error.zip")) == count


@pytest.mark.parametrize(
    ("name", "columns", "count"),
    [
        ("merged_range.xlsx", ["A1", "B1", "C1", "C1 (2)", "E1", "F1", "G1", "H1"], 2),
        ("merged_range.xls", ["A1", "B1", "C1", "C1 (2)", "E1", "F1", "G1", "H1"], 2),
        ("harry-potter.xlsx", ["Pupil", "Year", "Subject", "Mark"], 8),
        ("worked-examples.xlsx", ["Name", "Age"], 3),
    ],
)
def test_sheets_with_a_header(outcomes, name, columns, count):
    table = one(outcomes, f"spreadsheets/{name}")
    assert (list(table.columns), len(table)) == (columns, count)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty_sheet.xlsx", "table.empty"),
        ("errors.xlsx", "table.empty"),
        ("date_1904.xlsx", "table.headless"),
    ],
)
def test_sheets_without_a_header(outcomes, name, code):
    assert one(outcomes, f"spreadsheets/{name}").code == code


def test_a_sheet_by_name_with_two_header_rows(dirty):
    table = read(dirty / "spreadsheets" / "purpose.xlsx", layer="Tidy")
    assert list(table.columns)[:2] == ["Sex", "Age group (Life-stages)"]
    assert len(table) == 79


def test_geometries_as_text_need_a_system(outcomes):
    assert one(outcomes, "geometry_validity_cases.csv.gz").code == "crs.undeclared"
