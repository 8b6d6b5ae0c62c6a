"""The nouns that maps ask for, ours and those of others, in one row for the application."""

from __future__ import annotations

from web.api.densities import densities
from web.api.layers import layers
from web.api.places import places
from web.api.point_changes import point_changes
from web.api.points import points
from web.api.reaches import reaches
from web.api.search import search
from web.api.tallies import tallies
from web.ogc.features import ogc

MAP_NOUNS = (points, point_changes, places, layers, densities, reaches, tallies, search, ogc)
