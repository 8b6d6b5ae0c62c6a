"""A believable synthetic sub-district, the same for the same seed."""

from gridmap.sample.generator import Sample, Truth, generate
from gridmap.sample.incidents import HotSpot

__all__ = ["HotSpot", "Sample", "Truth", "generate"]
