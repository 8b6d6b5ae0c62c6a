"""The rows of a table as cameras: directions in degrees or words, and what is not said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.analysis.bearings import FULL_CIRCLE_DEG, bearings, density_range_m
from gridmap.analysis.reach import Cameras
from gridmap.catalogue import LOCALES, text
from gridmap.errors import InputError, Place
from gridmap.formats import as_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEFAULT_RANGE_M = 50.0
FIELDS = (
    "azimuth_deg",
    "other_azimuths",
    "angle_deg",
    "range_m",
    "height_m",
    "pixels",
    "state",
)
OUT_OF_SERVICE = frozenset({"faulty", "idle"})

Columns = Mapping[str, Sequence[object]]


@dataclass(frozen=True)
class ReachNote:
    """What a reader of a reach should know.

    Attributes
    ----------
    code
        ``no_azimuth``, ``no_range``, ``mounted``, ``out_of_service``, ``no_pixels``,
        ``unconnected``, ``no_buildings`` or ``no_devices``.
    rows
        Positions of the devices that it is about.
    """

    code: str
    rows: tuple[int, ...] = ()

    def describe(self, locale: str | None = None) -> str:
        """Return the note as a sentence."""
        return text(f"reach.note.{self.code}", locale, count=len(self.rows))


@dataclass(frozen=True)
class Devices:
    """Cameras that work, one row for each direction they look in.

    Attributes
    ----------
    cameras
        The views, shape (N,).
    device
        Which row of the table each view belongs to, shape (N,).
    notes
        What was assumed or left out.
    """

    cameras: Cameras
    device: NDArray[np.int64]
    notes: tuple[ReachNote, ...]


def camera_devices(
    points: NDArray[np.object_],
    columns: Columns,
    *,
    pixels_per_m: float | None = None,
    keep_broken: bool = False,
) -> Devices:
    """Read cameras from the columns of a table.

    Parameters
    ----------
    points
        Where they are, WGS 84 lon/lat, shape (N,).
    columns
        By name, in either language: azimuth and further ones, angle, range, height, pixels and
        state. A camera
        without range is taken to see 50 m; one without azimuth sees all around, as one whose
        azimuth is a word such as dome or PTZ; one that is faulty or idle sees nothing.
    pixels_per_m
        Count only what the camera shows with so many pixels for a metre.
    keep_broken
        Whether cameras that are faulty or idle count as well.

    Returns
    -------
    devices
        Their views.

    Raises
    ------
    InputError
        When a point is none, or a value is no direction or no number; the place names the row.
    """
    found = _found(columns)
    rows = _working(found, len(points), keep_broken=keep_broken)
    looks = [_looks(found, row) for row in rows.tolist()]
    owner = np.repeat(np.arange(len(rows)), [len(look) for look in looks])
    device = rows[owner]
    lonlat = device_lonlat(points)[device]
    angle = _numbers(found, "angle_deg", device)
    azimuth = np.array([one for look in looks for one in look], np.float64)
    length_m = _numbers(found, "range_m", device)
    no_range = np.isnan(length_m)
    around = _says_around(found, device) | (np.isnan(angle) & np.isnan(azimuth))
    given = Cameras.of(
        lonlat[:, 0],
        lonlat[:, 1],
        azimuth,
        np.where(around, FULL_CIRCLE_DEG, angle),
        np.where(no_range, DEFAULT_RANGE_M, length_m),
    )
    unsure = given.without_azimuth | (
        around & ~_says_around(found, device) & ~(angle >= FULL_CIRCLE_DEG)
    )
    notes = [
        _note("out_of_service", np.setdiff1d(np.arange(len(points)), rows)),
        _note("no_azimuth", device[unsure]),
        _note("no_range", device[no_range]),
    ]
    if pixels_per_m is not None:
        pixels = _numbers(found, "pixels", device)
        height_m = np.nan_to_num(_numbers(found, "height_m", device))
        sharp_m = density_range_m(pixels, given.width_deg, pixels_per_m, height_m)
        seen = sharp_m > 0
        notes.append(_note("no_pixels", device[np.isnan(pixels)]))
        given = _limited(given, np.minimum(given.range_m, sharp_m), seen)
        device = device[seen]
    return Devices(given, device, tuple(note for note in notes if note.rows))


def device_lonlat(points: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the places of devices, WGS 84 lon/lat, shape (N, 2).

    Raises
    ------
    InputError
        When one is no point, or has no longitude and latitude; the place names the row.
    """
    wrong = np.flatnonzero(shapely.get_type_id(points) != shapely.GeometryType.POINT)
    if len(wrong):
        raise InputError("reach.no_point", Place(row=int(wrong[0]) + 1), count=len(wrong))
    lonlat: NDArray[np.float64] = np.column_stack([shapely.get_x(points), shapely.get_y(points)])
    Cameras.of(lonlat[:, 0], lonlat[:, 1], np.nan, np.nan, 1.0)
    return lonlat


