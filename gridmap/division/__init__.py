"""Dividers: a boundary becomes cells."""
