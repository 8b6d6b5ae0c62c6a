"""``/api/v1/density/<kind>``: how densely points lie, a picture and its legend."""

from __future__ import annotations

from flask import Blueprint, Response, abort, url_for

from gridmap.drawing.raster import density_png
from gridmap.services.densities import kind_density
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Reader
from web.answers import PNG, answer
from web.api.points import kind_of
from web.permissions import requires

densities = Blueprint("densities", __name__, url_prefix="/api/v1/density")


@densities.get("/<kind>")
@requires(Permission.VIEW)
def show_density(kind: str) -> Response:
    """Answer with where the picture lies and what its colours mean, in events per km²."""
    wanted = kind_of(kind)

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        found = kind_density(reader, principal, wanted)
        if found is None:
            abort(404)
        raster, count = found
        address = url_for("densities.show_picture", kind=wanted.value, r=reader.revision())
        return {
            "corners": raster.corners.tolist(),
            "bounds": list(raster.classes),
            "bandwidth_m": raster.bandwidth_m,
            "count": count,
            "image": address,
        }

    return answer(build)


@densities.get("/<kind>.png")
@requires(Permission.VIEW)
def show_picture(kind: str) -> Response:
    """Answer with the picture: transparent, then yellow to dark red."""
    wanted = kind_of(kind)

    def build(reader: Reader, principal: Principal) -> bytes:
        found = kind_density(reader, principal, wanted)
        if found is None:
            abort(404)
        raster, _ = found
        return density_png(raster.values, raster.classes)

    return answer(build, PNG)
