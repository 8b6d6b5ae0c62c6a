"""Sessions by Flask-Security, over the accounts of the store and without an ORM.

None of Flask-Security's own pages is used: registration and everything by e-mail do not exist here.
A session lives in a signed cookie that names the account's session key; a new key (at sign-out,
with a new password) ends every session of the account at once, on every machine.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, Response, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_security import RoleMixin, Security, UserDatastore, UserMixin, current_user
from flask_security.utils import login_user, logout_user

from gridmap.domain import Account
from gridmap.store.port import Store
from web.reading_json import MAX_JSON_BYTES
from web.settings import Settings

_SINCE = "since"


@dataclass(frozen=True)
class NamedRole(RoleMixin):
    """A role as Flask-Security wants it."""

    name: str


class User(UserMixin):
    """An account as Flask-Security wants it."""

    fs_uniquifier = ""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.fs_uniquifier = account.session_key
        self.username = account.username
        self.password = account.password_hash
        self.active = account.active
        self.roles = [NamedRole(role.value) for role in account.roles]


class AccountDatastore(UserDatastore):
    """Finds users among the accounts of a store; every write goes through `web.accounts`."""

    def __init__(self, store: Store) -> None:
        super().__init__(User, NamedRole)
        self._store = store

    def find_user(self, case_insensitive: bool = False, **wanted: str) -> User | None:  # noqa: ARG002, FBT001, FBT002  Flask-Security's signature
        """Return the user with a session key, None when no account has it."""
        key = wanted.get("fs_uniquifier")
        if not key:
            return None
        with self._store.reading() as reader:
            accounts = reader.accounts(session_key=key)
        return next(map(User, accounts), None)

    def find_role(self, role: str) -> NamedRole:
        """Return a role by name."""
        return NamedRole(role)


class Sessions(SecureCookieSessionInterface):
    """Sessions in signed cookies that never travel with an answer which everybody may keep."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie, except on public answers."""
        if not response.cache_control.public:
            super().save_session(app, session, response)


def configure(app: Flask, settings: Settings) -> None:
    """Set what cookies and Flask-Security need."""
    app.session_interface = Sessions()
    prefix = "__Host-" if settings.https else ""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=f"{prefix}gridmap_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=settings.idle,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106  the name of a scheme
        SECURITY_PASSWORD_SINGLE_HASH=True,
        SECURITY_EMAIL_VALIDATOR_ARGS=None,
        WTF_CSRF_ENABLED=False,
        TRUSTED_HOSTS=list(settings.hosts) or None,
        # A route that takes files asks for more by itself.
        MAX_CONTENT_LENGTH=MAX_JSON_BYTES,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=1000,
    )


def install(app: Flask, store: Store, settings: Settings) -> None:
    """Let requests know their user, and end sessions that are too old."""
    security = Security(app, AccountDatastore(store), register_blueprint=False)
    # Tokens in headers or addresses are not offered, so none is looked for.
    security.login_manager.request_loader(lambda _request: None)

    @app.before_request
    def end_old_session() -> None:
        if current_user.is_authenticated and _older_than(settings.longest):
            close_session()


def open_session(account: Account) -> None:
    """Start a session; nothing of what the cookie held before is kept."""
    session.clear()
    login_user(User(account), remember=False, authn_via=["password"])
    session[_SINCE] = int(time.time())
    session.permanent = True


def close_session() -> None:
    """End this session."""
    logout_user()
    session.clear()


def _older_than(longest: timedelta) -> bool:
    return time.time() - float(session.get(_SINCE, 0)) > longest.total_seconds()
