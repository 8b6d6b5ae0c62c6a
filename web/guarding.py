"""Headers on every answer, and the refusal of requests that another site sends."""

from __future__ import annotations

from flask import Flask, Response, abort, request

from web.permissions import asks_for_data
from web.settings import Settings

FORM_BYTES = 256 * 1024
# An answer that says who may keep it is left as it is; any other is nobody's to keep.
_KEPT_BY = frozenset({"public", "private"})
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITE = frozenset({"same-origin", "none"})
_SAID_BY_BROWSERS = frozenset({"Origin", "Sec-Fetch-Site", "Cookie"})


def content_security_policy(settings: Settings) -> str:
    """Return the policy of an installation: itself alone, and the hosts that it names.

    The one trusted-types policy that may exist, "default", lets a single constant pass: see
    ``trusted.ts``.
    """
    images = "" if settings.base_map is None else f" {settings.base_map.origin}"
    frames = " ".join(settings.embed_hosts) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self'{images}",
            "font-src 'self'",
            f"connect-src 'self'{images}",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {frames}",
            "require-trusted-types-for 'script'",
            "trusted-types default",
        )
    )


def headers_of(settings: Settings) -> dict[str, str]:
    """Return the headers that every answer carries."""
    return {
        "Content-Security-Policy": content_security_policy(settings),
        "X-Content-Type-Options": "nosniff",
        **({} if settings.embed_hosts else {"X-Frame-Options": "DENY"}),
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


def install(app: Flask, settings: Settings) -> None:
    """Guard every request and every answer of an application."""
    headers = headers_of(settings)
    app.before_request(_refuse_other_sites)
    app.before_request(_limit_forms)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers[name] = value
        if not _KEPT_BY.intersection(response.headers.get("Cache-Control", "").split(", ")):
            response.headers["Cache-Control"] = "private, no-store"
        return response


def _limit_forms() -> None:
    """Let pages take small forms alone; what the API takes is limited by itself."""
    if not asks_for_data():
        request.max_content_length = FORM_BYTES


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
