"""The JSON API, one blueprint per noun, under ``/api/v1``."""

from web.api import adapting

# Blueprints read models while they are imported, so that the adapter has to stand before them.
adapting.install()
