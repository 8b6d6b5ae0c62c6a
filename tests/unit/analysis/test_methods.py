"""Every method says in both languages what it is and how it is computed."""

import pytest

import gridmap.analysis  # noqa: F401  registers the methods
from gridmap.analysis.methods import METHODS, method
from gridmap.catalogue import text


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
@pytest.mark.parametrize("kind", ["name_code", "formula_code"])
def test_each_method_is_explained(locale, kind):
    codes = [getattr(entry, kind) for entry in METHODS.values()]
    assert [code for code in codes if text(code, locale=locale) == code] == []


def test_a_key_is_given_once(monkeypatch):
    monkeypatch.setattr("gridmap.analysis.methods._METHODS", {})
    method("twice", version=1, unit="1")(len)
    with pytest.raises(ValueError, match="twice"):
        method("twice", version=2, unit="1")(len)
