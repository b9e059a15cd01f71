"""The JSON door: ``/api/v1/…`` and ``/search.json``."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request
from werkzeug.datastructures import MultiDict

from index import DateUnit
from portal.api.serialize import Json, article_document, evidence_document, search_document, search_links
from portal.api.sources import sources_document
from portal.api.suggest import suggest_document
from portal.api.topics import topic_document, topic_links
from portal.api.vocabulary import read_list, value_list
from portal.articles.article import ArticleId
from portal.articles.showing import shown
from portal.articles.store import ArticleStore
from portal.articles.watched import WatchedSources
from portal.search.addresses import topic_json_href
from portal.search.asking import Counting
from portal.search.evidence import reasons
from portal.search.names import NOTHING_CALLED
from portal.search.reading import DATA, is_tracking, read
from portal.search.service import SearchService
from portal.search.state import Refinement, clean
from portal.search.suggesting import suggestions
from portal.search.words import FIELD_LABELS, joined
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
        wants_evidence = _wants_evidence(request.args)
        file = self.search.names.file("org")
        version = str(self.articles.version())

        def answer() -> Response:
            document = article_document(shown(article))
            if wants_evidence:
                document["evidence"] = evidence_document(reasons(article, file.names_of))
            return _json(document, {})

        return self._conditional(answer, request.path, version, file.revision if wants_evidence else "")

    def tags(self) -> Response:
        """Answer the tags there are."""
        return self._values("tag")

    def organizations(self) -> Response:
        """Answer the organizations there are."""
        return self._values("org")

    def tag(self, slug: str) -> Response:
        """Answer one tag."""
        return self._topic("tag", slug.lower())

    def organization(self, slug: str) -> Response:
        """Answer one organization."""
        return self._topic("org", slug.lower())

    def suggest(self) -> Response:
        """Answer what the letters typed may become.

        Raises:
            Refused: a parameter is unknown.
        """
        _refuse_others(request.args, ("q",))
        typed = request.args.get("q", "")
        path = request.path

        def answer() -> Response:
            return _json(suggest_document(typed, suggestions(self.search, typed), path), {})

        return self._conditional(answer, path, typed, self.search.names.file("org").revision)

    def sources(self) -> Response:
        """Answer what is collected, from where, and how fresh it is."""
        watched = self.watched.all()

        def answer() -> Response:
            counts = self.search.vocabulary().facets["source"].values
            return _json(sources_document(watched, counts), {"self": "/api/v1/sources", "html": "/sources"})

        return self._conditional(answer, request.path, repr(watched))

    def _values(self, field: str) -> Response:
        asked = read_list(request.args)
        file = self.search.names.file(field)

        def answer() -> Response:
            book = file.book if asked.find else NOTHING_CALLED
            document, links = value_list(self.search.vocabulary().facets[field], asked, request.path, book)
            return _json(document, links)

        return self._conditional(answer, request.path, repr(asked), file.revision if asked.find else "")

    def _topic(self, field: str, slug: str) -> Response:
        refinement = Refinement(field, slug)
        _refuse_others(request.args, ())
        if moved := self._moved(refinement):
            return moved
        file = self.search.names.file(field)
        entry = file.entries.get(slug)

        def answer() -> Response:
            vocabulary = self.search.vocabulary()
            label = vocabulary.label(*refinement) or (entry.name if entry else None)
            if label is None:  # perhaps it was merged since we looked
                return self._moved(refinement) or abort(404, f"There is no such {FIELD_LABELS[field].lower()}.")
            count = vocabulary.counts[field].get(slug, 0)
            return _json(topic_document(refinement, label, count, entry), topic_links(refinement))

        return self._conditional(answer, request.path, file.revision)

    def _moved(self, refinement: Refinement) -> Response | None:
        target = self.search.leads_to(refinement)
        if target is None:
            return None
        headers = {"Location": topic_json_href(*target), "Cache-Control": "public, max-age=3600"}
        return open_to_all(Response(status=301, headers=headers))

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
    door.add_url_rule("/api/v1/tags/<slug>", "tag", answers.tag)
    door.add_url_rule("/api/v1/organizations", "organizations", answers.organizations)
    door.add_url_rule("/api/v1/organizations/<slug>", "organization", answers.organization)
    door.add_url_rule("/api/v1/suggest", "suggest", answers.suggest)
    door.add_url_rule("/suggest", "suggest_on_page", answers.suggest)
    return door


def _wants_evidence(args: MultiDict[str, str]) -> bool:
    """Say whether an article is asked for with its evidence.

    Raises:
        Refused: that is not clear, or another parameter is given.
    """
    _refuse_others(args, ("evidence",))
    asked = set(args.getlist("evidence"))
    if not asked <= {"0", "1"} or len(asked) > 1:
        raise Refused([ParameterError("evidence", "Expected 0 or 1.")])
    return asked == {"1"}


def _refuse_others(args: MultiDict[str, str], known: tuple[str, ...]) -> None:
    """Refuse parameters beside those that are *known*, and those that others add to links."""
    unknown = sorted(clean(name, 40) for name in args if name not in known and not is_tracking(name))
    if unknown:
        offered = f"there is {joined(known)}" if known else "there are none here"
        raise Refused([ParameterError(name, f"There is no such parameter; {offered}.") for name in unknown[:20]])


def _json(document: Mapping[str, Json], links: Mapping[str, str | None]) -> Response:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    response = Response(text.encode("utf-8", "replace"), content_type="application/json")
    given = [f'<{href}>; rel="{RELATIONS[name]}"' for name, href in links.items() if href]
    if given:
        response.headers["Link"] = ", ".join(given)
    return response
