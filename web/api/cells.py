"""``/api/v1/cells``: the published cells, and the card of one."""

from __future__ import annotations

from collections.abc import Sequence

from apiflask import APIBlueprint
from flask import Response, abort

from gridmap.domain import Duty, PointKind
from gridmap.services.browsing import (
    CellCard,
    VisibleCells,
    cell_card,
    leader_hues,
    load_bounds,
    load_share_ratios,
    visible_layer,
)
from gridmap.services.principal import Permission, Principal
from gridmap.services.published_mark import cells_mark
from gridmap.store.port import Reader
from web.answers import answer, kept_answers
from web.api.models import Answer, FeatureCollection
from web.features import feature_collection
from web.permissions import requires

cells = APIBlueprint("cells", __name__, url_prefix="/api/v1/cells")
_COLUMNS = (
    "code",
    "name",
    "community_code",
    "load",
    "area_m2",
    "leader_code",
    "leader_name",
    *(f"{kind.value}_count" for kind in PointKind),
)


class CellsAnswer(Answer):
    """All cells, and the bounds of the classes of load."""

    load_bounds: list[float]
    cells: FeatureCollection


class MemberAnswer(Answer):
    """One worker's duty in a cell; the telephone is a duty telephone."""

    duty: Duty
    code: str
    name: str
    telephone: str | None


class CardAnswer(Answer):
    """One cell with what belongs to it."""

    code: str
    name: str
    community_code: str
    community_name: str
    area_m2: float
    load: float | None
    load_share_ratio: float | None
    team: list[MemberAnswer]
    counts: dict[str, int]


@cells.get("")
@requires(Permission.VIEW)
@cells.output(CellsAnswer)
def list_cells() -> Response:
    """Answer with all cells as features, and the bounds of the classes of load."""
    return answer(_cells, mark=lambda reader, _principal: cells_mark(reader))


@cells.get("/<code>")
@requires(Permission.VIEW)
@cells.output(CardAnswer)
def show_cell(code: str) -> Response:
    """Answer with one cell, its team and its counts."""

    def build(reader: Reader, principal: Principal) -> dict[str, object]:
        # What all cards share is made once, not for each of thousands of cells.
        cells = kept_answers().recall(
            ("visible cells", cells_mark(reader), principal.scope),
            lambda: VisibleCells.of(reader, principal),
        )
        card = cell_card(reader, cells, code)
        if card is None:
            abort(404)
        return _card(card)

    return answer(build, mark=lambda reader, _principal: cells_mark(reader))


def _cells(reader: Reader, principal: Principal) -> object:
    table = visible_layer(reader, principal, "cells")
    extra: dict[str, Sequence[object]] = {
        "load_share_ratio": load_share_ratios(table),
        "hue": leader_hues(table),
    }
    return {
        "load_bounds": load_bounds(table),
        "cells": feature_collection(table, _COLUMNS, extra),
    }


def _card(card: CellCard) -> dict[str, object]:
    return {
        "code": card.code,
        "name": card.name,
        "community_code": card.community_code,
        "community_name": card.community_name,
        "area_m2": card.area_m2,
        "load": card.load,
        "load_share_ratio": card.load_share_ratio,
        "team": [
            {
                "duty": one.duty.value,
                "code": one.code,
                "name": one.name,
                "telephone": one.telephone,
            }
            for one in card.team
        ],
        "counts": {kind.value: count for kind, count in card.counts.items()},
    }
