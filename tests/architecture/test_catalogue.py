"""Both languages are complete, and every code that the program uses has its sentences."""

from __future__ import annotations

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
    asked = re.compile(r"\btext\(\s*\"([a-z0-9_.]+)\"")
    used = {code for _, source in sources() for code in asked.findall(source)}
    assert used
    assert used - every_code("en") == set()


def test_no_chinese_text_outside_the_catalogue():
    # What is Chinese by nature may stand: column headers to recognise, an invented town.
    allowed = re.compile(r"gridmap/(formats/(columns|headers)|sample/|domain/levels)")
    han = re.compile(r"[\u4e00-\u9fff]")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path, source in sources()
        if not allowed.search(path.as_posix())
        for number, line in enumerate(source.splitlines(), 1)
        if han.search(line.split("#")[0])
        and '"""' not in line
        and not _in_docstring(source, number)
    ]
    assert found == []


def _in_docstring(source: str, number: int) -> bool:
    before = "\n".join(source.splitlines()[: number - 1])
    return before.count('"""') % 2 == 1
