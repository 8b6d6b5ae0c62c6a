"""What the application keeps between requests: points as columns, cells with their index."""

from __future__ import annotations

from flask import current_app

from gridmap.services.feature_pages import FeaturePages
from gridmap.services.heat_pictures import HeatAtHand
from gridmap.services.live_reach import ReachAtHand
from gridmap.services.map_layers import MapLayers
from gridmap.services.points_at_hand import AtHand
from gridmap.services.searching import Search

_EXTENSION = "gridmap_at_hand"
_HEAT = "gridmap_heat_at_hand"
_SEARCH = "gridmap_search_at_hand"
_PAGES = "gridmap_pages_at_hand"
_LAYERS = "gridmap_layers_at_hand"
_REACH = "gridmap_reach_at_hand"


def at_hand() -> AtHand:
    """Return what the application keeps, made at the first request that asks for it."""
    kept: AtHand = current_app.extensions.setdefault(_EXTENSION, AtHand())
    return kept


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
