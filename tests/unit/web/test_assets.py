"""Built files: packed for browsers that unpack, plain for others, and nothing beside them."""

from __future__ import annotations

import gzip

import pytest

from gridmap.store import MemoryStore
from web.app import create_app
from web.assets import DIST, read_bundles
from web.settings import Settings

SCRIPT = read_bundles()["map"].script


@pytest.fixture(scope="module")
def client():
    key = "a key that only the tests know, long enough"
    return create_app(Settings(secret_key=key), MemoryStore()).test_client()


def test_a_browser_that_unpacks_gets_fewer_bytes(client):
    packed = client.get(SCRIPT, headers={"Accept-Encoding": "gzip, deflate"})
    plain = client.get(SCRIPT, headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert packed.mimetype == plain.mimetype == "text/javascript"
    assert {"Accept-Encoding"} == {answer.headers["Vary"] for answer in (packed, plain)}


def test_both_forms_are_known_again(client):
    for encoding in ("gzip", "identity"):
        tag = client.get(SCRIPT, headers={"Accept-Encoding": encoding}).headers["ETag"]
        headers = {"Accept-Encoding": encoding, "If-None-Match": tag}
        assert client.get(SCRIPT, headers=headers).status_code == 304


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("name", ["../licences.txt", "..%2f..%2ficon.svg", "none.js", "%00"])
def test_nothing_else_is_sent(client, name, encoding):
    answer = client.get(f"/static/dist/assets/{name}", headers={"Accept-Encoding": encoding})
    assert answer.status_code == 404


def test_every_script_and_style_has_its_twin():
    texts = [path for path in (DIST / "assets").iterdir() if path.suffix in {".js", ".css"}]
    assert texts
    assert all(path.with_name(f"{path.name}.gz").is_file() for path in texts)
