"""Where a territory is kept."""
