"""The web service: pages, API and accounts above the library."""
