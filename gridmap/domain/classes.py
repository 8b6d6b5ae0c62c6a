"""Class tables: which classes a kind of point knows, modelled on the tables cities use."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from gridmap.catalogue import LOCALES, text
from gridmap.domain.words import PointKind


@dataclass(frozen=True, slots=True)
class PointClass:
    """One row of a class table.

    `standard_code` is the number the city tables give, empty where it is not known for certain.
    """

    kind: PointKind
    code: str
    group: str
    standard_code: str = ""

    def label(self, locale: str | None = None) -> str:
        """Return the name of the class."""
        return text(f"word.{self.kind}_class.{self.code}", locale)

    def group_label(self, locale: str | None = None) -> str:
        """Return the name of the group it belongs to."""
        return text(f"word.{self.kind}_group.{self.group}", locale)


@cache
def class_table(kind: PointKind) -> Mapping[str, PointClass]:
    """Return the classes of a kind by code, in the order of the table."""
    source = files("geodata") / "classes" / f"{kind}.csv"
    rows = [
        PointClass(kind, row["code"], row["group"], row.get("standard_code") or "")
        for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    ]
    return MappingProxyType({row.code: row for row in rows})


@lru_cache(maxsize=4096)
def find_class(kind: PointKind, written: str) -> PointClass | None:
    """Return the class that a person means: by code, standard code or name in either language."""
    wanted = written.strip().casefold()
    for row in class_table(kind).values():
        names = {row.code, row.standard_code, *(row.label(locale) for locale in LOCALES)} - {""}
        if wanted in {name.casefold() for name in names}:
            return row
    return None
