"""The four articles that the examples of docs/api.md are answered from."""

from datetime import UTC, datetime

from portal.articles.article import Article, ArticleId, Completeness, Named
from portal.articles.assignments import Assignment, Mention, Part, Rule
from portal.articles.authority import Entry
from tests.builders import an_article
from tests.search.authority import FakeAuthority

HARVEST = Named("harvest-monitor", "Harvest Monitor")
QUAY = Named("the-quay", "The Quay")
ILO = Named("international-labour-organization", "International Labour Organization")
BUYERS = "Asked by the ILO, buyers named forty mines."
SEEN = datetime(2026, 3, 6, 7, 15, tzinfo=UTC)


def shelf() -> tuple[Article, ...]:
    """Return the articles, oldest arrival first; one is an excerpt, and the date of one is unknown."""
    return (
        _article(
            "k3f9",
            "School fees cut child labour in cocoa districts",
            "Fewer children worked the harvest where cooperatives paid their fees.",
            published="2026-03-05",
            source=HARVEST,
            author="Ama Mensah",
            tags=("Child labour", "Cocoa"),
            organizations=("International Labour Organization",),
        ),
        _article(
            "p7wq",
            "Child labour inspectors get boats",
            "Inspectors of child labour reach the lake's fishing villages at last.",
            published="2025-11",
            source=QUAY,
            tags=("Child labour",),
            organizations=("International Labour Organization", "World Bank"),
        ),
        _article(
            "t2mz",
            "Crews win pay for nights on board",
            "Ports will pay a day's wage for every night.",
            published="2025-06-30T09:30:00Z",
            source=QUAY,
            tags=("Ships",),
            completeness=Completeness.EXCERPT,
        ),
        _article(
            "x8ab",
            "Cobalt buyers name their mines",
            BUYERS,
            published=None,
            tags=("Cobalt",),
            recognized=(Assignment(ILO, (Mention(Part.BODY, 13, 16, Rule.ACRONYM),), 1),),
        ),
    )


def authority() -> FakeAuthority:
    """Return an authority file of one organization and one tag."""
    organization = Entry(
        id=ILO.slug,
        name=ILO.label,
        acronym="ILO",
        aliases=("International Labor Office",),
        names={"fr": ("Organisation internationale du travail", "OIT")},
        homepage="https://www.ilo.org/",
        wikidata="Q54129",
        description="The agency of the United Nations that sets labour standards.",
    )
    return FakeAuthority([organization], [Entry(id="child-labour", name="Child labour", aliases=("Child work",))])


def _article(key: str, title: str, text: str, **given: object) -> Article:
    return an_article(
        key,
        title=title,
        body_html=f"<p>{text}</p>",
        body_text=text,
        sequence=int(key[1]),
        first_seen_at=SEEN,
        changed_at=SEEN,
        id=ArticleId(key),
        **given,
    )
