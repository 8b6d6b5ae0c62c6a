from __future__ import annotations

import os
import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from gridmap.errors import UsageError
from gridmap.services.signing_key import create_key, key_path, read_key
from web.guarding import content_security_policy
from web.settings import BaseMap, Settings, TileDatum

KEY = "k" * 40


def test_defaults_need_nothing_but_a_key():
    assert Settings.from_environment({}, KEY) == Settings(secret_key=KEY)


def test_variables_are_typed():
    settings = Settings.from_environment(
        {
            "GRIDMAP_SECRET_KEY": KEY,
            "GRIDMAP_HTTPS": "1",
            "GRIDMAP_PROXY_HOPS": "2",
            "GRIDMAP_HOSTS": "map.example, other.example",
            "GRIDMAP_IDLE_MINUTES": "720",
        }
    )
    assert settings.https
    assert settings.proxy_hops == 2
    assert settings.hosts == ("map.example", "other.example")
    assert settings.idle == timedelta(hours=12)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GRIDMAP_HTTPS", "maybe"),
        ("GRIDMAP_PROXY_HOPS", "-1"),
        ("GRIDMAP_PROXY_HOPS", "two"),
        ("GRIDMAP_IDLE_MINUTES", "0"),
        ("GRIDMAP_IDLE_MINUTES", "١٢"),
        ("GRIDMAP_THREADS", "1"),
        ("GRIDMAP_LOG_LEVEL", "loud"),
        ("GRIDMAP_EMBED_HOSTS", "a.example; script-src *"),
        ("GRIDMAP_BASE_MAP_URL", "https://tiles.example/0/0/0.png"),
        ("GRIDMAP_BASE_MAP_URL", "javascript:{z}{x}{y}"),
        ("GRIDMAP_BASE_MAP_URL", "https://a.example; script-src */{z}/{x}/{y}"),
    ],
)
def test_wrong_variable_is_named(name, value):
    with pytest.raises(UsageError, match=name):
        Settings.from_environment({name: value}, KEY)


def test_base_map_joins_the_policy_by_its_host_alone():
    url = "https://tiles.example:8443/w/{z}/{x}/{y}.png?v=1"
    settings = Settings.from_environment(
        {"GRIDMAP_BASE_MAP_URL": url, "GRIDMAP_BASE_MAP_DATUM": "gcj02"}, KEY
    )
    assert settings.base_map == BaseMap(url, "tiles.example:8443", TileDatum.GCJ02)
    policy = content_security_policy(settings)
    assert "img-src 'self' https://tiles.example:8443;" in policy
    assert policy.count("tiles.example") == 2


def test_nobody_embeds_the_pages_unless_named():
    assert "frame-ancestors 'none'" in content_security_policy(Settings(secret_key=KEY))
    named = Settings.from_environment({"GRIDMAP_EMBED_HOSTS": "https://wall.example"}, KEY)
    assert "frame-ancestors https://wall.example;" in content_security_policy(named)


@pytest.mark.parametrize("name", ["service.md", "service.zh-CN.md"])
def test_guide_tells_of_every_setting(name):
    root = Path(__file__).parents[3]
    read = set(re.findall(r"GRIDMAP_[A-Z_]+", (root / "web" / "settings.py").read_text("utf-8")))
    told = set(
        re.findall(
            r"^\| `(GRIDMAP_[A-Z_]+)`",
            (root / "docs" / "guides" / name).read_text("utf-8"),
            re.MULTILINE,
        )
    )
    assert told == read - {"GRIDMAP_"}


@pytest.mark.parametrize("key", ["", "short", None])
def test_missing_or_short_key_is_refused(key):
    with pytest.raises(UsageError):
        Settings.from_environment({}, key)


def test_key_file_is_made_once_for_its_owner_alone(tmp_path):
    store = tmp_path / "store.gpkg"
    create_key(store)
    first = read_key(store)
    create_key(store)
    assert read_key(store) == first
    assert len(first) >= 40
    assert stat.S_IMODE(key_path(store).stat().st_mode) == 0o600


def test_two_installations_have_two_keys(tmp_path):
    stores = [tmp_path / "a.gpkg", tmp_path / "b.gpkg"]
    for store in stores:
        create_key(store)
    assert read_key(stores[0]) != read_key(stores[1])


def test_key_that_others_can_read_is_refused(tmp_path):
    store = tmp_path / "store.gpkg"
    key = create_key(store)
    os.chmod(key, 0o644)  # noqa: PTH101
    with pytest.raises(UsageError):
        read_key(store)


def test_no_key_file_is_no_key(tmp_path):
    assert read_key(tmp_path / "store.gpkg") is None
