from __future__ import annotations

from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here
