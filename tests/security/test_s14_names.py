"""S14: what a file is called is shown as it is, and never becomes a path of ours."""

from __future__ import annotations

import pytest

from tests.security.uploading import Counter, open_counter

CONTENT = "名称,经度,纬度\n小店,114.305,30.625\n".encode()
NAMES = [
    "../../evil.csv",
    "..\\..\\evil.csv",
    "/etc/cron.d/evil.csv",
    "C:\\Windows\\evil.csv",
    "....//....//evil.csv",
    "%2e%2e%2fevil.csv",
    "evil.csv/../../evil.csv",
    "CON.csv",
    "NUL.csv",
    "aux.csv:stream",
    ".csv",
    "..csv",
    "~/evil.csv",
    "$(touch evil).csv",
    "`touch evil`.csv",
    "evil.csv;rm -rf",
    "| touch evil.csv",
    "网格.csv",
    "商户 表（一）.csv",
    "\u202efdp.csv",
    "a\u200bb.csv",
    "x" * 300 + ".csv",
    "网" * 200 + ".csv",
    "<img src=x onerror=alert(1)>.csv",
    "'; DROP TABLE upload; --.csv",
]


@pytest.fixture(scope="module")
def counter(cheap_hashes, tmp_path_factory) -> Counter:
    return open_counter(tmp_path_factory.mktemp("service"))


@pytest.mark.parametrize("name", NAMES)
def test_s14_nothing_is_written_outside_the_folder(counter, name):
    around = counter.folder.parent
    before = counter.files(around)
    answer = counter.hand_in(name, CONTENT)
    fresh = {path for path in counter.files(around) - before if "evil" in path.name}
    assert answer.status_code in {201, 422}
    assert fresh == set()
    assert all(path.is_relative_to(counter.folder) for path in counter.files(around) - before)


@pytest.mark.parametrize("name", ["网格.csv", "商户 表（一）.csv", "<img src=x>.csv"])
def test_s14_the_name_is_shown_as_it_is(counter, name):
    assert counter.hand_in(name, CONTENT).json["name"] == name


def test_s14_kept_files_are_called_by_random_ids(counter):
    upload_id = counter.hand_in("商户.csv", CONTENT).json["id"]
    (kept,) = [path for path in counter.files(counter.folder) if path.stem == upload_id]
    assert kept.name == f"{upload_id}.csv"


@pytest.mark.parametrize("name", ["\u202efdp.csv", "a\u200bb.csv"])
def test_s14_marks_that_mislead_are_not_shown(counter, name):
    shown = counter.hand_in(name, CONTENT).json["name"]
    assert not set("\u202e\u200b") & set(shown)


def test_s14_a_download_names_no_other_type(counter):
    upload_id = counter.hand_in("商户.csv", CONTENT).json["id"]
    answer = counter.client.get(f"/api/v1/uploads/{upload_id}", headers=counter.headers)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
