"""The rooms put together as a Flask application; decides nothing."""

import hashlib
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

from portal.api.routes import Api, api
from portal.articles.errors import StoreUnavailable
from portal.config import Settings
from portal.places import static_folder, templates_folder
from portal.search.names import Names
from portal.search.service import SearchService
from portal.serving.assets import Assets
from portal.serving.drawing import Drawing
from portal.serving.headers import protect
from portal.serving.health import report_health
from portal.serving.metrics import measure
from portal.serving.problems import tell_of_errors
from portal.web.routes import web
from portal.web.views import Views
from portal.wiring import Services

AWAY = (StoreUnavailable,)

MAX_BODY_BYTES = 64 * 1024
"""Nothing here takes a body yet; what comes anyway is not read further than this."""


def assembled(settings: Settings, services: Services) -> Flask:
    """Return the application that serves *services* as *settings* say."""
    templates = templates_folder()
    assets = Assets(static_folder())
    app = Flask("portal", template_folder=str(templates), static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.url_map.merge_slashes = False  # or it would redirect to whatever host a request names
    app.jinja_environment = Drawing
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "cache_size": -1}

    search = SearchService(services.engine, lambda: services.clock().date(), Names(services.store.authority))
    build = _build(templates, assets)
    views = Views(
        search=search,
        articles=services.store,
        watched=services.watched,
        clock=services.clock,
        title=settings.title,
        base_url=settings.base_url.rstrip("/"),
        asset=assets.address,
        build=build,
    )
    measure(app, search.article_count)
    protect(app, trusted_proxies=settings.trusted_proxies, image_hosts=settings.image_hosts)
    tell_of_errors(app, views.trouble, away=AWAY)
    report_health(app, {"index": search.article_count, "store": services.store.ping}, away=AWAY)
    assets.serve(app)
    app.register_blueprint(web(views, assets))
    app.register_blueprint(api(Api(search=search, articles=services.store, watched=services.watched, build=build)))
    return app


def _build(templates: Path, assets: Assets) -> str:
    digest = hashlib.blake2s(assets.fingerprint().encode(), digest_size=8)
    for path in sorted(templates.rglob("*.html")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
