from __future__ import annotations

import re

from gridmap.catalogue import LOCALES, text
from tests.unit.drawing.test_frontend_sources import FRONTEND

CODES = re.compile(r'"(ui\.map\.[a-z_.]+[a-z_])"')
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff}][,;:!?()]|[,;:!?()][\u4e00-\u9fff{]")


def codes() -> list[str]:
    sources = (FRONTEND / "src" / "standalone").glob("*.ts")
    return sorted({code for path in sources for code in CODES.findall(path.read_text("utf-8"))})


def test_every_text_of_the_map_exists_in_both_languages() -> None:
    missing = [
        (code, locale) for code in codes() for locale in LOCALES if text(code, locale) == code
    ]
    assert (len(codes()) > 30, missing) == (True, [])


def test_chinese_texts_have_full_width_punctuation() -> None:
    assert [code for code in codes() if HALF_WIDTH.search(text(code, "zh_CN"))] == []
