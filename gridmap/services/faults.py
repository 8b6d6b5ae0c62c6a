"""Errors as JSON values: kept with a job, worded when somebody reads them in their language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from gridmap.errors import ConflictError, CoverageError, GridmapError, InputError, Place, UsageError
from gridmap.formats import ImportProblems

_KINDS: Mapping[str, type[GridmapError]] = {
    kind.__name__: kind for kind in (InputError, CoverageError, UsageError, ConflictError)
}
_PLAIN = (str, int, float, bool)


def fault_values(error: GridmapError) -> dict[str, object]:
    """Return an error as JSON values; several faults of one file stand in ``problems``.

    Parameters
    ----------
    error
        What was raised.
    """
    kind = next(name for name, one in _KINDS.items() if isinstance(error, one))
    values: dict[str, object] = {
        "error": kind,
        "code": error.code,
        "params": {
            name: value if isinstance(value, _PLAIN) else str(value)
            for name, value in error.params.items()
        },
        "place": {
            item.name: value
            for item in fields(Place)
            if item.name != "geometry" and (value := getattr(error.place, item.name)) is not None
        },
    }
    if isinstance(error, ImportProblems):
        values["problems"] = [fault_values(problem) for problem in error.problems]
    return values


def fault_of(values: Mapping[str, Any]) -> GridmapError:
    """Return the error of JSON values.

    Parameters
    ----------
    values
        From `fault_values`.
    """
    place = Place(**values.get("place", {}))
    if "problems" in values:
        problems = [fault_of(one) for one in values["problems"]]
        inputs = [one for one in problems if isinstance(one, InputError)]
        return ImportProblems(inputs, int(values["params"].get("count", len(inputs))), place.file)
    kind = _KINDS[str(values["error"])]
    return kind(str(values["code"]), place, **values.get("params", {}))


def described_fault(values: Mapping[str, Any], locale: str | None = None) -> dict[str, object]:
    """Return a fault in the words of a language, with its place in fields of their own.

    Parameters
    ----------
    values
        From `fault_values`.
    locale
        The language; the current one by default.
    """
    error = fault_of(values)
    single = (
        error
        if not isinstance(error, ImportProblems)
        else GridmapError(error.code, error.place, **error.params)
    )
    return {
        "code": error.code,
        "title": single.what(locale),
        "detail": single.mend(locale),
        "where": error.where(locale),
        "row": error.place.row,
        "column": error.place.column,
        "feature": error.place.feature,
    }
