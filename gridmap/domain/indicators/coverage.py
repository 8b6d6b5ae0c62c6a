"""K-01 to K-23: what cells, cameras, stations and patrols cover."""

from __future__ import annotations

from typing import Final

from gridmap.domain.indicators.making import (
    LESS_IS_BETTER,
    NEUTRAL,
    any_true,
    at_least,
    is_,
    portion,
    present,
    share,
    true,
)
from gridmap.domain.indicators.model import Indicator, Selection

SITING_CLASSES: Final = (
    "busy_area",
    "main_street",
    "vital_part",
    "public_complex",
    "case_prone_section",
    "entrance_exit",
)
# Classes of premises that the trade watches closely: lodging, leisure and special trades.
KEY_VENUE_CLASSES: Final = (
    "hotel",
    "small_hotel",
    "bath_house",
    "net_bar",
    "dance_hall",
    "games",
    "gold_shop",
    "pawn",
    "second_hand",
    "scrap",
    "used_phones",
    "vehicle_repair",
    "seal_engraving",
    "labour_agency",
    "car_rental",
    "salon",
)
LODGING_CLASSES: Final = ("hotel", "small_hotel")
_KEY_VENUE = is_("class_code", *KEY_VENUE_CLASSES)
_KEY_UNIT = true("key_unit")

COVERAGE: Final = (
    Indicator(
        "K-01",
        Selection("cells", measure="area_m2"),
        Selection("communities", measure="boundary_m2"),
        1.0,
    ),
    share("K-02", "cells", true("has_leader"), target=1.0),
    share("D-05", "points", present("cell_code"), target=1.0),
    portion("K-03", "cells", "camera_area_m2", "area_m2"),
    portion("K-04", "street_parts", "seen_m", "length_m", is_("line_class", "main_road"), target=1),
    share("K-05", "key_places", true("seen"), target=1.0),
    *(
        share(
            f"K-05.{siting}",
            "key_places",
            true("seen"),
            among=(is_("class_code", siting),),
            target=1.0,
            part=f"word.camera_class.{siting}",
        )
        for siting in SITING_CLASSES
    ),
    share("K-06", "crossings", true("checkpoint"), target=1.0),
    share("K-07", "units", any_true("cctv", "alarm"), target=0.8),
    share("K-08", "rural_places", true("equipped"), target=0.4),
    share("K-09", "shops", true("cctv"), among=(_KEY_VENUE,), target=1.0, minimum=0.6),
    share("K-10", "cameras", true("networked")),
    share("K-11", "cameras", is_("state", "in_service")),
    share("K-12", "cameras", true("redundant"), direction=LESS_IS_BETTER),
    portion("K-13", "cells", "blind_area_m2", "area_m2", direction=LESS_IS_BETTER),
    portion("K-14", "cells", "service_area_m2", "area_m2", direction=NEUTRAL),
    share("K-15", "units", true("reached"), among=(_KEY_UNIT,), target=1.0),
    share("K-16", "communities", at_least("micro_stations", 1), target=1.0),
    Indicator(
        "K-17",
        Selection("components", (is_("class_code", "hydrant"),)),
        Selection("hydrant_norms", measure="required"),
        1.0,
        0.95,
    ),
    share(
        "K-17I",
        "components",
        is_("state", "intact"),
        among=(is_("class_code", "hydrant"),),
        target=1.0,
    ),
    share("K-18", "cells", at_least("passes", 1), target=1.0),
    Indicator("K-19", None, None, unit="1"),
    Indicator(
        "K-20", Selection("passes", when="day"), Selection("cells", measure="hours"), unit="/h"
    ),
    share("K-20H", "patrol_findings", true("handled"), when="day"),
    share("K-21", "communities", at_least("garbage_facilities", 1), target=1.0),
    share("K-22", "compounds", true("managed"), target=1.0),
    share("K-23", "shops", true("alarm"), among=(is_("class_code", *LODGING_CLASSES),)),
)
