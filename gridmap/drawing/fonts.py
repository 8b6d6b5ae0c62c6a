"""Fonts that pictures are set in; a picture whose signs no font has is refused, not boxed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from matplotlib import font_manager

from gridmap.errors import UsageError

# Families with simplified Chinese, the best known first.
CHINESE_FAMILIES: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
)
# It comes with the drawing library, so it is always there.
LAST_FAMILY: Final = "DejaVu Sans"
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def installed_families() -> frozenset[str]:
    """Return the names of all font families of the machine."""
    return frozenset(entry.name for entry in font_manager.fontManager.ttflist)


def font_families(texts: Iterable[str], installed: Collection[str] | None = None) -> list[str]:
    """Return the families for a picture, in the order in which signs are looked up.

    Parameters
    ----------
    texts
        Everything that is written in the picture.
    installed
        Names of the families there are; those of the machine by default.

    Raises
    ------
    UsageError
        When the texts are Chinese and no font has Chinese signs.
    """
    known = installed_families() if installed is None else installed
    chinese = [family for family in CHINESE_FAMILIES if family in known][:1]
    if not chinese and any(_HAN.search(text) for text in texts):
        raise UsageError("figure.font", families=", ".join(CHINESE_FAMILIES[:3]))
    return [*chinese, LAST_FAMILY]
