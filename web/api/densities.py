"""``/api/v1/density/<kind>``: how densely points lie, a picture and its legend."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, abort, url_for

from gridmap.analysis import Density
from gridmap.domain import PointKind
from gridmap.drawing.raster import density_png
from gridmap.services.densities import kind_density
from gridmap.services.hot_squares import HotSquares, kind_hot_squares
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Reader
from web.answers import PNG, answer, kept_answers
from web.api.point_queries import kind_of
from web.permissions import requires

densities = APIBlueprint("densities", __name__, url_prefix="/api/v1/density")


@densities.get("/<kind>")
@requires(Permission.VIEW)
def show_density(kind: str) -> Response:
    """Answer with where the picture lies and what its colours mean, in events per km²."""
    wanted = kind_of(kind)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        raster, count = _density(reader, principal, wanted)
        squares = kind_hot_squares(reader, principal, wanted)
        address = url_for("densities.show_picture", kind=wanted.value, r=reader.revision())
        return {
            "corners": raster.corners.tolist(),
            "bounds": list(raster.classes),
            "bandwidth_m": raster.bandwidth_m,
            "count": count,
            "image": address,
            "hotspots": None if squares is None else _figures(squares),
        }

    return answer(build)


def _figures(squares: HotSquares) -> dict[str, object]:
    return {
        "rings": [ring.tolist() for ring in squares.rings()],
        "hot": len(squares.geometries),
        "tested": squares.tested,
        "least": squares.least,
        "side_m": squares.side_m,
        "q": squares.q,
    }


@densities.get("/<kind>.png")
@requires(Permission.VIEW)
def show_picture(kind: str) -> Response:
    """Answer with the picture: transparent, then yellow to dark red."""
    wanted = kind_of(kind)

    def build(reader: Reader, principal: Principal) -> bytes:
        raster, _ = _density(reader, principal, wanted)
        return density_png(raster.values, raster.classes)

    return answer(build, PNG)


def _density(reader: Reader, principal: Principal, kind: PointKind) -> tuple[Density, int]:
    """Return a density, made once for its numbers and its picture; 404 where there is no point."""
    found = kept_answers().recall(
        ("density", reader.revision(), principal.scope, kind),
        lambda: kind_density(reader, principal, kind),
    )
    if found is None:
        abort(404)
    return found
