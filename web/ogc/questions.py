"""The parameters of a page of features, read as the standard writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from werkzeug.datastructures import MultiDict

from gridmap.errors import UsageError
from gridmap.services.feature_pages import Question

if TYPE_CHECKING:
    from gridmap.services.feature_pages import Span
    from gridmap.services.point_filter import Box

DEFAULT_LIMIT: Final = 1000
MOST: Final = 10_000
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
PARAMETERS: Final = frozenset(
    {"bbox", "datetime", "limit", "after", "crs", "bbox-crs", "f", "lang"}
)
_LONGEST_ID: Final = 128
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2}))?"
)
_FLAT, _SOLID = 4, 6
_FORMS = frozenset({"", "json", "geojson", "application/json", "application/geo+json"})


def question_of(given: MultiDict[str, str]) -> Question:
    """Return which features a request asks for.

    Parameters
    ----------
    given
        The parameters of the address.

    Raises
    ------
    UsageError
        When one is unknown, given twice or does not fit.
    """
    check_parameters(given, PARAMETERS)
    for name in ("crs", "bbox-crs"):
        if given.get(name, CRS84) != CRS84:
            raise UsageError("ogc.crs", name=name, value=given[name][:80], allowed=CRS84)
    return Question(
        limit=_limit(given.get("limit")),
        after=given.get("after", "")[:_LONGEST_ID],
        box=_box(given.get("bbox")),
        span=_span(given.get("datetime")),
    )


def check_parameters(
    given: MultiDict[str, str], known: frozenset[str] = frozenset({"f", "lang"})
) -> None:
    """Refuse parameters that are not known here, as the standard demands.

    Raises
    ------
    UsageError
        When one is unknown, given twice, or asks for another form than JSON.
    """
    for name in given:
        if name not in known or len(given.getlist(name)) > 1:
            raise UsageError("ogc.parameter", name=name[:40], allowed=", ".join(sorted(known)))
    if given.get("f", "") not in _FORMS:
        raise UsageError("ogc.form", value=given["f"][:40])


def _limit(written: str | None) -> int:
    if written is None:
        return DEFAULT_LIMIT
    if not (written.isascii() and written.isdigit() and len(written) <= 18 and int(written) >= 1):  # noqa: PLR2004  digits of a large number
        raise UsageError("ogc.limit", value=written[:40], most=MOST)
    return min(int(written), MOST)


def _box(written: str | None) -> Box | None:
    if written is None:
        return None
    try:
        numbers = [float(part) for part in written.split(",")]
    except ValueError:
        raise UsageError("ogc.bbox", value=written[:80]) from None
    if len(numbers) == _SOLID:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != _FLAT:
        raise UsageError("ogc.bbox", value=written[:80])
    west, south, east, north = numbers
    # Comparisons with NaN are false.
    lies = abs(west) <= 180 and abs(east) <= 180 and -90 <= south <= north <= 90  # noqa: PLR2004  degrees
    if not lies:
        raise UsageError("ogc.bbox", value=written[:80])
    return west, south, east, north


def _span(written: str | None) -> Span | None:
    if written is None:
        return None
    parts = written.split("/")
    if len(parts) == 1 and parts[0] not in {"", ".."}:
        return _moment(parts[0], last=False), _moment(parts[0], last=True)
    if len(parts) != 2 or all(part in {"", ".."} for part in parts):  # noqa: PLR2004  from and to
        raise UsageError("ogc.datetime", value=written[:80])
    since, until = (
        None if part in {"", ".."} else _moment(part, last=last)
        for part, last in zip(parts, (False, True), strict=True)
    )
    if since is not None and until is not None and until < since:
        raise UsageError("ogc.datetime", value=written[:80])
    return since, until


def _moment(written: str, *, last: bool) -> datetime:
    """Return a moment in UTC; of a day its first or its last.

    Raises
    ------
    UsageError
        When the text is no moment.
    """
    if not _MOMENT.fullmatch(written):
        raise UsageError("ogc.datetime", value=written[:80])
    is_day = len(written) == len("2026-05-01")
    text = written + ("T23:59:59.999Z" if last else "T00:00:00Z") if is_day else written.upper()
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError("ogc.datetime", value=written[:80]) from None
