"""The application factory. Nothing happens on import."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date, datetime

from apiflask import APIFlask
from werkzeug.middleware.proxy_fix import ProxyFix

import gridmap
from gridmap.store.port import Store
from web import (
    answers,
    assets,
    changing,
    daybreak,
    guarding,
    language,
    logs,
    navigation,
    permissions,
    problems,
    sessions,
    workrooms,
)
from web.api import document
from web.api.accounts import accounts, tokens
from web.api.administration import administration
from web.api.assignments import assignments
from web.api.cells import cells
from web.api.communities import communities
from web.api.comparisons import comparisons
from web.api.divisions import divisions
from web.api.drafts import drafts
from web.api.edits import edits
from web.api.indicators import indicators
from web.api.jobs import jobs
from web.api.locks import locks
from web.api.map_nouns import MAP_NOUNS
from web.api.plans import plans
from web.api.publishing import publishing
from web.api.statistics import figures
from web.api.tables import tables
from web.api.territory import territory
from web.api.uploads import uploads
from web.api.workers import workers
from web.assets import Bundle, read_bundles
from web.pages.api_docs import api_docs
from web.pages.data_page import data_page
from web.pages.framed import framed
from web.pages.health import health
from web.pages.map_page import map_page
from web.pages.planner_page import planner_page
from web.pages.sign_in import THROTTLE, sign_in_pages
from web.reading_json import StrictJson
from web.settings import SETTINGS, Settings
from web.throttle import Throttle

BLUEPRINTS = (
    health,
    sign_in_pages,
    map_page,
    planner_page,
    data_page,
    framed,
    api_docs,
    territory,
    communities,
    plans,
    drafts,
    edits,
    locks,
    comparisons,
    publishing,
    workers,
    jobs,
    divisions,
    uploads,
    tables,
    assignments,
    cells,
    *MAP_NOUNS,
    indicators,
    figures,
    accounts,
    tokens,
    administration,
)


def create_app(
    settings: Settings,
    store: Store,
    *,
    bundles: Mapping[str, Bundle] | None = None,
    clock: Callable[[], float] = time.monotonic,
    today: Callable[[], date] = daybreak.local_day,
    now: Callable[[], datetime] = changing.utc_now,
) -> APIFlask:
    """Return the web service over one store.

    Parameters
    ----------
    settings
        What the installation decides.
    store
        The opened store; the caller closes it.
    bundles
        What each page loads, by the page's name; read from the manifest by default.
    clock
        Seconds that only grow, by which failed sign-ins are forgotten.
    today
        The day it is, by which plans that wait come into force.
    now
        The moment it is (UTC), which the audit records.

    Returns
    -------
    app
        The WSGI application.

    Raises
    ------
    UsageError
        When the front end has not been built, or a route declares no permission.
    """
    app = APIFlask(
        "web",
        title="GridMap",
        version=gridmap.__version__,
        enable_openapi=False,
        json_errors=False,
        static_folder=None,  # type: ignore[arg-type]  # Flask takes None; `web.assets` serves files
    )
    app.extensions[SETTINGS] = settings
    document.configure(app)
    sessions.configure(app, settings)
    logs.install(app)
    # The order is meant: the language first, so that every refusal speaks it; permissions last.
    language.install(app)
    daybreak.install(app, store, today)
    guarding.install(app, settings)
    answers.install(app, store)
    workrooms.install(app, store)
    changing.install(app, now)
    sessions.install(app, store, settings)
    # After Flask-Security, which brings a parser of its own.
    app.json = StrictJson(app)
    permissions.install(app, store, now)
    navigation.install(app)
    problems.install(app)
    assets.install(app, bundles or read_bundles())
    app.extensions[THROTTLE] = Throttle(settings.attempts, settings.attempts_within, clock)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    permissions.check_routes(app)
    return app
