"""``/api/v1/density/<kind>``: how densely points lie, a picture and its legend in numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Literal
from urllib.parse import urlencode

import orjson
import shapely
from apiflask import APIBlueprint
from apiflask.schemas import FileSchema
from flask import Response, abort, request, url_for
from pydantic import Field

from gridmap.analysis.contours import contour_bands
from gridmap.analysis.density_field import Density
from gridmap.analysis.time_windows import BAND_COUNTS, Band
from gridmap.catalogue import text
from gridmap.domain import PointKind
from gridmap.drawing.raster import density_png
from gridmap.services.heat import BANDWIDTH_M
from gridmap.services.heat_pictures import HeatPicture, HeatQuestion
from gridmap.services.hot_squares import HotSquares
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Reader
from web.answers import GEOJSON, PNG, answer
from web.api.models import FeatureCollection, Latitude, Longitude
from web.api.point_models import DensityAnswer, DensityFramesAnswer, DensityValueAnswer
from web.api.point_queries import PointQuery, Words, box_of, kind_of
from web.at_hand import heat_at_hand
from web.permissions import requires

densities = APIBlueprint("densities", __name__, url_prefix="/api/v1/density")
_PICTURE = FileSchema(type="string", format="binary")


class HeatQuery(PointQuery):
    """Which points count, and how their density is made.

    ``radius_m`` is the standard deviation of the kernel; ``frame`` west,south,east,north of the
    picture, which is drawn the finer the smaller it is; ``per`` km² or 1,000 households. ``r`` is
    the revision that an address of ours was made for.
    """

    radius_m: Annotated[float, Field(gt=0, le=100_000)] = BANDWIDTH_M
    frame: Words = ""
    per: Literal["km2", "households"] = "km2"
    hotspots: bool = True
    r: int | None = None

    def question(self, kind: PointKind) -> HeatQuestion:
        """Return which density is meant."""
        return HeatQuestion(
            kind,
            self.filter(),
            self.radius_m,
            box_of(self.frame),
            per_households=self.per == "households",
        )


class HeatPlaceQuery(HeatQuery):
    """Which density is meant, and where it is to be read."""

    lon: Longitude
    lat: Latitude


class ContourQuery(HeatQuery):
    """Which density is meant, and between which rising numbers its areas are wanted."""

    bounds: Words = ""


@densities.get("/<kind>")
@requires(Permission.VIEW)
@densities.input(HeatQuery, location="query")
@densities.output(DensityAnswer)
def show_density(kind: str, query_data: HeatQuery) -> Response:
    """Answer with where the picture lies and what its colours mean.

    The class bounds are those of the whole territory, so that a colour means the same in every
    frame. Hot squares come along unless they are not wanted.
    """
    wanted = kind_of(kind)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        picture = _picture(reader, principal, query_data.question(wanted))
        squares = (
            heat_at_hand().hot(reader, principal, wanted, query_data.filter())
            if query_data.hotspots
            else None
        )
        return {
            **_legend(picture.density, picture.bounds),
            "count": picture.count,
            "image": _address("densities.show_picture", reader.revision(), kind=wanted.value),
            "hotspots": None if squares is None else _figures(squares),
        }

    return answer(build, mark=_mark(wanted, query_data))


@densities.get("/<kind>.png")
@requires(Permission.VIEW)
@densities.input(HeatQuery, location="query")
@densities.output(_PICTURE, content_type=PNG)
def show_picture(kind: str, query_data: HeatQuery) -> Response:
    """Answer with the picture: transparent, then yellow to dark red."""
    wanted = kind_of(kind)

    def build(reader: Reader, principal: Principal) -> bytes:
        picture = _picture(reader, principal, query_data.question(wanted))
        return density_png(picture.density.values, picture.bounds)

    return answer(build, PNG, _mark(wanted, query_data))


@densities.get("/<kind>/at")
@requires(Permission.VIEW)
@densities.input(HeatPlaceQuery, location="query")
@densities.output(DensityValueAnswer)
def show_value(kind: str, query_data: HeatPlaceQuery) -> Response:
    """Answer with the density at a place; null outside the picture."""
    wanted = kind_of(kind)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        picture = _picture(reader, principal, query_data.question(wanted))
        value = float(picture.density.at([[query_data.lon, query_data.lat]])[0])
        return {
            "value": value if value == value else None,  # noqa: PLR0124  NaN alone differs from itself
            "unit": text(picture.density.unit_code),
            "radius_m": picture.density.bandwidth_m,
        }

    return answer(build, mark=_mark(wanted, query_data))


@densities.get("/<kind>/contours")
@requires(Permission.VIEW)
@densities.input(ContourQuery, location="query")
@densities.output(FeatureCollection, content_type=GEOJSON)
def show_contours(kind: str, query_data: ContourQuery) -> Response:
    """Answer with the areas between the bounds of the legend, or between others, as GeoJSON."""
    wanted = kind_of(kind)

    def build(reader: Reader, principal: Principal) -> bytes:
        picture = _picture(reader, principal, query_data.question(wanted))
        bands = contour_bands(picture.density, _numbers(query_data.bounds) or picture.bounds)
        unit = text(picture.density.unit_code)
        features = [
            {
                "type": "Feature",
                "properties": {"low": band.low, "high": band.high, "unit": unit},
                "geometry": orjson.Fragment(shapely.to_geojson(band.geometry)),
            }
            for band in bands
        ]
        return orjson.dumps({"type": "FeatureCollection", "features": features})

    return answer(build, GEOJSON, _mark(wanted, query_data))


@densities.get("/<kind>/frames/<band>")
@requires(Permission.VIEW)
@densities.input(HeatQuery, location="query")
@densities.output(DensityFramesAnswer)
def show_frames(kind: str, band: str, query_data: HeatQuery) -> Response:
    """Answer with one picture for each hour, weekday or month, all with one legend."""
    wanted, bands = kind_of(kind), _band(band)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        frames = heat_at_hand().frames(reader, principal, query_data.question(wanted), bands)
        if frames is None:
            abort(404)
        names = {"kind": wanted.value, "band": bands}
        revision = reader.revision()
        return {
            **_legend(frames.first, frames.bounds),
            "counts": frames.counts,
            "images": [
                _address("densities.show_frame", revision, **names, number=number)
                for number in range(len(frames.pictures))
            ],
        }

    return answer(build, mark=_mark(wanted, query_data))


@densities.get("/<kind>/frames/<band>/<int:number>.png")
@requires(Permission.VIEW)
@densities.input(HeatQuery, location="query")
@densities.output(_PICTURE, content_type=PNG)
def show_frame(kind: str, band: str, number: int, query_data: HeatQuery) -> Response:
    """Answer with the picture of one hour, weekday or month."""
    wanted, bands = kind_of(kind), _band(band)
    if number >= BAND_COUNTS[bands]:
        abort(404)

    def build(reader: Reader, principal: Principal) -> bytes:
        frames = heat_at_hand().frames(reader, principal, query_data.question(wanted), bands)
        if frames is None:
            abort(404)
        return frames.pictures[number]

    return answer(build, PNG, _mark(wanted, query_data))


def _mark(kind: PointKind, asked: HeatQuery) -> Callable[[Reader, Principal], object] | None:
    """Return what a density hangs on; with households it is the whole store."""
    if asked.per == "households":
        return None
    return lambda reader, _principal: heat_at_hand().mark(reader, kind)


def _picture(reader: Reader, principal: Principal, asked: HeatQuestion) -> HeatPicture:
    found = heat_at_hand().picture(reader, principal, asked)
    if found is None:
        abort(404)
    return found


def _legend(density: Density, bounds: Sequence[float]) -> dict[str, object]:
    return {
        "corners": density.corners.tolist(),
        "bounds": list(bounds),
        "bandwidth_m": density.bandwidth_m,
        "unit": text(density.unit_code),
    }


def _figures(squares: HotSquares) -> dict[str, object]:
    return {
        "rings": [ring.tolist() for ring in squares.rings()],
        "hot": len(squares.geometries),
        "tested": squares.tested,
        "least": squares.least,
        "side_m": squares.side_m,
        "q": squares.q,
    }


def _address(endpoint: str, revision: int, **names: object) -> str:
    """Return the address of a picture of what this request asks for."""
    asked = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name not in {"r", "lang", "hotspots"}
    ]
    return f"{url_for(endpoint, **names)}?{urlencode([*asked, ('r', revision)])}"  # type: ignore[arg-type]  # names of the route


def _band(word: str) -> Band:
    found = next((band for band in BAND_COUNTS if band == word), None)
    if found is None:
        abort(404)
    return found


def _numbers(written: str) -> list[float]:
    try:
        return [float(part) for part in written.split(",") if part.strip()]
    except ValueError:
        abort(422)
