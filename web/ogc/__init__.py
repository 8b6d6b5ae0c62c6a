"""``/ogc``: published layers for desktop GIS, by OGC API - Features Part 1 (OGC 17-069r4)."""
