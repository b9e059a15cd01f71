"""Archive pages as different themes build them: each lists the same three articles."""

from dataclasses import dataclass

TITLES = (
    "New brief explains what exposure indicators reveal about jobs",
    "Shipowners can now take a simple step to protect recycling workers",
    "Joint paper highlights uneven impact of generative tools",
)
TEXTS = (
    "A new research brief examines how exposure indicators are used to assess potential impacts on jobs.…",
    "For shipowners selling end-of-life vessels, the scheme provides a transparent mechanism to protect workers…",
    "A new joint working paper finds that generative tools are set to reshape labour markets worldwide […]",
)
LINKS = tuple(f"https://e.org/2026/03/{slug}/" for slug in ("brief", "ships", "paper"))
_ARTICLES = tuple(zip(TITLES, TEXTS, ("brief", "ships", "paper"), strict=True))

_MENU = """<nav><ul><li><a href="/">Home</a></li><li><a href="/about-the-organization/">About the organization</a></li>
<li><a href="/work-with-us-in-geneva/">Work with us in Geneva</a></li><li><a href="/press/">Press</a></li></ul></nav>"""
_RELATED = """<section><h2>Related posts</h2>
<div class="x"><h3><a href="/old-1/">An old article about something else entirely</a></h3><p>Long enough to be read
as a text that stands in a card.</p></div>
<div class="x"><h3><a href="/old-2/">Another old article about something else</a></h3><p>Long enough to be read as a
text that stands in a card.</p></div>
<div class="x"><h3><a href="/old-3/">A third old article about something else</a></h3><p>Long enough to be read as a
text that stands in a card.</p></div>
<div class="x"><h3><a href="/old-4/">A fourth old article about something else</a></h3><p>Long enough to be read as a
text that stands in a card.</p></div></section>"""
_FOOTER = """<footer><div><h4><a href="/f1/">Our offices around the world</a></h4><p>Find the one that is next to you,
wherever you are.</p></div><div><h4><a href="/f2/">Our publications and databases</a></h4><p>Everything that we have
printed since 1919.</p></div><div><h4><a href="/f3/">Our newsletter for everybody</a></h4><p>Once a month in your
mailbox, free of charge.</p></div></footer>"""


@dataclass(frozen=True)
class Theme:
    """A page and what is to be read from it."""

    name: str
    html: str
    tags: tuple[str, ...] = ("ILO",)
    has_text: bool = True
    published: str = ""
    author: str = ""
    next_page: str = ""


def _page(body: str, head: str = "", classes: str = "") -> str:
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>ILO Archives - Site</title>{head}</head>"
        f'<body class="{classes}">{body}</body></html>'
    )


def _each(card: str) -> str:
    return "".join(
        card.replace("TITLE", title).replace("TEXT", text).replace("SLUG", slug) for title, text, slug in _ARTICLES
    )


