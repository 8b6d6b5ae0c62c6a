"""The language of a request: chosen by the user, else by the browser, else Chinese."""

from __future__ import annotations

from contextlib import ExitStack

from flask import Flask, Response, g, request

from gridmap.catalogue import DEFAULT_LOCALE, LOCALES, match_locale, text, use_locale

COOKIE = "gridmap_language"
PARAMETER = "lang"
_COOKIE_AGE_S = 365 * 24 * 3600
TAGS = {"zh_CN": "zh-CN", "en": "en"}


def request_locale() -> str:
    """Return the locale for this request."""
    for chosen in (request.args.get(PARAMETER), request.cookies.get(COOKIE)):
        if locale := match_locale(chosen):
            return locale
    for tag, _quality in request.accept_languages:
        if locale := match_locale(tag):
            return locale
    return DEFAULT_LOCALE


def install(app: Flask) -> None:
    """Let each request, its templates and its errors speak one language."""

    @app.before_request
    def choose() -> None:
        g.locale = request_locale()
        g.language_stack = ExitStack()
        g.language_stack.enter_context(use_locale(g.locale))

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        stack: ExitStack | None = g.pop("language_stack", None)
        if stack is not None:
            stack.close()

    @app.after_request
    def remember(response: Response) -> Response:
        if match_locale(request.args.get(PARAMETER)):
            response.set_cookie(
                COOKIE,
                g.locale,
                max_age=_COOKIE_AGE_S,
                secure=bool(app.config["SESSION_COOKIE_SECURE"]),
                httponly=True,
                samesite="Lax",
            )
        response.headers.setdefault("Content-Language", TAGS[g.get("locale", DEFAULT_LOCALE)])
        return response

    app.jinja_env.globals.update(t=text)

    @app.context_processor
    def words() -> dict[str, object]:
        locale = g.get("locale", DEFAULT_LOCALE)
        return {
            "locale": locale,
            "language_tag": TAGS[locale],
            "other_locales": [other for other in LOCALES if other != locale],
            "language_tags": TAGS,
        }
