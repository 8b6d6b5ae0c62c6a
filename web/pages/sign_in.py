"""Signing in and out, and choosing a password."""

from __future__ import annotations

import logging
import math

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_security import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as BaseResponse

from gridmap.catalogue import text
from gridmap.errors import InputError
from gridmap.services.principal import Permission
from web.accounts import change_password, end_sessions, find_account
from web.answers import opened_store
from web.changing import carry_out, current_moment
from web.passwords import MIN_LENGTH, verify_password
from web.permissions import current_principal, public, rule_of, signed_in
from web.sessions import close_session, open_session
from web.throttle import Throttle

sign_in_pages = Blueprint("sign_in", __name__)
THROTTLE = "gridmap_throttle"
HOME = "framed.home"
_log = logging.getLogger(__name__)


@sign_in_pages.get("/login")
@public
def sign_in() -> BaseResponse:
    """Answer with the form, or lead on who is signed in already."""
    if current_user.is_authenticated:
        return redirect(safe_target(request.args.get("next")))
    return _form()


@sign_in_pages.post("/login")
@public
def enter() -> BaseResponse:
    """Check name and password, count failures, and start a new session."""
    username = request.form.get("username", "").strip()
    password = request.form.get("password", "")
    throttle: Throttle = current_app.extensions[THROTTLE]
    names = (f"account:{username.casefold()}", f"address:{request.remote_addr}")
    wait_s = throttle.begin(*names)
    if wait_s is not None:
        minutes = math.ceil(wait_s / 60)
        response = _form(text("web.sign_in.wait", minutes=minutes), username, 429)
        response.headers["Retry-After"] = str(math.ceil(wait_s))
        return response
    with opened_store().reading() as reader:
        account = find_account(reader, username)
    right = verify_password(password, account.password_hash if account else None)
    if account is None or not right or not account.active:
        _log.warning("sign-in refused", extra={"account": username})
        return _form(text("web.sign_in.refused"), username, 401)
    throttle.succeed(*names)
    open_session(account)
    _note(account.username, "session.begin")
    target = safe_target(request.args.get("next"))
    return redirect(url_for("sign_in.password") if account.one_time else target)


@sign_in_pages.post("/sign-out")
@signed_in
def sign_out() -> BaseResponse:
    """End every session of the account."""
    username = current_principal().username
    carry_out(
        opened_store(),
        lambda store: end_sessions(store, username),
        at=current_moment(),
        by=username,
        action="session.end",
        subject=username,
    )
    close_session()
    return redirect(url_for("sign_in.sign_in"))


@sign_in_pages.get("/password")
@signed_in
def password() -> Response:
    """Answer with the form for a new password."""
    return _password_form()


@sign_in_pages.post("/password")
@signed_in
def choose_password() -> BaseResponse:
    """Replace the password, and go on in a new session."""
    account = current_user.account
    throttle: Throttle = current_app.extensions[THROTTLE]
    name = f"account:{account.username.casefold()}"
    wait_s = throttle.begin(name)
    if wait_s is not None:
        return _password_form(text("web.sign_in.wait", minutes=math.ceil(wait_s / 60)))
    fresh = request.form.get("new", "")
    if not verify_password(request.form.get("current", ""), account.password_hash):
        return _password_form(text("web.password.wrong"))
    throttle.succeed(name)
    if fresh == request.form.get("current"):
        return _password_form(text("web.password.same"))
    if fresh != request.form.get("again"):
        return _password_form(text("web.password.differ"))
    try:
        changed = carry_out(
            opened_store(),
            lambda store: change_password(store, account.username, fresh),
            at=current_moment(),
            by=account.username,
            action="account.password",
            subject=account.username,
        )
    except InputError as error:
        return _password_form(f"{error.what()} {error.mend()}")
    open_session(changed)
    return redirect(url_for(HOME))


def _note(username: str, action: str) -> None:
    """Enter in the audit who came in; that is no change of the territory."""
    with opened_store().working() as unit:
        unit.append_audit(at=current_moment(), by=username, action=action, subject=username)


def safe_target(wanted: str | None) -> str:
    """Return where to go after signing in: a page of ours, whatever the address asks for.

    Only a path that our own table of routes knows as a page is followed; it is then built anew from
    that table, so that nothing of the wish itself reaches the ``Location`` header but its query.
    """
    home = url_for(HOME)
    if not wanted or not wanted.startswith("/") or not wanted.isprintable() or "\\" in wanted:
        return home
    path, _, query = wanted.partition("?")
    adapter = current_app.create_url_adapter(request)
    if adapter is None or path.startswith("//"):
        return home
    try:
        endpoint, values = adapter.match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return home
    if not is_page(endpoint, path):
        return home
    built = url_for(endpoint, **values)
    return f"{built}?{query}" if query and "#" not in query else built


def is_page(endpoint: str, path: str) -> bool:
    """Return whether a route is a page for those who are signed in, and no data or file."""
    app: Flask = current_app
    is_data = path.startswith(("/api/", "/ogc", "/static/"))
    return isinstance(rule_of(app, endpoint), Permission) and not is_data


def _form(error: str = "", username: str = "", status: int = 200) -> Response:
    page = render_template(
        "sign_in.html", error=error, username=username, target=request.args.get("next", "")
    )
    response = make_response(page)
    response.status_code = status
    return response


def _password_form(error: str = "") -> Response:
    page = render_template(
        "password.html",
        error=error,
        least=MIN_LENGTH,
        one_time=current_user.account.one_time,
        principal=current_principal(),
    )
    response = make_response(page)
    response.status_code = 422 if error else 200
    return response
