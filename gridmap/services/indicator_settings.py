"""What an installation sets for its indicators: targets, weights, grades, quotas, distances."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from gridmap.domain.indicators import INDICATORS
from gridmap.domain.indicators.scoring import Cuts, check_weight, gives_points
from gridmap.errors import InputError, Place

NO_NUMBERS: Mapping[str, float] = MappingProxyType({})
_TABLES = ("targets", "weights", "grades", "defaults")


@dataclass(frozen=True)
class Settings:
    """Settings of the indicators.

    Attributes
    ----------
    targets
        Targets that go before those of the registry, by key.
    weights
        What counts in a score, by key; every indicator with a target alike by default.
    cuts
        From how many points on a community is graded so.
    premises_per_week
        How many premises a community inspects a week.
    service_radius_m
        How far a service point serves.
    fire_speed_m_per_s, fire_minutes
        How fast a micro fire station moves, and within how many minutes it must be there.
    checkpoint_distance_m
        How far from a crossing its checkpoint may stand.
    least_count
        Figures that count fewer rows are withheld, and those that would give them away; 0 shows
        all.
    """

    targets: Mapping[str, float] = field(default_factory=lambda: NO_NUMBERS)
    weights: Mapping[str, float] = field(default_factory=lambda: NO_NUMBERS)
    cuts: Cuts = field(default_factory=Cuts)
    premises_per_week: float = 15.0
    service_radius_m: float = 100.0
    fire_speed_m_per_s: float = 3.0
    fire_minutes: float = 3.0
    checkpoint_distance_m: float = 50.0
    least_count: float = 0.0

    def target(self, key: str) -> float | None:
        """Return the target of an indicator."""
        return self.targets.get(key, INDICATORS[key].target)

    def score_weights(self) -> Mapping[str, float]:
        """Return the weights of a score: those set, else one for each indicator with a target."""
        if self.weights:
            return self.weights
        return {
            one.key: 1.0
            for one in INDICATORS.values()
            if one.target is not None and not one.part and gives_points(one)
        }


_Kind = TypeVar("_Kind", Settings, Cuts)

# A published score of a hundred points: handled 30, handled in time 20, not redone 20, none
# overdue and waiting 20, none postponed 10 (Jinniu district, Chengdu).
JINNIU_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"A-01": 30.0, "A-02": 20.0, "A-05": 20.0, "A-06": 20.0, "A-07": 10.0}
)


def read_settings(path: Path) -> Settings:
    """Read settings from a TOML file with the tables targets, weights, grades and defaults.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    settings
        The defaults where the file says nothing.

    Raises
    ------
    InputError
        When it is no TOML, or names something that is not known or no number.
    """
    place = Place(file=path.name)
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("indicators.settings", place, fault=str(error)) from error
    numbers = {name: _numbers(found.pop(name, {}), name, place) for name in _TABLES}
    if found:
        raise InputError("indicators.setting", place, name=", ".join(sorted(found)))
    for key, weight in numbers["weights"].items():
        check_weight(INDICATORS, key, weight, place)
    unknown = sorted(numbers["targets"].keys() - INDICATORS.keys())
    if unknown:
        raise InputError("indicators.setting", place, name=", ".join(unknown))
    settings = Settings(targets=numbers["targets"], weights=numbers["weights"])
    settings = replace(settings, cuts=_with(settings.cuts, numbers["grades"], place))
    return _with(settings, numbers["defaults"], place)


def _numbers(found: object, name: str, place: Place) -> dict[str, float]:
    if not isinstance(found, dict):
        raise InputError("indicators.setting", place, name=name)
    for key, value in found.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError("indicators.setting", place, name=f"{name}.{key}")
    return {key: float(value) for key, value in found.items()}


def _with(whole: _Kind, numbers: Mapping[str, float], place: Place) -> _Kind:
    known = {one.name for one in fields(whole) if isinstance(getattr(whole, one.name), float)}
    unknown = sorted(numbers.keys() - known)
    if unknown:
        raise InputError("indicators.setting", place, name=", ".join(unknown))
    return replace(whole, **numbers)  # type: ignore[arg-type]  # only fields that are numbers
