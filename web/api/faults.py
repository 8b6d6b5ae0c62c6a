"""Faults in what a request sends, each with its place and a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pydantic import ValidationError

from gridmap.catalogue import text

_SORTS: Mapping[str, str] = MappingProxyType(
    {
        "missing": "missing",
        "extra_forbidden": "extra",
        "string_too_short": "length",
        "string_too_long": "length",
        "too_short": "length",
        "too_long": "length",
        "greater_than": "range",
        "greater_than_equal": "range",
        "less_than": "range",
        "less_than_equal": "range",
        "finite_number": "finite",
        "enum": "choice",
        "literal_error": "choice",
        "union_tag_invalid": "choice",
        "string_pattern_mismatch": "pattern",
        "negative_zero": "range",
        "repeated": "repeated",
    }
)
_MOST = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its sort, and where it lies."""

    sort: str
    path: tuple[str | int, ...]
    expected: str = ""

    def told(self, location: str) -> dict[str, str]:
        """Return the fault for an answer: a JSON pointer into a body, else a parameter's name."""
        steps = [str(step).replace("~", "~0").replace("/", "~1") for step in self.path]
        name = text("place.separator").join(str(step) for step in self.path)
        detail = text(f"api.fault.{self.sort}", name=name or "–", expected=self.expected or "–")
        where = (
            {"pointer": "#" + "".join(f"/{step}" for step in steps)}
            if location == "json"
            else {"parameter": str(self.path[0]) if self.path else ""}
        )
        return {**where, "code": f"api.fault.{self.sort}", "detail": detail}


class FaultyRequest(Exception):  # noqa: N818  it says what it is
    """A request whose body or parameters do not fit; the answer is 422 with all faults."""

    def __init__(self, location: str, faults: Sequence[Fault]) -> None:
        super().__init__(location)
        self.location = location
        self.faults = tuple(faults[:_MOST])


def faults_of(error: ValidationError) -> list[Fault]:
    """Return what pydantic found, without the values that were sent."""
    return [
        Fault(_sort(one["type"]), tuple(one["loc"]), _expected(one.get("ctx", {})))
        for one in error.errors(include_url=False, include_input=False)
    ]


def _sort(kind: str) -> str:
    if kind in _SORTS:
        return _SORTS[kind]
    if kind.startswith(("date", "time")):
        return "date"
    return "type" if kind.endswith(("_type", "_parsing", "_from_float")) else "value"


def _expected(context: Mapping[str, object]) -> str:
    signs = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤", "min_length": "≥", "max_length": "≤"}
    for name, sign in signs.items():
        if name in context:
            return f"{sign} {context[name]}"
    return str(context.get("expected", context.get("pattern", "")))