def _limited(cameras: Cameras, range_m: NDArray[np.float64], kept: NDArray[np.bool_]) -> Cameras:
    fewer = {name: column[kept] for name, column in vars(cameras).items()}
    return replace(cameras, **{**fewer, "range_m": range_m[kept]})


def _found(columns: Columns) -> dict[str, Sequence[object]]:
    """Return the columns by field; a field's own name goes before what people call it."""
    names = {str(name).strip().casefold(): name for name in columns}
    found = {}
    for field in FIELDS:
        heads = [field] + [
            head for locale in LOCALES for head in text(f"reach.column.{field}", locale).split("|")
        ]
        match = next((names[head.casefold()] for head in heads if head.casefold() in names), None)
        if match is not None:
            found[field] = columns[match]
    return found


def _working(
    found: Mapping[str, Sequence[object]], count: int, *, keep_broken: bool
) -> NDArray[np.int64]:
    states = found.get("state", [None] * count)
    works = [keep_broken or state not in OUT_OF_SERVICE for state in states]
    return np.flatnonzero(works).astype(np.int64)


def _looks(found: Mapping[str, Sequence[object]], row: int) -> tuple[float, ...]:
    """Return the directions of one camera, NaN for one that has none.

    Further directions count only beside a first one.

    Raises
    ------
    InputError
        When a word is no direction; the place names the row.
    """
    directions: tuple[float, ...] = ()
    for field in ("azimuth_deg", "other_azimuths"):
        value = found[field][row] if field in found else None
        try:
            directions += bearings(value) if directions or field == "azimuth_deg" else ()
        except InputError as error:
            place = Place(row=row + 1, column=field)
            raise InputError(error.code, place, **error.params) from error
    return directions or (np.nan,)


def _says_around(
    found: Mapping[str, Sequence[object]], device: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell which cameras are said to be a dome or the like: text that gives no direction."""
    if "azimuth_deg" not in found:
        return np.zeros(len(device), np.bool_)
    column = found["azimuth_deg"]
    said = [
        isinstance(column[row], str)
        and bool(str(column[row]).strip())
        and not bearings(column[row])
        for row in device.tolist()
    ]
    return np.array(said, np.bool_)


def _numbers(
    found: Mapping[str, Sequence[object]], field: str, device: NDArray[np.int64]
) -> NDArray[np.float64]:
    if field not in found:
        return np.full(len(device), np.nan)
    return np.array([_number(found[field][row], field, row) for row in device.tolist()], np.float64)


def _number(value: object, field: str, row: int) -> float:
    if isinstance(value, float) and np.isnan(value):
        return np.nan
    try:
        number = as_number(value)
    except InputError as error:
        place = Place(row=row + 1, column=field)
        raise InputError(error.code, place, **error.params) from error
    return np.nan if number is None else number


def _note(code: str, rows: NDArray[np.int64]) -> ReachNote:
    return ReachNote(code, tuple(int(row) for row in np.unique(rows)))
