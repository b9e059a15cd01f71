"""The JSON door: ``/api/v1/…`` and ``/search.json``."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request

from index import DateUnit
from portal.api.serialize import Json, article_document, search_document, search_links
from portal.api.sources import sources_document
from portal.api.vocabulary import read_list, value_list
from portal.articles.article import ArticleId
from portal.articles.showing import shown
from portal.articles.store import ArticleStore
from portal.articles.watched import WatchedSources
from portal.search.asking import Counting
from portal.search.reading import DATA, read
from portal.search.service import SearchService
from portal.serving.caching import conditional
from portal.serving.headers import open_to_all
from portal.serving.problems import ParameterError, Refused

RELATIONS = {"self": "self", "next": "next", "prev": "prev", "html": "alternate"}
"""Our names of links, and those of the ``Link`` header (RFC 8288)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Answers programs, strictly: what it does not understand it refuses, naming the parameter."""

    search: SearchService
    articles: ArticleStore
    watched: WatchedSources
    build: str

    def results(self) -> Response:
        """Answer a search.

        Raises:
            Refused: a parameter is unknown or malformed.
        """
        reading = read(request.args.items(multi=True), DATA)
        if reading.problems:
            raise Refused([ParameterError(problem.param, problem.detail) for problem in reading.problems])
        path = request.path
        counting = Counting(fields=reading.facets, unit=DateUnit.YEAR)

        def answer() -> Response:
            found = self.search.answer(reading.state, counting, cuts_back=False)
            return _json(search_document(found, path, reading.facets), search_links(found, path, reading.facets))

        facets = "all" if reading.facets is None else ",".join(reading.facets)
        return self._conditional(answer, path, reading.state.to_query_string(), reading.state.group.value, facets)

    def article(self, article_id: str) -> Response:
        """Answer one article."""
        article = self.articles.get(ArticleId(article_id))
        if article is None:
            if self.articles.is_removed(ArticleId(article_id)):
                abort(410, "This article was removed.")
            abort(404, "There is no such article.")
        version = str(self.articles.version())
        return self._conditional(lambda: _json(article_document(shown(article)), {}), request.path, version)

    def tags(self) -> Response:
        """Answer the tags there are."""
        return self._values("tag")

    def organizations(self) -> Response:
        """Answer the organizations there are."""
        return self._values("org")

    def sources(self) -> Response:
        """Answer what is collected, from where, and how fresh it is."""
        watched = self.watched.all()

        def answer() -> Response:
            counts = self.search.vocabulary().facets["source"].values
            return _json(sources_document(watched, counts), {"self": "/api/v1/sources", "html": "/sources"})

        return self._conditional(answer, request.path, repr(watched))

    def _values(self, field: str) -> Response:
        asked = read_list(request.args)

        def answer() -> Response:
            document, links = value_list(self.search.vocabulary().facets[field], asked, request.path)
            return _json(document, links)

        return self._conditional(answer, request.path, repr(asked))

    def _conditional(self, answer: Callable[[], Response], *depends_on: str) -> Response:
        parts = (self.build, self.search.version(), "json", *depends_on)
        return open_to_all(conditional(parts, answer))


def api(answers: Api) -> Blueprint:
    """Return the JSON door."""
    door = Blueprint("api", __name__)
    door.add_url_rule("/search.json", "results_of_page", answers.results)
    door.add_url_rule("/api/v1/search", "results", answers.results)
    door.add_url_rule("/api/v1/articles/<article_id>", "article", answers.article)
    door.add_url_rule("/api/v1/sources", "sources", answers.sources)
    door.add_url_rule("/api/v1/tags", "tags", answers.tags)
    door.add_url_rule("/api/v1/organizations", "organizations", answers.organizations)
    return door


def _json(document: Mapping[str, Json], links: Mapping[str, str | None]) -> Response:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    response = Response(text.encode("utf-8", "replace"), content_type="application/json")
    given = [f'<{href}>; rel="{RELATIONS[name]}"' for name, href in links.items() if href]
    if given:
        response.headers["Link"] = ", ".join(given)
    return response
