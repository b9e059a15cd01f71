"""The templates as the portal renders them, and view models of every kind to render."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from index import Piece
from portal.search.page import (
    AboutView,
    Bar,
    Chip,
    Choice,
    FacetPage,
    FacetView,
    HitView,
    HomePage,
    LinkView,
    NamedCount,
    NamesIn,
    OfferView,
    PageLink,
    Pager,
    ResultsPage,
    SortView,
    TopicPage,
)
from portal.serving.drawing import once
from portal.web.pages import ArticlePage, ErrorPage, OrganizationView, QuoteView, Site, SourcesPage, SourceView

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "portal" / "static"

LONG_NAME = "International Consortium for the Responsible Recycling of Vessels, Offshore Structures and Floating Production Units"
LONG_TITLE = (
    "After eleven years of talks, three failed votes and one walkout, delegates of forty-two coastal states agree on "
    "rules for the beaching of end‑of‑life vessels, and leave the question of who will pay for them to another day"
)

SITE = Site(
    title="Discovery Portal",
    base_url="https://portal.example",
    language="en",
    direction="ltr",
    asset=lambda name: f"/static/{name}",
    articles_text="24,310",
    path="/search",
)


@pytest.fixture(scope="session")
def environment() -> Environment:
    """As `portal.application` sets it up, without an application."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["once"] = once
    return made


