"""What bodies, parameters and answers of the API are made of.

A noun's blueprint derives its own models from these::

    class NewLock(Strict):
        cell_code: Code | None = None
        reason: str = Field(min_length=1, max_length=500)

    @locks.post("")
    @requires(Permission.DRAW)
    @locks.input(NewLock)
    @locks.output(LockAnswer, status_code=201)
    def add_lock(json_data: NewLock) -> Response: ...

The permission comes before ``input``, so that a stranger learns nothing of what would fit.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError


class Strict(BaseModel):
    """A body: nothing is guessed, nothing is left over, and no number is infinite."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        frozen=True,
        hide_input_in_errors=True,
        # Built when first asked for: no start has to wait for what no request may need.
        defer_build=True,
    )


class Parameters(BaseModel):
    """Parameters of an address: texts become what they stand for, and nothing is left over."""

    model_config = ConfigDict(
        extra="forbid",
        allow_inf_nan=False,
        frozen=True,
        hide_input_in_errors=True,
        defer_build=True,
    )


class Answer(BaseModel):
    """What a route answers with; fields without a default are always there."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def _positive_zero(value: float) -> float:
    if value == 0 and str(value).startswith("-"):
        raise PydanticCustomError("negative_zero", "negative zero")
    return value


Longitude = Annotated[float, Field(ge=-180, le=180), AfterValidator(_positive_zero)]
"""Degrees east, WGS 84."""
Latitude = Annotated[float, Field(ge=-90, le=90), AfterValidator(_positive_zero)]
"""Degrees north, WGS 84."""
Position = tuple[Longitude, Latitude]
"""Longitude, latitude."""
Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_.:-]+$")]
"""A code or id."""
Name = Annotated[str, Field(max_length=200)]
"""What people call something."""
Remark = Annotated[str, Field(max_length=2000)]
"""A sentence or some."""


class Geometry(Answer):
    """A geometry as GeoJSON has it (RFC 7946)."""

    type: Literal["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]
    coordinates: list[Any]


class Feature(Answer):
    """A feature as GeoJSON has it; what its properties are, the route says."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)
    type: Literal["Feature"]
    properties: dict[str, Any]
    geometry: Geometry | None


class FeatureCollection(Answer):
    """Features as GeoJSON has them."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)
    type: Literal["FeatureCollection"]
    features: list[Feature]
