"""Which address is answered by which view."""

from flask import Blueprint, Response

from portal.serving.assets import Assets
from portal.web.views import Views

ROBOTS = """\
User-agent: *
Disallow: /api/
Disallow: /search.json
Disallow: /suggest
Disallow: /search/facets/
Disallow: /search?*tag=
Disallow: /search?*org=
Disallow: /search?*source=
Disallow: /search?*lang=
Disallow: /search?*from=
Disallow: /search?*to=
Disallow: /search?*date=
Disallow: /search?*sort=
Disallow: /search?*group=
Disallow: /search?*match=
Disallow: /search?*limit=
"""
"""Keeps crawlers out of the endless combinations of filters; ``/search?page=2`` leads them to every article."""


def web(views: Views, assets: Assets) -> Blueprint:
    """Return the HTML door."""
    door = Blueprint("web", __name__)
    door.add_url_rule("/", "home", views.home)
    door.add_url_rule("/search", "results", views.results)
    door.add_url_rule("/search/facets/<field>", "facet", views.facet)
    door.add_url_rule("/tags/<slug>", "tag", views.tag)
    door.add_url_rule("/orgs/<slug>", "organization", views.organization)
    door.add_url_rule("/articles/<key>", "article", views.article)
    door.add_url_rule("/articles/<key>/history", "history", views.history)
    door.add_url_rule("/sources", "sources", views.sources)
    door.add_url_rule("/about", "about", views.about)
    door.add_url_rule("/privacy", "privacy", views.privacy)
    door.add_url_rule("/accessibility", "accessibility", views.accessibility)
    door.add_url_rule("/robots.txt", "robots", _robots)
    door.add_url_rule("/favicon.ico", "favicon", lambda: assets.respond("icons/favicon.svg"))
    return door


def _robots() -> Response:
    response = Response(ROBOTS, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
