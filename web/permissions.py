"""Every route declares who may use it; the service does not start with one that declares nothing.

A view function carries its rule as an attribute, set by `public`, `signed_in` or `requires`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from flask import Flask, Response, abort, g, redirect, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response as BaseResponse

from gridmap.domain import Account
from gridmap.errors import UsageError
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Store
from web.tokens import account_of, carries_token

View = TypeVar("View", bound=Callable[..., object])
_RULE = "gridmap_rule"
_API_PREFIXES = ("/api/v1/", "/ogc")


class Door(StrEnum):
    """Rules that need no role."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    """Signed in, even while a one-time password waits to be replaced."""


def public(view: View) -> View:
    """Let everybody in, signed in or not."""
    setattr(view, _RULE, Door.PUBLIC)
    return view


def signed_in(view: View) -> View:
    """Let everybody in who is signed in."""
    setattr(view, _RULE, Door.SIGNED_IN)
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Let those in whose roles give a permission."""

    def declare(view: View) -> View:
        setattr(view, _RULE, permission)
        return view

    return declare


def rule_of(app: Flask, endpoint: str) -> Door | Permission | None:
    """Return what a route declares, None when it declares nothing."""
    rule: Door | Permission | None = getattr(app.view_functions.get(endpoint), _RULE, None)
    return rule


def check_routes(app: Flask) -> None:
    """Refuse to start with a route that nobody thought about.

    Raises
    ------
    UsageError
        When a route declares no rule.
    """
    bare = sorted(
        {str(rule) for rule in app.url_map.iter_rules() if rule_of(app, rule.endpoint) is None}
    )
    if bare:
        raise UsageError("web.route_without_permission", routes=", ".join(bare))


def current_principal() -> Principal:
    """Return who asks; only where the route needs a sign-in."""
    principal: Principal = g.principal
    return principal


def asks_for_data() -> bool:
    """Return whether the request is for the API, which answers with data and never with a page."""
    return request.path.startswith(_API_PREFIXES)


def current_account() -> Account:
    """Return the account that is signed in; only where the route needs a sign-in."""
    account: Account = g.account
    return account


def install(app: Flask, store: Store, now: Callable[[], datetime]) -> None:
    """Check every request against the rule of its route.

    Parameters
    ----------
    app
        The application.
    store
        Where accounts and tokens are kept.
    now
        Gives the moment it is (UTC).
    """

    @app.before_request
    def check() -> BaseResponse | Response | None:
        if request.endpoint is None:
            return None
        rule = rule_of(app, request.endpoint)
        account = _account(store, now)
        g.account = account
        g.principal = None if account is None else Principal.of(account)
        if rule is Door.PUBLIC:
            return None
        if account is None:
            return _ask_to_sign_in()
        if rule is Door.SIGNED_IN:
            return None
        if account.one_time and not carries_token(request):
            if asks_for_data():
                abort(403)
            return redirect(url_for("sign_in.password"))
        if not isinstance(rule, Permission) or not g.principal.may(rule):
            abort(403)
        return None


def _account(store: Store, now: Callable[[], datetime]) -> Account | None:
    """Return the account of a request: that of its token where it carries one, else the session's.

    Tokens open data alone; a page is for people, who have passwords.
    """
    if carries_token(request):
        return account_of(request, store, now) if asks_for_data() else None
    if current_user.is_authenticated:
        account: Account = current_user.account
        return account
    return None


def _ask_to_sign_in() -> BaseResponse:
    if asks_for_data() or request.method not in {"GET", "HEAD"}:
        abort(401)
    target = request.full_path if request.query_string else request.path
    return redirect(url_for("sign_in.sign_in", next=target))