@pytest.fixture(params=sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")))
def template(request: pytest.FixtureRequest) -> str:
    """The name of each template in turn."""
    return str(request.param)


@pytest.fixture
def source(template: str) -> str:
    """The text of each template in turn."""
    return (TEMPLATES / template).read_text()


def links(*labels: str) -> tuple[LinkView, ...]:
    return tuple(LinkView(label, f"/search?tag={number}") for number, label in enumerate(labels))


def pieces(text: str) -> tuple[Piece, ...]:
    """Return *text* in pieces; what stands between asterisks was searched for."""
    return tuple(Piece(part, index % 2 == 1) for index, part in enumerate(text.split("*")) if part)


HIT = HitView(
    id="a1",
    href="/articles/a1-child-labour-falls",
    title=pieces("*Child labour* falls in cocoa districts that pay school fees, study of 400 villages finds"),
    snippet=pieces(
        "… in districts where cooperatives paid fees and uniforms, *child labour* fell by a third within two "
        "seasons. Researchers warn that the gain was lost where payments came late, and that hazardous tasks …"
    ),
    source=LinkView("Harvest Monitor", "/search?source=harvest-monitor"),
    date_iso="2026-03-05",
    date_text="5 March 2026",
    language="en",
    direction="ltr",
    language_label=None,
    is_excerpt=False,
    organizations=links("International Labour Organization", "World Cocoa Foundation"),
    tags=links("Child labour", "Cocoa", "Education"),
)


def choice(field: str, label: str, count: int, most: int = 1204, **changes: object) -> Choice:
    value = label.lower().replace(" ", "-")[:30]
    made = Choice(
        dom_id=f"facet-{field}-{value}",
        value=value,
        label=label,
        count=count,
        count_text=f"{count:,}",
        share=count / most,
        selected=False,
        excluded=False,
        href=f"/search?q=child+labour&{field}={value}",
        exclude_href=f"/search?q=child+labour&-{field}={value}",
    )
    return made._replace(**changes)  # type: ignore[arg-type]  # the caller names fields of Choice


def facet(field: str, label: str, choices: tuple[Choice, ...], total: int = 0) -> FacetView:
    has_picks = any(one.selected or one.excluded for one in choices)
    return FacetView(
        field=field,
        label=label,
        choices=choices,
        more_href=f"/search/facets/{field}?q=child+labour" if total else None,
        more_text=f"Show all {total}" if total else "",
        has_picks=has_picks,
        clear_href="/search?q=child+labour" if has_picks else None,
    )


FACETS = (
    facet(
        "tag",
        "Tag",
        (
            choice("tag", "Supply chains", 412, selected=True, exclude_href=None),
            choice("tag", "Seafarers", 0, excluded=True, exclude_href=None),
            choice("tag", "Child labour", 1204),
            choice("tag", "Cocoa", 388),
            choice("tag", "Due diligence", 207),
            choice("tag", "Education", 96),
            choice("tag", "Minimum wage and the cost of a decent life in cities", 41),
            choice("tag", "No tag", 12),
        ),
        812,
    ),
    facet(
        "org",
        "Organization",
        (
            choice("org", "International Labour Organization", 377, 377),
            choice("org", LONG_NAME, 120, 377),
            choice("org", "World Bank", 44, 377),
            choice("org", "منظمة العمل العربية", 31, 377),
        ),
        96,
    ),
    facet(
        "source",
        "Source",
        (
            choice("source", "Harvest Monitor", 300, 300),
            choice("source", "Port & Yard", 77, 300),
        ),
    ),
    facet(
        "lang",
        "Language",
        (choice("lang", "English", 900, 900), choice("lang", "Arabic", 61, 900)),
    ),
    facet(
        "date",
        "Date",
        (
            choice(
                "date",
                "2026",
                300,
                700,
                selected=True,
                exclude_href=None,
                children=(
                    choice("date", "March 2026", 120, 120, exclude_href=None),
                    choice("date", "February 2026", 80, 120, exclude_href=None),
                ),
            ),
            choice("date", "2025", 700, 700, exclude_href=None),
        ),
    ),
)

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")

BARS = tuple(
    Bar(
        label=f"{month} {year}",
        count=count,
        count_text=str(count),
        height=count / 61,
        href=f"/search?from={year}-{index}" if count else "",
        selected=(index, year) == (4, 2025),
    )
    for index, (month, year, count) in enumerate(
        (month, year, (number * 7 + year * 3 + number * number) % 62)
        for year in (2024, 2025, 2026)
        for number, month in enumerate(MONTHS)
    )
)

HITS = (
    HIT,
    HIT._replace(
        id="a2",
        title=pieces(LONG_TITLE.replace("end‑of‑life", "*end‑of‑life*")),
        organizations=links(LONG_NAME, "BIMCO"),
        is_excerpt=True,
        also=links("Port & Yard", "Hafenblatt"),
        also_text="also from 2 sources",
    ),
    HIT._replace(
        id="a3",
        title=pieces("عمل *الأطفال* يتراجع في مناطق الكاكاو بعد دفع الرسوم المدرسية"),
        snippet=pieces(
            "في المناطق التي دفعت فيها التعاونيات الرسوم والزي المدرسي، انخفض عمل *الأطفال* بمقدار الثلث خلال موسمين."
        ),
        language="ar",
        direction="rtl",
        language_label="Arabic",
        source=LinkView("مرصد العمل", "/search?source=x"),
        organizations=links("منظمة العمل العربية"),
        tags=links("Child labour", "Cocoa"),
    ),
    HIT._replace(
        id="a4",
        title=pieces("Strike"),
        snippet=(),
        tags=(),
        organizations=(),
        source=None,
        date_iso=None,
        date_text="No date",
    ),
    HIT._replace(
        id="a5",
        title=pieces("Pourquoi les mines de cobalt recrutent encore des enfants"),
        language="fr",
        language_label="French",
    ),
)

RESULTS = ResultsPage(
    text="child labour",
    title="child labour – 37 articles",
    status="37 articles for child labour, filtered by Supply chains, without Seafarers, in 2026",
    interpretation=None,
    notices=(),
    strict_href=None,
    total=37,
    total_text="37",
    stories=35,
    took_ms=4.2,
    hits=HITS,
    facets=FACETS,
    bars=BARS,
    chips=(
        Chip(
            "chip-1",
            "Tag: Supply chains",
            "Remove filter: Tag: Supply chains",
            "/search?q=child+labour",
            False,
        ),
        Chip(
            "chip-2",
            "Not: Seafarers",
            "Remove filter: Not: Seafarers",
            "/search?q=child+labour&x",
            True,
        ),
        Chip(
            "chip-3",
            "Date: 2026",
            "Remove filter: Date: 2026",
            "/search?q=child+labour&y",
            False,
        ),
    ),
    clear_all_href="/search?q=child+labour",
    sorts=(
        SortView("Relevance", "/search?q=child+labour", True),
        SortView("Newest", "/search?q=child+labour&sort=newest", False),
        SortView("Oldest", "/search?q=child+labour&sort=oldest", False),
    ),
    pager=Pager(
        None,
        "/search?page=2",
        (
            PageLink("1", None, current=True),
            PageLink("2", "/search?page=2"),
            PageLink("3", "/search?page=3"),
            PageLink("…", None),
            PageLink("4,012", "/search?page=4012"),
        ),
    ),
    group_toggle=LinkView("Show every copy of a story", "/search?group=none"),
    suggestions=(),
    canonical_href="/search?q=child+labour&tag=supply-chains",
    json_href="/search.json?q=child+labour&tag=supply-chains",
    hidden_fields=(("tag", "supply-chains"), ("-tag", "seafarers")),
    filter_count=3,
)

NOTHING = replace(
    RESULTS,
    text="zeppelin harvest “",
    title="zeppelin harvest – 0 articles",
    status="No articles for zeppelin harvest, filtered by Supply chains",
    interpretation="Searched for zeppelin harvest",
    notices=("Not understood and left out, or taken as plain words: “.",),
    strict_href="/search?match=all",
    total=0,
    total_text="0",
    hits=(),
    bars=(),
    pager=None,
    suggestions=links(
        "Search without the filters (12 articles)",
        "Search for any of the words (3 articles)",
        "See all articles",
    ),
)

FACET_PAGE = FacetPage(
    facet=facet("org", "Organization", tuple(c for f in FACETS[:4] for c in f.choices)),
    find="",
    title="All organizations",
    status="96 organizations",
    results_href="/search?q=child+labour",
    sorts=(SortView("Most articles", "/a", True), SortView("By name", "/b", False)),
    pager=RESULTS.pager,
    hidden_fields=(("q", "child labour"),),
    canonical_href="/search/facets/org?q=child+labour",
)

NAMES = tuple(
    NamedCount(label, "/tags/x", count, f"{count:,}", count / 1204)
    for label, count in (
        ("Child labour", 1204),
        ("Critical minerals and the people who dig them up", 700),
        ("Shipping", 412),
        ("AI at work", 300),
        ("Heat", 96),
    )
)

HOME = HomePage(
    summary="24,310 articles from 112 sources, newest 12 minutes ago",
    newest=HITS,
    tags=NAMES,
    organizations=tuple(
        replace(one, label=name)
        for one, name in zip(
            NAMES,
            (
                "International Labour Organization",
                LONG_NAME,
                "World Bank",
                "OECD",
                "منظمة العمل العربية",
            ),
            strict=True,
        )
    ),
    is_empty=False,
)

TOPIC = TopicPage(
    kind="org",
    kind_label="Organization",
    slug="ilo",
    label="International Labour Organization",
    total=377,
    total_text="377",
    bars=BARS,
    newest=HITS,
    tags=NAMES,
    organizations=HOME.organizations,
    search_href="/search?org=ilo",
    canonical_href="/orgs/ilo",
    json_href="/api/v1/organizations/ilo",
    about=AboutView(
        acronym="ILO",
        aliases=("International Labor Office", LONG_NAME),
        more_aliases=tuple(f"Office number {number} of the world’s labour" for number in range(38)),
        names=(
            NamesIn("Arabic", "ar", "rtl", ("منظمة العمل الدولية",)),
            NamesIn("French", "fr", "ltr", ("Organisation internationale du travail", "OIT")),
        ),
        paragraphs=("Sets labour standards, and watches over them.", "Founded in 1919."),
        links=(
            LinkView("ilo.org", "https://www.ilo.org/"),
            LinkView("Wikidata", "https://www.wikidata.org/wiki/Q54129"),
        ),
        json_ld={"@context": "https://schema.org", "@type": "Organization", "name": "</script><script>alert(1)"},
    ),
)

ARTICLE = ArticlePage(
    id="a1",
    title="Child labour falls in cocoa districts that pay school fees, study of 400 villages finds",
    has_title=True,
    language="en",
    direction="ltr",
    language_label=None,
    source=LinkView("Harvest Monitor", "/search?source=harvest-monitor"),
    author="Ama Mensah",
    date_iso="2026-03-05",
    date_text="5 March 2026",
    body_html=(
        "<p>The number of children working in hazardous tasks fell by a third within two seasons in districts where "
        "cooperatives paid fees and uniforms, a study of 400 villages has found. The effect was largest among girls.</p>"
        "<p>Researchers followed 6,200 households in two countries. Where payments arrived late, they write, “families "
        "returned to the arrangement they knew”, and most of the gain was lost by the third harvest.</p>"
        "<h2>Who pays</h2><p>The scheme costs about 38 dollars a child and year. Buyers paid half of it, and have "
        '<a href="https://example.org/x">promised to go on</a> until 2028.</p>'
        "<blockquote><p>A receipt for a school uniform did more than ten years of posters.</p></blockquote>"
        "<ul><li>Fees and uniforms: a third fewer.</li><li>Fees alone: a tenth fewer.</li></ul>"
    ),
    standfirst="Fees and uniforms did what posters had not, and the gain was lost where the money came late.",
    is_excerpt=False,
    original_href="https://harvest.example/2026/child-labour",
    original_host="harvest.example",
    tags=HIT.tags,
    organizations=(
        OrganizationView(
            "International Labour Organization",
            "/orgs/ilo",
            "Found in the text.",
            (
                QuoteView(
                    pieces("The study was paid for by the *ILO* and four buyers of cocoa."),
                    "“ILO” is its acronym, and that of nobody else we know.",
                ),
            ),
            "Named 12 times in all.",
        ),
        OrganizationView(LONG_NAME, "/orgs/x", "Given by the source.", (), ""),
    ),
    changed_iso="2026-03-06",
    changed_text="Changed 6 March 2026",
    notes=(),
    flags=(),
    related=links("Child labour and World Cocoa Foundation", "More from Harvest Monitor"),
    description="The number of children working in hazardous tasks fell by a third within two seasons.",
    canonical_href="/articles/a1-child-labour-falls",
    json_href="/api/v1/articles/a1",
)

ARABIC_ARTICLE = replace(
    ARTICLE,
    title="عمل الأطفال يتراجع في مناطق الكاكاو بعد دفع الرسوم المدرسية",
    language="ar",
    direction="rtl",
    language_label="Arabic",
    source=LinkView("مرصد العمل", "/x"),
    author="ليلى حداد",
    standfirst="الرسوم والزي المدرسي فعلا ما لم تفعله الملصقات.",
    body_html="<p>انخفض عدد الأطفال العاملين في مهام خطرة بمقدار الثلث خلال موسمين في المناطق التي دفعت فيها التعاونيات الرسوم والزي المدرسي، بحسب دراسة شملت 400 قرية.</p><p>تابع الباحثون 6200 أسرة في بلدين. وحيث تأخرت المدفوعات، عادت الأسر إلى ما اعتادت عليه.</p>",
    is_excerpt=True,
    notes=("The source gave no date.",),
)

ERROR = ErrorPage(
    status=503,
    title="The search is away for a moment",
    text="The index is being rebuilt. Nothing is lost; it usually takes less than a minute.",
    query="child labour",
    hidden_fields=(("tag", "supply-chains"),),
    retry_href="/search?q=child+labour",
    links=links("Search all articles", "Go to the front page"),
)

SOURCES = SourcesPage(
    summary="New articles are collected from 3 places; one of them cannot be read at the moment.",
    sources=(
        SourceView(
            name="Harvest Monitor",
            articles_text="1,204 articles",
            href="/search?source=harvest-monitor",
            address="https://www.harvest.example/feed/",
            host="harvest.example",
            kind="RSS feed",
            state="fresh",
            sentence="",
            fresh_iso="2026-11-24T11:00:00+00:00",
            fresh_text="24 November 2026, 11:00",
            next_iso="2026-11-24T12:00:00+00:00",
            next_text="24 November 2026, 12:00",
            is_excerpt_only=True,
        ),
        SourceView(
            name="The International Observatory of Child Labour, Mining and Supply Chains in the Great Lakes Region "
            "and Beyond",
            articles_text="No articles yet",
            href=None,
            address="https://observatory.example/archive",
            host="a-rather-long-name-of-a-host.and-its-subdomain.observatory.example",
            kind="HTML archive page",
            state="trouble",
            sentence="It could not be read the last 3 times. We keep trying; what it brought stays.",
            fresh_iso=None,
            fresh_text="",
            next_iso=None,
            next_text="soon",
            is_excerpt_only=False,
        ),
        SourceView(
            name="The Quay",
            articles_text="1 article",
            href="/search?source=the-quay",
            address="",
            host="",
            kind="Not on a schedule",
            state="kept",
            sentence="",
            fresh_iso=None,
            fresh_text="",
            next_iso=None,
            next_text="",
            is_excerpt_only=False,
        ),
    ),
    json_href="/api/v1/sources",
)

EVERY_PAGE = {
    "home": ("pages/home.html", HOME),
    "home-empty": (
        "pages/home.html",
        replace(HOME, newest=(), tags=(), organizations=(), is_empty=True),
    ),
    "search": ("pages/search.html", RESULTS),
    "search-update": ("updates/search.html", RESULTS),
    "nothing": ("pages/search.html", NOTHING),
    "one": (
        "pages/search.html",
        replace(
            RESULTS,
            total=1,
            total_text="1",
            status="1 article for strike",
            hits=HITS[3:4],
            chips=(),
            filter_count=0,
            bars=(),
            pager=None,
        ),
    ),
    "million": (
        "pages/search.html",
        replace(
            RESULTS,
            total=1_000_000,
            total_text="1,000,000",
            status="All 1,000,000 articles",
            chips=(),
            filter_count=0,
        ),
    ),
    "facet": ("pages/facet.html", FACET_PAGE),
    "facet-update": ("updates/facet.html", FACET_PAGE),
    "facet-nothing": (
        "pages/facet.html",
        replace(FACET_PAGE, facet=facet("org", "Organization", ()), find="zz", pager=None),
    ),
    "topic": ("pages/topic.html", TOPIC),
    "topic-bare": (
        "pages/topic.html",
        replace(
            TOPIC, label=LONG_NAME, total=0, total_text="0", bars=(), newest=(), tags=(), organizations=(), about=None
        ),
    ),
    "offer": (
        "pages/search.html",
        replace(RESULTS, text="OIT", offer=OfferView("World Bank (WB)", "/orgs/wb", "37 articles", "/search?org=wb")),
    ),
    "article": ("pages/article.html", ARTICLE),
    "article-arabic": ("pages/article.html", ARABIC_ARTICLE),
    "article-bare": (
        "pages/article.html",
        replace(
            ARTICLE,
            has_title=False,
            title=LONG_TITLE,
            source=None,
            author="",
            standfirst="",
            is_excerpt=True,
            original_href=None,
            tags=(),
            organizations=(),
            related=(),
            date_iso=None,
            date_text="No date",
            changed_text="",
        ),
    ),
    "sources": ("pages/sources.html", SOURCES),
    "sources-none": ("pages/sources.html", replace(SOURCES, summary="Nothing is collected yet.", sources=())),
    "about": ("pages/about.html", None),
    "privacy": ("pages/privacy.html", None),
    "accessibility": ("pages/accessibility.html", None),
    "error": ("pages/error.html", ERROR),
    "error-update": ("updates/error.html", ERROR),
}


Draw = Callable[..., str]


@pytest.fixture
def draw(environment: Environment) -> Draw:
    """Draws the page with this name in `EVERY_PAGE`, with some fields of its view model changed."""

    def drawn(name: str, **changes: object) -> str:
        template, page = EVERY_PAGE[name]
        page = replace(page, **changes) if changes else page  # type: ignore[type-var]  # None has nothing to change
        return environment.get_template(template).render(page=page, site=SITE)

    return drawn


@pytest.fixture
def hit() -> HitView:
    return HIT


@pytest.fixture
def facets() -> tuple[FacetView, ...]:
    return FACETS


@pytest.fixture(params=EVERY_PAGE)
def rendered(request: pytest.FixtureRequest, draw: Draw) -> str:
    """Each template in turn, with a view model of its kind."""
    return draw(request.param)
