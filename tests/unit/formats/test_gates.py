import gzip
import struct
import zipfile

import pytest

from gridmap.errors import InputError
from gridmap.formats.confined.gates import (
    gunzip,
    open_archive,
    require_no_dtd,
    require_size,
    unpack_member,
    verify_archive,
)
from gridmap.formats.confined.nesting import json_depth, require_shallow
from gridmap.formats.limits import MEBIBYTE


def archive(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return path


def refused(path):
    with pytest.raises(InputError) as caught:
        verify_archive(path)
    return caught.value.code


def test_an_honest_archive_passes(tmp_path):
    assert verify_archive(archive(tmp_path / "a.zip", **{"名.shp": b"x"})) == ["名.shp"]


@pytest.mark.parametrize(
    "name", ["../a.shp", "/etc/a.shp", "a/../../b.shp", "C:\\a.shp", "\\a.shp"]
)
def test_names_that_lead_out_are_refused(tmp_path, name):
    assert refused(archive(tmp_path / "a.zip", **{name: b"x"})) == "archive.path"


@pytest.mark.parametrize("name", ["b.zip", "b.KMZ", "b.tar.gz", "b.7z"])
def test_archives_in_archives_are_refused(tmp_path, name):
    assert refused(archive(tmp_path / "a.zip", **{name: b"x"})) == "archive.nested"


def test_links_are_refused(tmp_path):
    link = zipfile.ZipInfo("a.shp")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr(link, "/etc/passwd")
    assert refused(tmp_path / "a.zip") == "archive.link"


def test_a_bomb_is_refused_by_its_ratio(tmp_path):
    assert refused(archive(tmp_path / "a.zip", a=bytes(20 * MEBIBYTE))) == "archive.ratio"


def test_too_many_entries_are_refused(tmp_path):
    members = {f"{number}.txt": b"" for number in range(1001)}
    assert refused(archive(tmp_path / "a.zip", **members)) == "archive.entries"


def test_a_table_of_contents_that_lies_is_found_out(tmp_path):
    path = archive(tmp_path / "a.zip", a=bytes(5 * MEBIBYTE))
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(signature) + offset
        data[at : at + 4] = struct.pack("<I", 100)
    path.write_bytes(data)
    assert refused(path) == "archive.damaged"


def test_unpacking_stops_at_the_promised_size(tmp_path):
    path = archive(tmp_path / "a.zip", a=bytes(5 * MEBIBYTE))
    with zipfile.ZipFile(path) as packed:
        (member,) = packed.infolist()
        member.file_size = 100
        with pytest.raises(InputError):
            unpack_member(packed, member, tmp_path / "out")
    assert (tmp_path / "out").stat().st_size <= MEBIBYTE


@pytest.mark.parametrize("cut", [10, 60])
def test_a_cut_archive_is_damaged(tmp_path, cut):
    path = archive(tmp_path / "a.zip", a=b"hello" * 100)
    path.write_bytes(path.read_bytes()[:-cut])
    assert refused(path) == "archive.damaged"


def test_names_in_gbk_are_read_as_such(tmp_path):
    path = archive(tmp_path / "a.zip", **{"xx.txt": b"1"})
    path.write_bytes(path.read_bytes().replace(b"xx.txt", "网.txt".encode("gbk")))
    with open_archive(path) as packed:
        assert packed.namelist() == ["网.txt"]


def test_a_gzip_bomb_is_stopped_while_it_unpacks(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(bytes(30 * MEBIBYTE)))
    with pytest.raises(InputError) as caught:
        gunzip(tmp_path / "a.gz", tmp_path / "a")
    assert caught.value.code == "archive.ratio"
    assert (tmp_path / "a").stat().st_size < 6 * MEBIBYTE


def test_sizes():
    require_size(10, 10)
    with pytest.raises(InputError):
        require_size(11, 10)
    with pytest.raises(InputError):
        require_size(0, 10)


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        (b'{"a":[1,[2]]}', 3),
        (b'"[[["', 0),
        (b'{"a\\"[[[":[1]}', 2),
        (b'["\\\\",[[1]]]', 3),
        (b'["\\\\\\"[[",1]', 1),
        (b"", 0),
    ],
)
def test_depth_counts_brackets_outside_strings(text, depth):
    assert json_depth(text) == depth


def test_deep_json_is_refused_and_honest_json_is_not():
    require_shallow(b'{"a":' * 30 + b"1" + b"}" * 30)
    with pytest.raises(InputError):
        require_shallow(b'{"type":"GeometryCollection","geometries":[' * 30_000)


@pytest.mark.parametrize(
    "xml",
    [
        b'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml/>',
        b"<kml><!entity a 'b'></kml>",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE kml><kml/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE kml+AD4-<kml/>',
    ],
)
def test_xml_that_declares_a_type_or_hides_it_is_refused(xml):
    with pytest.raises(InputError):
        require_no_dtd(xml)


def test_plain_xml_passes():
    require_no_dtd('<?xml version="1.0" encoding="UTF-8"?><kml><name>网格</name></kml>'.encode())
