"""Both languages are complete, and every code that the program uses has its sentences."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "geodata" / "locale"
AREAS = sorted(path.name for path in (LOCALES / "en").glob("*.po"))


def entries(locale: str, area: str) -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(LOCALES / locale / area))}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def every_code(locale: str) -> set[str]:
    return {code for area in AREAS for code in entries(locale, area)}


def sources() -> list[tuple[Path, str]]:
    files = [
        *ROOT.glob("gridmap/**/*.py"),
        *ROOT.glob("web/*.py"),
        *ROOT.glob("web/[a-eg-z]*/**/*.py"),
    ]
    return [(path, path.read_text(encoding="utf-8")) for path in files]


def test_each_area_exists_in_both_languages():
    assert sorted(path.name for path in (LOCALES / "zh_CN").glob("*.po")) == AREAS


@pytest.mark.parametrize("area", AREAS)
def test_same_codes_in_both_languages(area):
    assert entries("en", area).keys() == entries("zh_CN", area).keys()


@pytest.mark.parametrize("area", AREAS)
def test_no_sentence_is_empty(area):
    empty = [
        (locale, code)
        for locale in ("en", "zh_CN")
        for code, sentence in entries(locale, area).items()
        if not sentence.strip()
    ]
    assert empty == []


@pytest.mark.parametrize("area", AREAS)
def test_same_placeholders_in_both_languages(area):
    english, chinese = entries("en", area), entries("zh_CN", area)
    differing = [
        code
        for code in english
        if placeholders(english[code]) != placeholders(chinese.get(code, ""))
    ]
    assert differing == []


def test_no_code_stands_in_two_areas():
    seen: dict[str, str] = {}
    twice = []
    for area in AREAS:
        for code in entries("en", area):
            if code in seen:
                twice.append((code, seen[code], area))
            seen[code] = area
    assert twice == []


def test_every_error_has_its_two_sentences():
    raised = re.compile(r"\b(?:Input|Coverage|Usage|Conflict)Error\(\s*\"([a-z0-9_.]+)\"")
    used = {code for _, source in sources() for code in raised.findall(source)}
    wanted = {f"error.{code}" for code in used} | {f"error.{code}.mend" for code in used}
    assert used
    assert wanted - every_code("en") == set()


def test_every_text_that_is_asked_for_exists():
    asked = re.compile(r"(?<![.\w])text\(\s*\"([a-z0-9_.]+)\"")
    used = {code for _, source in sources() for code in asked.findall(source)}
    assert used
    assert used - every_code("en") == set()


# What is Chinese by nature may stand: heads and words to recognise, names of an invented town.
CHINESE_BY_NATURE = re.compile(
    r"gridmap/(formats/(columns|headers|heads|values)|services/(rows|coordinates)|sample/"
    r"|domain/levels|cli/init)"
)
HAN = re.compile(r"[\u4e00-\u9fff]")


def chinese_constants(source: str) -> list[int]:
    tree = ast.parse(source)
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in prose
        and HAN.search(node.value)
    ]


def test_no_chinese_text_outside_the_catalogue():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path, source in sources()
        if not CHINESE_BY_NATURE.search(path.as_posix())
        for line in chinese_constants(source)
    ]
    assert found == []
