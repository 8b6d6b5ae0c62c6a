"""Headers on every answer, and the refusal of requests that another site sends."""

from __future__ import annotations

from flask import Flask, Response, abort, request

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_SAID_BY_BROWSERS = frozenset({"Origin", "Sec-Fetch-Site", "Cookie"})
_OWN_SITE = frozenset({"same-origin", "none"})

# The one policy that may exist, "default", lets a single constant pass: see `trusted.ts`.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self'; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; "
    "trusted-types default"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def install(app: Flask) -> None:
    """Guard every request and every answer of an application."""
    app.before_request(_refuse_other_sites)
    app.after_request(_add_headers)


def _refuse_other_sites() -> None:
    """Refuse a change that another site asks for with the user's cookie.

    Browsers say where a request comes from: ``Sec-Fetch-Site`` on HTTPS and on loopback, ``Origin``
    with every POST. A request that says neither does not come from our pages. A token as Bearer is
    sent by programs alone; one as Basic may be remembered by a browser, so that it is let through
    only where nothing says that a browser sends it.
    """
    if request.method in _SAFE_METHODS:
        return
    kind = None if request.authorization is None else request.authorization.type
    if kind == "bearer":
        return
    if kind == "basic" and not any(name in request.headers for name in _SAID_BY_BROWSERS):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in _OWN_SITE:
            abort(403)
        return
    if request.headers.get("Origin") != request.host_url.rstrip("/"):
        abort(403)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
