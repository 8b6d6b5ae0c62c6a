"""The stand-alone map and its pictures."""