THEMES = (
    Theme(
        "articles with headings",
        _page(
            _MENU
            + "<main><header><h1>Tag: ILO</h1></header>"
            + _each(
                '<article class="post"><header><h2><a href="/2026/03/SLUG/">TITLE</a></h2>'
                '<p class="entry-meta">By <a rel="author" href="/author/ada/">Ada King</a> on'
                ' <time datetime="2026-03-05T09:30:00+00:00">5 March 2026</time></p></header>'
                '<div><p>TEXT</p></div><footer><a href="/2026/03/SLUG/#respond">3 Comments</a></footer></article>'
            )
            + '<nav><a href="/tag/ilo/">Newer posts</a> <a href="/tag/ilo/page/2/">Older posts</a></nav></main>'
            + _RELATED
            + _FOOTER
        ),
        published="2026-03-05T09:30:00+00:00",
        author="Ada King",
        next_page="https://e.org/tag/ilo/page/2/",
    ),
    Theme(
        "div soup with read more",
        _page(
            _MENU
            + '<div><div><div class="a1"><div><span>Tag</span><h1>ILO</h1></div><div class="a2">'
            + _each(
                '<div class="a3"><div class="a4"><h3>TITLE</h3></div><div class="a5">TEXT</div>'
                '<div><a href="/2026/03/SLUG/">Read More</a></div></div>'
            )
            + '</div><div class="a6"><strong>1</strong> <a href="?page=2">2</a> </div></div></div></div>'
            + _FOOTER
        ),
        next_page="https://e.org/tag/ilo/?page=2",
    ),
    Theme(
        "a table",
        _page(
            _MENU
            + "<h1>Topic: ILO</h1><table><thead><tr><th>Title</th><th>Date</th><th>Summary</th></tr></thead><tbody>"
            + _each('<tr><td><a href="/2026/03/SLUG/">TITLE</a></td><td>05.03.2026</td><td>TEXT</td></tr>')
            + "</tbody></table>"
        ),
        published="05.03.2026",
    ),
    Theme(
        "a list with Spanish words",
        _page(
            "<h1>Etiqueta: ILO</h1><ul>"
            + _each(
                '<li><h2><a href="/2026/03/SLUG/">TITLE</a></h2><span class="fecha">5 de marzo de 2026</span>'
                '<p>TEXT <a href="/2026/03/SLUG/">Leer más</a></p></li>'
            )
            + '</ul><div class="pagination"><a href="/tag/ilo/page/2/">Siguiente</a></div>'
        ),
        published="5 de marzo de 2026",
        next_page="https://e.org/tag/ilo/page/2/",
    ),
    Theme(
        "French, its links last in the text",
        _page(
            "<div id=contenu><h1>Archives de l’étiquette : ILO</h1>"
            + _each(
                '<div class="billet"><h2><a href="/2026/03/SLUG/">TITLE</a></h2>'
                '<p class="meta">Publié le 5 mars 2026</p>'
                '<div><p>TEXT</p><p><a href="/2026/03/SLUG/">Lire la suite →</a></p></div></div>'
            )
            + '<p><a href="/tag/ilo/page/2/">Articles plus anciens</a></p></div>'
        ),
        published="5 mars 2026",
        next_page="https://e.org/tag/ilo/page/2/",
    ),
    Theme(
        "Arabic, from right to left",
        _page(
            '<main dir="rtl"><h1>الوسم: ILO</h1>'
            + _each(
                '<section><h3><a href="/2026/03/SLUG/">TITLE</a></h3><div>TEXT</div>'
                '<a href="/2026/03/SLUG/">اقرأ المزيد</a></section>'
            )
            + '<div class="nav-links"><a href="/tag/ilo/page/2/">التالي</a></div></main>'
        ),
        next_page="https://e.org/tag/ilo/page/2/",
    ),
    Theme(
        "cards that are links as a whole, with images",
        _page(
            _MENU
            + '<div role="main"><h1 class="page-title">ILO</h1><div class="grid">'
            + _each(
                '<a href="/2026/03/SLUG/" class="tile"><img src="/i/SLUG.jpg" alt="A picture of something">'
                "<figure><figcaption>Photo: somebody</figcaption></figure><h3>TITLE</h3><p>TEXT</p></a>"
            )
            + "</div></div>"
            + _RELATED,
            classes="archive tag tag-ilo",
        ),
    ),
    Theme(
        "rows of a grid, the last not full",
        _page(
            '<h1>ILO</h1><div class="container"><div class="row">'
            + _each(
                '<div class="col"><div class="thumb"><a href="/2026/03/SLUG/"><img src="/x.jpg" alt=""></a></div>'
                '<h4><a href="/2026/03/SLUG/">TITLE</a></h4><p>TEXT</p></div>'
            ).replace(
                '<div class="col"><div class="thumb"><a href="/2026/03/paper/">',
                '</div><div class="row"><div class="col"><div class="thumb"><a href="/2026/03/paper/">',
            )
            + "</div></div>",
        ),
    ),
    Theme(
        "headings alone",
        _page(
            _MENU + "<main><h1>Category: ILO</h1>" + _each('<h2><a href="/2026/03/SLUG/">TITLE</a></h2>') + "</main>"
        ),
        has_text=False,
    ),
    Theme(
        "plain links in a list",
        _page(
            '<div class="breadcrumbs"><a href="/">Home</a> » <a href="/tags/">Tags</a> » ILO</div><h1>ILO</h1><ul>'
            + _each('<li><a href="/2026/03/SLUG/">TITLE</a> <em>5 March 2026</em></li>')
            + "</ul>"
        ),
        has_text=False,
        published="5 March 2026",
    ),
    Theme(
        "definition list",
        _page(
            "<h2>Posts tagged “ILO”</h2><dl>"
            + _each('<div><dt><a href="/2026/03/SLUG/">TITLE</a></dt><dd>TEXT</dd></div>')
            + "</dl>"
        ),
    ),
    Theme(
        "the first card larger, something sticky between",
        _page(
            '<div class="sticky-bar"><h3><a href="/donate/">Give what you can today</a></h3><p>Every gift counts'
            " and is doubled until the end of the month.</p></div><main><h1>Tag Archives: ILO</h1><div>"
            + _each(
                '<article><h3><a href="/2026/03/SLUG/" rel="bookmark">TITLE</a></h3><div><p>TEXT'
                ' <a href="/2026/03/SLUG/">Continue reading <span>“TITLE”</span> →</a></p></div></article>'
            ).replace(
                f'<article><h3><a href="/2026/03/brief/" rel="bookmark">{TITLES[0]}</a></h3><div>',
                f'<article><div><h2><a href="/2026/03/brief/" rel="bookmark">{TITLES[0]}</a></h2></div><div>',
            )
            + "</div></main>"
            + '<aside><h2>Popular</h2><article><h3><a href="/p/">An article that many have read</a></h3><p>Long enough'
            " to be read as a card.</p></article></aside>",
            head='<link rel="next" href="/tag/ilo/page/2/">',
        ),
        next_page="https://e.org/tag/ilo/page/2/",
    ),
)
