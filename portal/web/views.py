"""What each HTML address answers.

Every template gets ``site`` (`portal.web.pages.Site`) and ``page``, and nothing else:

| template                                | ``page``                           | address                           |
|-----------------------------------------|------------------------------------|-----------------------------------|
| ``pages/home.html``                     | `portal.search.page.HomePage`      | ``/``                             |
| ``pages/search.html``                   | `portal.search.page.ResultsPage`   | ``/search``                       |
| ``updates/search.html``                 | the same, for htmx                 |                                   |
| ``pages/facet.html``                    | `portal.search.page.FacetPage`     | ``/search/facets/<field>``        |
| ``updates/facet.html``                  | the same, for htmx                 |                                   |
| ``pages/topic.html``                    | `portal.search.page.TopicPage`     | ``/tags/<slug>``, ``/orgs/<slug>``|
| ``pages/article.html``                  | `portal.web.pages.ArticlePage`     | ``/articles/<id>-<slug>``         |
| ``pages/history.html``                  | `portal.web.pages.HistoryPage`     | ``/articles/<id>-<slug>/history`` |
| ``pages/sources.html``                  | `portal.web.pages.SourcesPage`     | ``/sources``                      |
| ``pages/about|privacy|accessibility.html`` | None                            | ``/about`` …                      |
| ``pages/error.html``                    | `portal.web.pages.ErrorPage`       | anything, with its true status    |
| ``updates/error.html``                  | the same, for htmx: draws the region with the apology inside          |
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, abort, request

from index import FacetCount
from index.errors import SearchError
from portal.articles.article import Article, ArticleId
from portal.articles.showing import shown, shown_versions
from portal.articles.store import ArticleStore, NameKind
from portal.articles.watched import WatchedSources
from portal.clock import Clock
from portal.search.addresses import article_href, topic_href
from portal.search.facet_lists import BY_NAME, counting, facet_href, facet_page
from portal.search.names import KINDS, NOTHING_CALLED
from portal.search.offering import offer
from portal.search.present import COUNTING, results_page
from portal.search.reading import FACET_PAGES, FACETS, Reading, read
from portal.search.service import Answer, SearchService
from portal.search.state import MAX_VALUE, Refinement, SearchState
from portal.search.topics import HOME_COUNTING, NEWEST, home_page, topic_page
from portal.search.words import number
from portal.serving.caching import conditional
from portal.serving.htmx import is_htmx, kind_wanted, page_or_update, varied, whole_page
from portal.serving.problems import Trouble
from portal.web.article import MAX_TELLERS, article_page, other_sources
from portal.web.errors import error_page, error_response, unknown_topic_page
from portal.web.history import chosen_change, history_href, history_page
from portal.web.pages import Site
from portal.web.sources import sources_page

LANGUAGE = "en"
"""Of the interface; part of every ETag."""

MAX_FIND = 100

REDIRECT_KEPT = "public, max-age=3600"


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """The HTML door: reads the state, asks, and draws; decides nothing about what is shown."""

    search: SearchService
    articles: ArticleStore
    watched: WatchedSources
    clock: Clock
    title: str
    base_url: str
    asset: Callable[[str], str]

    build: str
    """Differs between releases: part of every ETag, since templates are."""

    def home(self) -> Response:
        """Draw the front page."""

        def answer() -> Response:
            return self._draw("home", home_page(self.search.answer(SearchState(limit=NEWEST), HOME_COUNTING)))

        return self._answered("/", answer)

    def results(self) -> Response:
        """Draw the results of a search."""
        reading = read(request.args.items(multi=True))
        state = self.search.resolved(reading.state)
        file = self.search.names.file("org") if state.text else None

        def answer() -> Response:
            found = self.search.answer(state, COUNTING)
            ways = () if found.response.total else self.search.ways_out(state)
            offered = offer(self.search, found.state, file) if file else None
            page = results_page(found, ignored=reading.notices, ways_out=ways, offer=offered)
            return self._draw_region("search", page, status=self._status_of(found))

        return _unlisted(self._answered(state.href(), answer, reading, (file.revision,) if file else ()))

    def facet(self, field: str) -> Response:
        """Draw all values of one facet."""
        if field not in FACETS:
            abort(404)
        reading = read(request.args.items(multi=True), FACET_PAGES)
        page, state = reading.state.page, self.search.resolved(reading.state.at_page(1))
        find = reading.extra["find"][:MAX_FIND]
        order = BY_NAME if reading.extra["order"] == BY_NAME else ""
        file = self.search.names.file(field) if find and field in KINDS else None
        canonical = facet_href(state, field, find=find, order=order, page=page)

        def answer() -> Response:
            found = self.search.answer(state, counting(field))
            book = file.book if file else NOTHING_CALLED
            return self._draw_region("facet", facet_page(found, field, find=find, order=order, page=page, book=book))

        return _unlisted(self._answered(canonical, answer, reading, (file.revision,) if file else ()))

    def tag(self, slug: str) -> Response:
        """Draw a tag's own page."""
        return self._topic("tag", slug.lower())

    def organization(self, slug: str) -> Response:
        """Draw an organization's own page."""
        return self._topic("org", slug.lower())

    def article(self, key: str) -> Response:
        """Draw one article; its id decides, and a wrong slug is put right."""
        article = self._article(key)
        canonical = article_href(article.id, article.title)
        version = str(self.articles.version())
        file = self.search.names.file("org")

        def answer() -> Response:
            others = other_sources(article)
            labels = self.articles.labels(NameKind.SOURCE, others) if others else {}
            story = self.articles.of_story(article.story, MAX_TELLERS + 1) if article.story else ()
            return self._draw("article", article_page(article, labels, (shown(one) for one in story), file.names_of))

        return self._answered(canonical, answer, depends_on=(version, file.revision))

    def history(self, key: str) -> Response:
        """Draw what changed in an article: the last change, or the one that is asked for."""
        article = self._article(key)
        version = str(self.articles.version())
        versions = shown_versions(article, self.articles.versions(article.id)) if article.versions else ()
        place = chosen_change(versions, request.args.get("change"))
        if place is None:
            abort(404)
        canonical = history_href(article, versions[place].number if place else None)
        return _unlisted(
            self._answered(
                canonical,
                lambda: self._draw("history", history_page(shown(article), versions, place)),
                depends_on=(version,),
            )
        )

    def _article(self, key: str) -> Article:
        article_id = ArticleId(key.partition("-")[0])
        article = self.articles.get(article_id)
        if article is None:
            abort(410 if self.articles.is_removed(article_id) else 404)
        return article

    def sources(self) -> Response:
        """Draw what is collected, from where, and how fresh it is."""
        watched = self.watched.all()
        page = sources_page(watched, self._source_counts(), self.clock())
        # Not the time itself: what it decides stands in the page.
        return self._answered("/sources", lambda: self._draw("sources", page), depends_on=(repr(page),))

    def about(self) -> Response:
        """Say what this portal is."""
        return self._text("about")

    def privacy(self) -> Response:
        """Say what is kept of a visit."""
        return self._text("privacy")

    def accessibility(self) -> Response:
        """Say how far these pages are accessible, and whom to tell where they are not."""
        return self._text("accessibility")

    def trouble(self, trouble: Trouble) -> Response:
        """Draw an error."""
        return error_response(error_page(trouble), self._site())

    def _status_of(self, found: Answer) -> int:
        # 404 where filters alone find nothing, or name a value that does not exist: no crawler should come back.
        state = found.state
        if state.text or not state.is_narrowed:
            return 200
        is_known = found.response.total > 0 and self.search.vocabulary().knows(state.refinements | state.exclusions)
        return 200 if is_known else 404

    def _topic(self, field: str, slug: str) -> Response:
        refinement = Refinement(field, slug)
        if len(slug) > MAX_VALUE:
            abort(404)
        if moved := self._moved(field, slug):
            return moved
        file = self.search.names.file(field)
        entry = file.entries.get(slug)

        def answer() -> Response:
            topic = self.search.topic(refinement, limit=NEWEST, label=entry.name if entry else "")
            if topic is None:  # perhaps it was merged since we looked
                return self._moved(field, slug) or error_response(unknown_topic_page(refinement), self._site())
            return self._draw("topic", topic_page(topic, entry))

        return self._answered(topic_href(*refinement), answer, depends_on=(file.revision,))

    def _moved(self, field: str, slug: str) -> Response | None:
        """Redirect to what *slug* was merged into, or is another name of; what follows a dot, and parameters, stay."""
        name, dot, suffix = slug.partition(".")
        target = self.search.leads_to(Refinement(field, name))
        if target is None:
            return None
        query = request.query_string.decode("latin-1")
        return _redirected(f"{topic_href(*target)}{dot}{quote(suffix)}{'?' if query else ''}{query}")

    def _text(self, name: str) -> Response:
        return self._answered(f"/{name}", lambda: self._draw(name, None))

    def _answered(
        self,
        canonical: str,
        answer: Callable[[], Response],
        reading: Reading | None = None,
        depends_on: tuple[str, ...] = (),
    ) -> Response:
        """Redirect to *canonical*, or say that nothing has changed, or *answer*.

        A search that is said to be odd is answered where it stands: a
        redirect would lose the notice. htmx is never redirected: it would
        swap in what it is led to under another address.
        """
        notices = reading.notices if reading else ()
        if not (notices or is_htmx(request) or _asked_address() == canonical):
            return _redirected(canonical)
        kind = kind_wanted() if reading else "pages"
        parts = (self.build, self._version(), LANGUAGE, kind, canonical, *notices, *depends_on)
        return varied(conditional(parts, answer))

    def _draw(self, name: str, page: object) -> Response:
        return whole_page(name, page=page, site=self._site())

    def _draw_region(self, name: str, page: object, *, status: int = 200) -> Response:
        return page_or_update(name, status=status, page=page, site=self._site())

    def _site(self) -> Site:
        return Site(
            title=self.title,
            base_url=self.base_url,
            language=LANGUAGE,
            direction="ltr",
            asset=self.asset,
            articles_text=self._articles_text(),
            path=request.path,
        )

    def _version(self) -> str:
        # Pages that need no search are drawn while the engine is away; those that do will find out themselves.
        try:
            return self.search.version()
        except SearchError:
            return "away"

    def _source_counts(self) -> tuple[FacetCount, ...] | None:
        try:
            return self.search.vocabulary().facets["source"].values
        except SearchError:
            return None

    def _articles_text(self) -> str:
        try:
            count = self.search.article_count()
        except SearchError:
            return ""
        return number(count) if count else ""


def _asked_address() -> str:
    query = request.query_string.decode("latin-1")
    path = quote(request.path, safe="/~")
    return f"{path}?{query}" if query else path


def _redirected(canonical: str) -> Response:
    response = Response(status=301, headers={"Location": canonical, "Cache-Control": REDIRECT_KEPT})
    return varied(response)


def _unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, follow"
    return response
