import pytest

from gridmap.errors import InputError
from gridmap.formats.confined.encodings import (
    decode,
    decode_cell,
    find_encoding,
    find_encoding_of_cells,
    language_encoding,
    named_encoding,
)

NAMES = "网格一,鬱金香,1\n" * 40


@pytest.mark.parametrize(
    ("data", "name", "assumed"),
    [
        (NAMES.encode(), "utf-8", False),
        (NAMES.encode("utf-8-sig"), "utf-8", False),
        (NAMES.encode("gb18030"), "gb18030", True),
        (b"\xff\xfe" + NAMES.encode("utf-16-le"), "utf-16-le", False),
        (b"\xfe\xff" + NAMES.encode("utf-16-be"), "utf-16-be", False),
        ("name,1\n".encode("utf-16-le") * 50, "utf-16-le", True),
        ("name,1\n".encode("utf-16-be") * 50, "utf-16-be", True),
        (b"plain", "utf-8", False),
    ],
)
def test_an_undeclared_encoding_is_found(data, name, assumed):
    found = find_encoding(data)
    assert (found.name, found.assumed) == (name, assumed)


def test_the_mark_at_the_start_is_no_text():
    assert decode("名".encode("utf-8-sig"), None)[0] == "名"


def test_bytes_that_fit_nothing_are_refused_with_their_row():
    with pytest.raises(InputError) as caught:
        decode(b"a,b\n1,2\n\xff\xff,3\n", None)
    assert (caught.value.code, caught.value.place.row) == ("encoding.none", 3)


def test_bytes_that_do_not_fit_the_declared_encoding_are_refused_with_their_row():
    with pytest.raises(InputError) as caught:
        decode("a\n名\n".encode("gbk"), "utf-8")
    assert (caught.value.code, caught.value.place.row) == ("encoding.misfit", 2)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("GBK", "gb18030"),
        ("936", "gb18030"),
        ("ANSI 936", "gb18030"),
        ("Big-5", "big5"),
        ("65001", "utf-8"),
        ("latin2", "iso8859-2"),
        ("shiftjis", "shift_jis"),
        ("EUC-KR", "euc_kr"),
        (" UTF-8\x00", "utf-8"),
    ],
)
def test_encodings_as_people_write_them(written, name):
    assert named_encoding(written) == name


@pytest.mark.parametrize("written", ["klingon", "", "base64", "rot13", "cp99999"])
def test_what_is_no_text_encoding_is_refused(written):
    with pytest.raises(InputError):
        named_encoding(written)


def test_the_language_byte():
    assert language_encoding(0x4D) == "gb18030"
    assert language_encoding(0x57) is None


def test_a_cell_cut_in_the_middle_of_a_character_loses_only_that():
    assert decode_cell("网格".encode("gbk")[:3], "gb18030") == "网"


def test_cells_of_a_table_are_judged_together():
    cells = ["网格".encode("gbk")[:3], b"plain"]
    assert find_encoding_of_cells(cells).name == "gb18030"
