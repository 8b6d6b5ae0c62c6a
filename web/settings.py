"""Settings of the service, read once from ``GRIDMAP_*`` variables and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from gridmap.errors import Place, UsageError

MIN_KEY_LENGTH = 32
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"", "0", "false", "no", "off"})


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
    """

    secret_key: str = field(repr=False)
    https: bool = False
    proxy_hops: int = 0
    hosts: tuple[str, ...] = ()
    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(days=7)
    attempts: int = 10
    attempts_within: timedelta = timedelta(minutes=15)

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
        hosts = environment.get("GRIDMAP_HOSTS", "").replace(",", " ").split()
        return cls(
            secret_key=environment.get("GRIDMAP_SECRET_KEY", "") or secret_key or "",
            https=_switch(environment, "GRIDMAP_HTTPS"),
            proxy_hops=_number(environment, "GRIDMAP_PROXY_HOPS", 0, least=0),
            hosts=tuple(hosts),
            idle=timedelta(minutes=_number(environment, "GRIDMAP_IDLE_MINUTES", 30, least=1)),
        )


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
