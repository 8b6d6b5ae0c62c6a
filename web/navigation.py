"""What the frame of every page shows: the way to the other pages, and light or dark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import Flask, Response, g, request

from gridmap.services.principal import Permission

THEME_COOKIE = "gridmap_theme"
THEME_PARAMETER = "theme"
THEMES = ("system", "light", "dark")
_COOKIE_AGE_S = 365 * 24 * 3600

# Pages in the order of the bar. Planners start with drafts, so redrawing stands beside the map.
PAGES: Mapping[str, tuple[str, Permission]] = MappingProxyType(
    {
        "map": ("/map", Permission.VIEW),
        "planner": ("/planner", Permission.DRAW),
        "statistics": ("/statistics", Permission.VIEW),
        "data": ("/data", Permission.VIEW),
        "admin": ("/admin", Permission.ADMINISTER),
    }
)


@dataclass(frozen=True)
class Destination:
    """One page in the bar."""

    name: str
    path: str


def request_theme() -> str:
    """Return the theme of this request: the one just chosen, else the one kept."""
    for chosen in (request.args.get(THEME_PARAMETER), request.cookies.get(THEME_COOKIE)):
        if chosen in THEMES:
            return chosen
    return THEMES[0]


def destinations(app: Flask) -> list[Destination]:
    """Return the pages that stand and that the one who asks may open."""
    served = {str(rule) for rule in app.url_map.iter_rules()}
    principal = g.get("principal")
    if principal is None:
        return []
    return [
        Destination(name, path)
        for name, (path, permission) in PAGES.items()
        if path in served and principal.may(permission)
    ]


def install(app: Flask) -> None:
    """Give templates the bar and the theme, and remember a theme that was chosen."""

    @app.after_request
    def remember(response: Response) -> Response:
        chosen = request.args.get(THEME_PARAMETER)
        if chosen in THEMES:
            # Scripts change the theme without a new page, so they may read and write it.
            response.set_cookie(
                THEME_COOKIE,
                chosen,
                max_age=_COOKIE_AGE_S,
                secure=bool(app.config["SESSION_COOKIE_SECURE"]),
                samesite="Lax",
            )
        return response

    @app.context_processor
    def frame() -> dict[str, object]:
        return {"destinations": destinations(app), "theme": request_theme(), "themes": THEMES}
