"""What hostile files get: an error with the file's name, and nothing else."""

import json
import os
import socket
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from gridmap.errors import InputError
from gridmap.formats import sandbox
from gridmap.formats.limits import MEBIBYTE
from gridmap.formats.sandbox import Request, read_confined

CANARY = "canary-7f3a"
GEOJSON = '{"type":"FeatureCollection","features":[]}'


def refused(path, **options):
    with pytest.raises(InputError) as caught:
        read_confined(Request(Path(path), **options))
    assert caught.value.place.file == Path(path).name
    return caught.value.code


@pytest.fixture
def vrt(tmp_path):
    (tmp_path / "canary.csv").write_text(f"name,x\n{CANARY},1\n", encoding="utf-8")
    return (
        '<OGRVRTDataSource><OGRVRTLayer name="canary"><SrcDataSource>'
        f"{tmp_path / 'canary.csv'}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )


@pytest.mark.parametrize(
    "name", ["a.geojson", "a.csv", "a.kml", "a.gpkg", "a.shp", "a.vrt", "a.xlsx", "a.dbf", "a"]
)
def test_a_virtual_file_reads_nothing_under_any_name(tmp_path, vrt, name):
    (tmp_path / name).write_text(vrt, encoding="utf-8")
    assert refused(tmp_path / name) in {"content.unknown", "content.mismatch"}


def test_a_virtual_file_in_an_archive_reads_nothing(tmp_path, vrt):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("a.geojson", vrt)
    assert refused(tmp_path / "a.zip") == "content.unknown"


def test_a_virtual_file_behind_a_space_of_json_reads_nothing(tmp_path, vrt):
    text = json.dumps({"type": "FeatureCollection", "features": [], "x": vrt})
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    head, _ = read_confined(Request(tmp_path / "a.json"))
    assert CANARY not in json.dumps(head)


@pytest.mark.parametrize(
    "content",
    [
        '{"type":"gdal_streamed_alg","command_line":"gdal vector pipeline ! read CANARY.csv"}',
        "WFS:http://127.0.0.1:1/",
        "<GDAL_WMS/>",
        '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs"/>',
    ],
)
def test_other_drivers_are_not_reached(tmp_path, content):
    (tmp_path / "a.geojson").write_text(content, encoding="utf-8")
    assert refused(tmp_path / "a.geojson") in {
        "geojson.type",
        "content.mismatch",
        "content.unknown",
    }


def test_a_link_to_the_network_in_kml_is_not_followed(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        kml = (
            '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>'
            f"http://127.0.0.1:{server.getsockname()[1]}/canary.kml"
            "</href></Link></NetworkLink></Document></kml>"
        )
        (tmp_path / "a.kml").write_text(kml, encoding="utf-8")
        assert read_confined(Request(tmp_path / "a.kml"))[0]["rows"] == []
        with pytest.raises(TimeoutError):
            server.accept()


def test_an_external_entity_is_refused(tmp_path):
    kml = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml><name>&x;</name></kml>'
    (tmp_path / "a.kml").write_text(kml, encoding="utf-8")
    assert refused(tmp_path / "a.kml") == "xml.dtd"


def test_a_billion_laughs_are_refused(tmp_path):
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    (tmp_path / "a.gpx").write_text(
        f'<!DOCTYPE gpx [<!ENTITY l0 "ha">{levels}]><gpx>&l9;</gpx>', encoding="utf-8"
    )
    assert refused(tmp_path / "a.gpx") == "xml.dtd"


ENTITY_SHEET = (
    b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>'
)
HUGE_SHEET = (
    b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize(
    "sheet",
    [
        ENTITY_SHEET,
        HUGE_SHEET,
        b"<worksheet><sheetData><row",
        b"",
    ],
    ids=["entity", "seventeen-milliards-of-cells", "cut", "void"],
)
def test_a_hostile_workbook_harms_nobody(tmp_path, sheet):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as packed:
        for name, data in WORKBOOK.items():
            packed.writestr(name, data)
        packed.writestr("xl/worksheets/sheet1.xml", sheet)
    assert refused(tmp_path / "a.xlsx") in {
        "workbook.damaged",
        "table.empty",
        "sheet.large",
        "file.memory",
        "file.unreadable",
    }


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORKBOOK = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINK}"><sheets>'
    '<sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{LINK}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}


def test_a_workbook_that_is_a_bomb_is_refused_before_it_is_parsed(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in WORKBOOK.items():
            packed.writestr(name, data)
        packed.writestr("xl/worksheets/sheet1.xml", b"<row/>" * (10 * MEBIBYTE))
    assert refused(tmp_path / "a.xlsx") == "archive.ratio"


@pytest.mark.parametrize("depth", [100, 10_000, 1_000_000])
def test_nested_collections_are_refused(tmp_path, depth):
    opening = '{"type":"GeometryCollection","geometries":['
    (tmp_path / "a.geojson").write_text(opening * depth + "]}" * depth, encoding="ascii")
    assert refused(tmp_path / "a.geojson") == "json.deep"


def test_nested_well_known_text_is_refused(tmp_path):
    text = "GEOMETRYCOLLECTION(" * 5000 + "POINT(1 2)" + ")" * 5000
    (tmp_path / "a.csv").write_text(f"n;wkt\n1;{text}\n", encoding="ascii")
    assert refused(tmp_path / "a.csv") == "wkt.deep"


def test_a_file_that_takes_too_long_is_given_up(tmp_path):
    (tmp_path / "a.geojson").write_text(GEOJSON, encoding="ascii")
    with pytest.raises(InputError) as caught:
        read_confined(Request(tmp_path / "a.geojson"), wall_s=0.001)
    assert caught.value.code == "file.slow"


def test_a_child_that_crashes_is_an_unreadable_file(tmp_path, monkeypatch):
    (tmp_path / "a.geojson").write_text(GEOJSON, encoding="ascii")
    code = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    monkeypatch.setattr(sandbox, "_COMMAND", (sys.executable, "-c", code))
    assert refused(tmp_path / "a.geojson") == "file.unreadable"


def test_a_child_that_talks_nonsense_is_an_unreadable_file(tmp_path, monkeypatch):
    (tmp_path / "a.geojson").write_text(GEOJSON, encoding="ascii")
    monkeypatch.setattr(sandbox, "_COMMAND", (sys.executable, "-c", "print('x' * 100)"))
    assert refused(tmp_path / "a.geojson") == "file.unreadable"


def test_a_missing_file_is_named(tmp_path):
    assert refused(tmp_path / "nowhere.csv") == "file.missing"


def test_a_file_may_go_by_another_name(tmp_path):
    (tmp_path / "upload-1.geojson").write_text("[]", encoding="ascii")
    with pytest.raises(InputError) as caught:
        read_confined(Request(tmp_path / "upload-1.geojson", source="网格.geojson"))
    assert caught.value.place.file == "网格.geojson"


@pytest.mark.parametrize(
    "name",
    ["网格 数据.geojson", "-rf.geojson", "$(touch x).geojson", "\u202egnp.geojson", "a\nb.geojson"],
)
def test_odd_names_are_only_names(tmp_path, name):
    (tmp_path / name).write_text(GEOJSON, encoding="ascii")
    assert read_confined(Request(tmp_path / name))[0]["kind"] == "features"


def test_nothing_is_left_beside_the_file(tmp_path):
    (tmp_path / "a.geojson").write_text(GEOJSON, encoding="ascii")
    read_confined(Request(tmp_path / "a.geojson"))
    assert [left.name for left in tmp_path.iterdir()] == ["a.geojson"]


def test_many_threads_read_at_once(tmp_path):
    (tmp_path / "a.geojson").write_text(GEOJSON, encoding="ascii")
    answers = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(read_confined(Request(tmp_path / "a.geojson")))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4


def confined(code):
    """Run code in a process that has given up what the child gives up."""
    start = (
        "from gridmap.formats import limits; limits.CPU_S = 1; limits.MEMORY_BYTES = 2**28\n"
        "from gridmap.formats.confined import confinement as c\n"
        "c.give_up(); c.draw_memory_tight()\n"
    )
    return subprocess.run(
        [sys.executable, "-I", "-c", start + code], capture_output=True, text=True, check=False
    )


def test_memory_ends_at_the_limit():
    done = confined("bytearray(2**29)")
    assert "MemoryError" in done.stderr


def test_processor_time_ends_at_the_limit():
    assert confined("while True: pass").returncode != 0


def test_open_files_end_at_the_limit():
    assert "Too many open files" in confined("x = [open('/dev/null') for _ in range(80)]").stderr


def test_the_limits_cannot_be_lifted_again():
    code = "import resource as r; r.setrlimit(r.RLIMIT_AS, (2**40, 2**40))"
    user = confined(f"import os; os.setgid(65534); os.setuid(65534)\n{code}")
    assert user.returncode != 0


def namespaces_are_allowed():
    code = (
        "import ctypes, sys; u = ctypes.CDLL(None).unshare\n"
        "sys.exit(u(0x40000000) != 0 and u(0x50000000) != 0)"
    )
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif(
    os.environ.get("CI") != "true" and not namespaces_are_allowed(),
    reason="the kernel allows no namespaces here",
)
def test_there_is_no_network():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = confined(f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)")
    assert "Network is unreachable" in done.stderr


def test_the_child_sees_no_secret_of_its_parent(tmp_path, monkeypatch):
    monkeypatch.setenv("GRIDMAP_SECRET", CANARY)
    (tmp_path / "a.geojson").write_text(GEOJSON, encoding="ascii")
    code = "import os, sys; sys.stderr.write(repr(dict(os.environ)))"
    monkeypatch.setattr(sandbox, "_COMMAND", (sys.executable, "-c", code))
    with pytest.raises(InputError) as caught:
        read_confined(Request(tmp_path / "a.geojson"))
    assert "http_proxy" in str(caught.value.__cause__)
    assert CANARY not in str(caught.value.__cause__)


def test_only_the_allowed_drivers_are_switched_on():
    code = (
        "from gridmap.formats.confined.drivers import ALLOWED, load_gdal; load_gdal(ALLOWED)\n"
        "import pyogrio, sys; print(sorted(pyogrio.list_drivers()))\n"
        "print([m for m in ('pandas', 'geopandas', 'pyproj') if sys.modules.get(m)])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    drivers, modules = done.stdout.splitlines()
    assert drivers == str(
        ["CSV", "ESRI Shapefile", "FlatGeobuf", "GPKG", "GPX", "GeoJSON", "GeoJSONSeq", "KML",
         "LIBKML", "MEM"]
    )  # fmt: skip
    assert modules == "[]"


def test_a_driver_that_the_list_does_not_know_is_switched_off_by_a_restart():
    code = (
        "from gridmap.formats.confined import drivers as d\n"
        "d._KNOWN_OTHERS = (); d.load_gdal(d.ALLOWED)\n"
        "import pyogrio; print(len(pyogrio.list_drivers()))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["10"]
