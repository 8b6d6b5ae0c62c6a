"""Community grid mapping."""
