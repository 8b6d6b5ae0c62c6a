"""K-30 to K-43: inspections, hazards, premises."""

from __future__ import annotations

from typing import Final

from gridmap.domain.indicators.making import (
    LESS_IS_BETTER,
    NEUTRAL,
    in_time,
    is_,
    present,
    share,
    true,
)
from gridmap.domain.indicators.model import Cadence, Indicator, Selection

GRADES: Final = ("A", "B", "C", "D")
WATCHED_GRADES: Final = ("C", "D")
# What the card of a shop must say.
CARD_FIELDS: Final = ("name", "address", "grade", "state", "licence")
# Measures, responsibility, money and time limit; a hazard that must wait has a plan as well.
FIXED_ITEMS: Final = ("measures", "responsibility", "money", "time_limit")
COVERING_KINDS: Final = ("town", "department", "village")
_RECTIFIED = is_("state", "rectified", "closed")
_FOUND = "happened_at"
_MONTH = Cadence.MONTH

INSPECTION: Final = (
    Indicator(
        "K-30",
        Selection("inspections", distinct="premises_id", when="day"),
        Selection("quotas", measure="premises"),
        1.0,
        cadence=Cadence.WEEK,
    ),
    share("K-31", "shops", true("inspected"), target=1.0, cadence=_MONTH),
    Indicator(
        "K-32",
        Selection("shops"),
        Selection("quotas", measure="premises_per_week"),
        direction=NEUTRAL,
        unit="wk",
    ),
    share("K-33", "hazards", _RECTIFIED, when=_FOUND, target=1.0, cadence=_MONTH),
    share(
        "K-34",
        "hazards",
        present("rechecked_on"),
        among=(_RECTIFIED,),
        when=_FOUND,
        target=1.0,
        cadence=_MONTH,
    ),
    share(
        "K-35",
        "hazards",
        true("recurred"),
        among=(is_("state", "closed"),),
        when=_FOUND,
        direction=LESS_IS_BETTER,
        cadence=Cadence.QUARTER,
    ),
    Indicator(
        "K-36",
        Selection("hazards", when=_FOUND),
        Selection("inspections", when="day"),
        direction=NEUTRAL,
        unit="1",
        cadence=_MONTH,
    ),
    Indicator(
        "K-36P",
        Selection("hazards", when=_FOUND),
        Selection("shops"),
        direction=NEUTRAL,
        unit="1",
        cadence=_MONTH,
    ),
    share(
        "K-37",
        "hazards",
        present(*FIXED_ITEMS),
        among=(is_("level", "major"), is_("state", "found", "rectifying")),
        target=1.0,
        cadence=Cadence.QUARTER,
    ),
    *(
        share(
            f"K-38.{kind}",
            "shops",
            true(f"inspected_by_{kind}"),
            target=1.0,
            cadence=Cadence.QUARTER,
            part=f"indicator.part.{kind}",
        )
        for kind in COVERING_KINDS
    ),
    *(
        share(
            f"K-39.{grade}",
            "shops",
            is_("grade", grade),
            among=(present("grade"),),
            direction=NEUTRAL,
            part=f"word.grade.{grade}",
        )
        for grade in GRADES
    ),
    share(
        "K-39W",
        "shops",
        is_("grade", *WATCHED_GRADES),
        among=(present("grade"),),
        direction=LESS_IS_BETTER,
    ),
    share("K-40", "public_reports", true("checked"), when="day", target=1.0, cadence=_MONTH),
    share(
        "K-41",
        "offenders",
        in_time("rectified_on", "window_ends_on"),
        when="noticed_on",
        cadence=_MONTH,
    ),
    share("K-42", "shops", present(*CARD_FIELDS), target=1.0),
    share("K-43", "shops", true("frontage_letter"), target=1.0, cadence=Cadence.YEAR),
    share("S-29", "shops", true("joint_defence")),
)
