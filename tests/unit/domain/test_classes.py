from __future__ import annotations

import pytest

from gridmap.catalogue import LOCALES, text
from gridmap.domain import (
    Duty,
    LineClass,
    Origin,
    PlanStatus,
    PointKind,
    Role,
    attribute_schema,
    class_table,
    find_class,
)

VOCABULARIES = {
    "plan_status": PlanStatus,
    "origin": Origin,
    "point_kind": PointKind,
    "role": Role,
    "duty": Duty,
    "line_class": LineClass,
}


def labels_missing(codes, locale):
    return [code for code in codes if text(code, locale) == code]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_word_of_the_trade_has_a_label(name, locale):
    assert not labels_missing([f"word.{name}.{value}" for value in VOCABULARIES[name]], locale)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", PointKind)
def test_every_class_and_group_has_a_label(kind, locale):
    rows = class_table(kind).values()
    codes = [f"word.{kind}_class.{row.code}" for row in rows]
    codes += [f"word.{kind}_group.{row.group}" for row in rows]
    assert rows
    assert not labels_missing(codes, locale)


@pytest.mark.parametrize("kind", PointKind)
def test_titles_of_a_schema_are_the_labels_of_the_catalogue(kind):
    for name, field in attribute_schema(kind)["properties"].items():
        code = f"word.{kind}_field.{name}"
        assert (field["x-title-zh"], field["title"]) == (text(code, "zh_CN"), text(code, "en"))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", PointKind)
def test_every_choice_of_a_schema_has_a_label(kind, locale):
    fields = [f for f in attribute_schema(kind)["properties"].values() if "enum" in f]
    codes = [f"word.{f['x-vocabulary']}.{value}" for f in fields for value in f["enum"]]
    assert not labels_missing(codes, locale)


@pytest.mark.parametrize("written", ["hydrant", "消火栓", " Hydrant "])
def test_class_is_found_by_code_or_name(written):
    assert find_class(PointKind.COMPONENT, written).code == "hydrant"


def test_class_is_found_by_the_standard_code():
    assert find_class(PointKind.COMPONENT, "0102").code == "sewer_cover"


def test_unknown_class_is_not_found():
    assert find_class(PointKind.SHOP, "不存在") is None
