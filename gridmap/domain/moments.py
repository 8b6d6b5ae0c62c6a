"""The clock of the territory."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Final

# The one zone of the country, without summer time.
CHINA_STANDARD_TIME: Final = timezone(timedelta(hours=8))
