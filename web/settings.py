"""Settings of the service, read once from ``GRIDMAP_*`` variables and typed.

``docs/guides/service.md`` tells of each; a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from gridmap.errors import Place, UsageError

SETTINGS = "gridmap_settings"
"""Under this name an application carries its settings."""
MIN_KEY_LENGTH = 32
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"", "0", "false", "no", "off"})
_LEVELS = frozenset({"debug", "info", "warning", "error"})
_HOST = re.compile(r"(?:https?://)?[A-Za-z0-9.-]+(?::\d{1,5})?")


class TileDatum(StrEnum):
    """The datum in which a base map from elsewhere is drawn."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"


@dataclass(frozen=True)
class BaseMap:
    """A base map that an administrator named; its host is the only foreign one that pages ask.

    Parameters
    ----------
    url
        Address of tiles with ``{z}``, ``{x}`` and ``{y}``.
    name
        What people call it; it stands on the map.
    datum
        Tiles in GCJ-02 are shifted on display only.
    """

    url: str
    name: str
    datum: TileDatum = TileDatum.WGS84

    @property
    def origin(self) -> str:
        """Scheme and host, as a content security policy names them."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Settings:
    """What an installation decides.

    Parameters
    ----------
    secret_key
        Signs the sessions. Every installation has its own; there is no default.
    https
        Whether browsers reach the service by HTTPS: cookies are then sent by HTTPS only.
    proxy_hops
        How many reverse proxies in front are trusted to name the client and the scheme.
    hosts
        Host names that the service answers to; empty for any.
    idle
        How long a session lives without a request.
    longest
        How long a session lives at most.
    attempts, attempts_within
        How many failed sign-ins an account or an address has in what time.
    threads
        How many requests are answered at once.
    log_level
        ``debug``, ``info``, ``warning`` or ``error``.
    embed_hosts
        Sites that may show pages of the service inside their own; none by default.
    base_map
        A base map from elsewhere, None for the territory's own layers alone.
    """

    secret_key: str = field(repr=False)
    https: bool = False
    proxy_hops: int = 0
    hosts: tuple[str, ...] = ()
    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(days=7)
    attempts: int = 10
    attempts_within: timedelta = timedelta(minutes=15)
    threads: int = 16
    log_level: str = "info"
    embed_hosts: tuple[str, ...] = ()
    base_map: BaseMap | None = None

    def __post_init__(self) -> None:
        """Refuse to run with a key that could be guessed.

        Raises
        ------
        UsageError
            When the key is missing or short.
        """
        if len(self.secret_key) < MIN_KEY_LENGTH:
            raise UsageError("web.key", length=MIN_KEY_LENGTH)

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str], secret_key: str | None = None
    ) -> Settings:
        """Return the settings that variables ask for.

        Parameters
        ----------
        environment
            Variables by name, usually ``os.environ``.
        secret_key
            Key from the key file, used where ``GRIDMAP_SECRET_KEY`` is not set.

        Raises
        ------
        UsageError
            When a variable does not read as what it should be, or the key is missing.
        """
        minutes = _number(environment, "GRIDMAP_ATTEMPTS_MINUTES", 15, least=1)
        return cls(
            secret_key=environment.get("GRIDMAP_SECRET_KEY", "") or secret_key or "",
            https=_switch(environment, "GRIDMAP_HTTPS"),
            proxy_hops=_number(environment, "GRIDMAP_PROXY_HOPS", 0, least=0),
            hosts=tuple(_words(environment, "GRIDMAP_HOSTS")),
            idle=timedelta(minutes=_number(environment, "GRIDMAP_IDLE_MINUTES", 30, least=1)),
            longest=timedelta(days=_number(environment, "GRIDMAP_LONGEST_DAYS", 7, least=1)),
            attempts=_number(environment, "GRIDMAP_ATTEMPTS", 10, least=1),
            attempts_within=timedelta(minutes=minutes),
            threads=_number(environment, "GRIDMAP_THREADS", 16, least=2),
            log_level=_word(environment, "GRIDMAP_LOG_LEVEL", "info", _LEVELS),
            embed_hosts=tuple(_hosts(environment, "GRIDMAP_EMBED_HOSTS")),
            base_map=_base_map(environment),
        )


def _base_map(environment: Mapping[str, str]) -> BaseMap | None:
    """Return the base map that is named.

    Raises
    ------
    UsageError
        When its address is none of tiles.
    """
    name = "GRIDMAP_BASE_MAP_URL"
    url = environment.get(name, "").strip()
    if not url:
        return None
    parts = urlsplit(url)
    wanted = all(f"{{{letter}}}" in parts.path + parts.query for letter in "zxy")
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.netloc) or not wanted:
        raise UsageError("web.setting", Place(column=name), value=url)
    datum = _word(
        environment, "GRIDMAP_BASE_MAP_DATUM", TileDatum.WGS84.value, frozenset(TileDatum)
    )
    label = environment.get("GRIDMAP_BASE_MAP_NAME", "").strip() or parts.netloc
    return BaseMap(url, label, TileDatum(datum))


def _words(environment: Mapping[str, str], name: str) -> list[str]:
    return environment.get(name, "").replace(",", " ").split()


def _hosts(environment: Mapping[str, str], name: str) -> list[str]:
    found = _words(environment, name)
    for one in found:
        # They go into a header as they are.
        if not _HOST.fullmatch(one):
            raise UsageError("web.setting", Place(column=name), value=one)
    return found


def _word(environment: Mapping[str, str], name: str, default: str, allowed: frozenset[str]) -> str:
    value = environment.get(name, "").strip().lower() or default
    if value not in allowed:
        raise UsageError("web.setting", Place(column=name), value=value)
    return value


def _switch(environment: Mapping[str, str], name: str) -> bool:
    value = environment.get(name, "").strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise UsageError("web.setting", Place(column=name), value=value)


def _number(environment: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    value = environment.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise UsageError("web.setting", Place(column=name), value=value)
    return int(value)
