"""What the application keeps between requests: points as columns, cells with their index."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from flask import Flask, current_app

from gridmap.domain import PointKind
from gridmap.services.feature_pages import FeaturePages
from gridmap.services.heat_pictures import HeatAtHand
from gridmap.services.live_reach import ReachAtHand
from gridmap.services.map_layers import MapLayers
from gridmap.services.points_at_hand import AtHand
from gridmap.services.principal import Principal
from gridmap.services.searching import Search
from gridmap.store.port import Reader
from web.answers import opened_store
from web.passwords import prepare_nobody

_log = logging.getLogger(__name__)
_EXTENSION = "gridmap_at_hand"
_HEAT = "gridmap_heat_at_hand"
_SEARCH = "gridmap_search_at_hand"
_PAGES = "gridmap_pages_at_hand"
_LAYERS = "gridmap_layers_at_hand"
_REACH = "gridmap_reach_at_hand"
# Until then the start has the processor for itself.
_FIRST_ANSWERS_S = 0.5


def at_hand() -> AtHand:
    """Return what the application keeps, made at the first request that asks for it."""
    kept: AtHand = current_app.extensions.setdefault(_EXTENSION, AtHand())
    return kept


def points_mark(kind: PointKind) -> Callable[[Reader, Principal], object]:
    """Return what an answer about the points of a kind hangs on: their last change."""
    return lambda reader, _principal: (kind, at_hand().stamp(reader, kind))


def heat_at_hand() -> HeatAtHand:
    """Return what makes the application's densities."""
    kept: HeatAtHand = current_app.extensions.setdefault(_HEAT, HeatAtHand(at_hand()))
    return kept


def search_at_hand() -> Search:
    """Return what answers the application's searches."""
    kept: Search = current_app.extensions.setdefault(_SEARCH, Search(at_hand()))
    return kept


def pages_at_hand() -> FeaturePages:
    """Return what makes pages of the application's layers."""
    kept: FeaturePages = current_app.extensions.setdefault(_PAGES, FeaturePages(at_hand()))
    return kept


def layers_at_hand() -> MapLayers:
    """Return what makes the application's layers for maps."""
    kept: MapLayers = current_app.extensions.setdefault(_LAYERS, MapLayers())
    return kept


def reach_at_hand() -> ReachAtHand:
    """Return what makes the application's reaches."""
    kept: ReachAtHand = current_app.extensions.setdefault(_REACH, ReachAtHand(at_hand()))
    return kept


def warm(app: Flask) -> None:
    """Read points and cells beside the first requests, so that nobody waits for them.

    Parameters
    ----------
    app
        The application that is about to serve.
    """
    timer = threading.Timer(_FIRST_ANSWERS_S, _read_ahead, args=(app,))
    timer.name, timer.daemon = "warming", True
    timer.start()


def _read_ahead(app: Flask) -> None:
    try:
        prepare_nobody()
        with app.app_context(), opened_store().reading() as reader:
            for kind in PointKind:
                at_hand().points(reader, kind)
            if at_hand().cells(reader).cells:
                at_hand().cells(reader).locate(0.0, 0.0)
    except Exception:  # noqa: BLE001  whatever it is, the first request meets it as well
        _log.warning("reading ahead failed", exc_info=True)
