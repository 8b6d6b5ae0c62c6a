"""A believable synthetic sub-district, the same for the same seed."""
