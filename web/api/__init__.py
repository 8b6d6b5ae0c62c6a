"""The JSON API, one blueprint per noun, under ``/api/v1``."""
