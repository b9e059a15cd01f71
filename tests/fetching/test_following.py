"""An address is walked: its pages, the articles behind its cards, its sitemaps; the next run asks only what is new."""

import gzip
import json
from collections.abc import Iterator

import pytest

from portal.sources.errors import SourceUnreadable
from portal.sources.fetching.visits import Visits
from portal.sources.finding import Kind
from portal.sources.following import Bounds, read_address
from portal.sources.looking import look
from portal.sources.raw import Origin, RawItem, Refusal
from tests.fetching.internet import MISSING, Answer, Internet, Request, Site, answer

HOST = "http://news.example"
TEXT = (
    "The council of the harbour town met on Thursday to hear what the dockers had to say about the new cranes. "
    "After four hours it decided to put the question to everybody who works at the port. "
)


def items_of(entries: Iterator[RawItem | Refusal]) -> tuple[list[RawItem], list[Refusal]]:
    all_of_them = list(entries)
    return (
        [entry for entry in all_of_them if isinstance(entry, RawItem)],
        [entry for entry in all_of_them if isinstance(entry, Refusal)],
    )


def html(body: str, *, head: str = "", etag: str = "") -> bytes:
    page = f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    return answer(page.encode(), Content_Type="text/html; charset=utf-8", **({"ETag": etag} if etag else {}))


def article(number: int, *, etag: str = "") -> bytes:
    head = (
        f"<title>Article {number} | The Harbour</title><meta property=og:title content='Article {number}'>"
        f"<meta property=og:type content=article><meta property=og:site_name content='The Harbour'>"
        f"<meta property=article:published_time content='2026-03-{number:02}T10:00:00Z'>"
    )
    paragraphs = "".join(f"<p>{TEXT} This is part {part} of number {number}.</p>" for part in range(4))
    return html(f"<main><article><h1>Article {number}</h1>{paragraphs}</article></main>", head=head, etag=etag)


def archive(numbers: range, *, following: str = "", etag: str = "", head: str = "") -> bytes:
    cards = "".join(
        f'<article class="post"><h2><a href="/a/{number}">Article {number}</a></h2>'
        f"<p>The beginning of number {number}, which goes on for some more words. </p>"
        f'<a class="more" href="/a/{number}">Read More</a></article>'
        for number in numbers
    )
    link = f'<a rel="next" class="next" href="{following}">Next page</a>' if following else ""
    head = f"<title>Harbours – The Harbour</title>{head}"
    return html(f"<main><h1>Tag: Harbours</h1>{cards}<nav>{link}</nav></main>", head=head, etag=etag)


def conditional(given: bytes, etag: str) -> "Answer | object":
    def page(request: Request) -> bytes:
        return answer(status="304 Not Modified", ETag=etag) if request.headers.get("if-none-match") == etag else given

    return page


def feed(entries: str, *, following: str = "", ttl: str = "") -> bytes:
    link = f'<atom:link rel="next" href="{following}"/>' if following else ""
    text = (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Harbour</title>'
        f"<link>{HOST}/</link><description>d</description>{link}{ttl}{entries}</channel></rss>"
    )
    return answer(text.encode(), Content_Type="application/rss+xml", ETag='"feed"')


def entry(number: int, *, is_whole: bool = True) -> str:
    whole = f"<content:encoded><![CDATA[<p>{TEXT * 3}</p>]]></content:encoded>" if is_whole else ""
    return (
        f"<item><title>Article {number}</title><link>{HOST}/a/{number}</link><guid>{HOST}/?p={number}</guid>"
        f"<description>Short {number} [...]</description>{whole}</item>"
    )


@pytest.fixture
def site(internet: Internet) -> Site:
    return internet.site("news.example")


@pytest.fixture
def harbour(site: Site) -> Site:
    """Three pages of an archive with four articles each, and the articles."""
    site.pages["/tag/harbours"] = conditional(
        archive(range(1, 5), following="/tag/harbours/page/2", etag='"list"'), '"list"'
    )  # type: ignore[assignment]
    site.pages["/tag/harbours/page/2"] = archive(range(5, 9), following="/tag/harbours/page/3")
    site.pages["/tag/harbours/page/3"] = archive(range(9, 13))
    for number in range(1, 13):
        site.pages[f"/a/{number}"] = conditional(article(number, etag=f'"{number}"'), f'"{number}"')  # type: ignore[assignment]
    return site


# ---- archive pages


def test_an_archive_is_followed_to_its_end_and_its_cards_are_made_whole(internet: Internet, harbour: Site) -> None:
    items, refused = items_of(read_address(f"{HOST}/tag/harbours", internet.fetcher().fetch))
    assert refused == []
    assert [item.title for item in items] == [f"Article {number}" for number in range(1, 13)]
    assert {item.completeness for item in items} == {"full"}
    assert all(f"This is part 3 of number {number}." in item.body for number, item in enumerate(items, start=1))
    assert {item.published[:7] for item in items} == {"2026-03"}
    assert all("Harbours" in item.tags for item in items)
    assert items[0].url == f"{HOST}/a/1"
    assert items[0].origin_of("tags") is Origin.CARD
    assert items[0].origin_of("body") is Origin.EXTRACTION


def test_a_second_run_with_nothing_new_asks_once_with_its_validators(internet: Internet, harbour: Site) -> None:
    fetch, memory = internet.fetcher().fetch, Visits()
    list(read_address(f"{HOST}/tag/harbours", fetch, memory=memory))
    before = len(harbour.asked)
    again = Visits(memory.fresh)
    assert list(read_address(f"{HOST}/tag/harbours", fetch, memory=again)) == []
    assert harbour.asked[before:] == ["/tag/harbours"]
    assert harbour.requests[-1].headers["if-none-match"] == '"list"'
    assert again.fresh[f"{HOST}/tag/harbours"].validators.etag == '"list"'


def test_a_run_with_one_new_article_asks_for_that_one_alone(internet: Internet, harbour: Site) -> None:
    fetch, memory = internet.fetcher().fetch, Visits()
    harbour.pages["/tag/harbours"] = archive(range(2, 5), following="/tag/harbours/page/2")
    list(read_address(f"{HOST}/tag/harbours", fetch, memory=memory))
    before = len(harbour.asked)
    harbour.pages["/tag/harbours"] = archive(range(1, 5), following="/tag/harbours/page/2")
    items, refused = items_of(read_address(f"{HOST}/tag/harbours", fetch, memory=Visits(memory.fresh)))
    assert ([item.title for item in items], refused) == (["Article 1"], [])
    assert harbour.asked[before:] == ["/tag/harbours", "/a/1"]


def test_an_article_whose_page_fails_stays_an_excerpt_is_told_and_is_asked_for_again(
    internet: Internet, harbour: Site
) -> None:
    good = harbour.pages["/a/2"]
    harbour.pages["/a/2"] = answer(b"", "500 Internal Server Error")
    harbour.pages["/a/3"] = MISSING
    fetch, memory = internet.fetcher().fetch, Visits()
    items, refused = items_of(read_address(f"{HOST}/tag/harbours", fetch, memory=memory))
    assert len(items) == 12
    assert [item.completeness for item in items[:4]] == ["full", "excerpt", "excerpt", "full"]
    assert [(each.where, each.reason[:14]) for each in refused] == [
        (f"{HOST}/a/2", "it answers 500"),
        (f"{HOST}/a/3", "it answers 404"),
    ]
    harbour.pages["/a/2"] = good
    before = len(harbour.asked)
    items, refused = items_of(read_address(f"{HOST}/tag/harbours", fetch, memory=Visits(memory.fresh)))
    assert ([item.title for item in items], refused) == (["Article 2"], [])
    assert [path for path in harbour.asked[before:] if path.startswith("/a/")] == ["/a/2"]


def test_a_host_that_stays_out_of_reach_is_told_once_more_and_not_asked_for_the_rest(
    internet: Internet, harbour: Site
) -> None:
    for number in range(1, 13):
        harbour.pages[f"/a/{number}"] = answer(b"", "503 Service Unavailable")
    items, refused = items_of(read_address(f"{HOST}/tag/harbours", internet.fetcher().fetch))
    assert [item.completeness for item in items] == ["excerpt"] * 12
    assert len(refused) == 6
    assert "left for the next run" in refused[-1].reason
    assert len([path for path in harbour.asked if path.startswith("/a/")]) == 5


def test_what_one_run_may_not_ask_is_asked_by_the_next(internet: Internet, harbour: Site) -> None:
    fetch, kept, titles = internet.fetcher().fetch, dict[str, object](), list[str]()
    for _ in range(4):
        memory = Visits(kept)  # type: ignore[arg-type]
        entries = read_address(f"{HOST}/tag/harbours", fetch, memory=memory, bounds=Bounds(articles=5))
        titles += [item.title for item in items_of(entries)[0] if item.completeness == "full"]
        kept |= memory.fresh
    assert sorted(titles) == sorted(f"Article {number}" for number in range(1, 13))


@pytest.mark.parametrize("following", ["/tag/harbours", "/tag/harbours/page/2", "/tag/harbours/page/2#x"])
def test_a_circle_of_next_pages_is_noticed(internet: Internet, harbour: Site, following: str) -> None:
    harbour.pages["/tag/harbours/page/2"] = archive(range(5, 9), following=following)
    items, _ = items_of(read_address(f"{HOST}/tag/harbours", internet.fetcher().fetch))
    assert len(items) == 8


def test_endless_next_pages_end_where_nothing_new_stands_or_at_the_limit(internet: Internet, site: Site) -> None:
    def same(request: Request) -> bytes:
        return archive(range(1, 5), following=f"{request.path}x")

    def other(request: Request) -> bytes:
        start = len(request.path) * 4
        return archive(range(start, start + 4), following=f"{request.path}x")

    fetch = internet.fetcher().fetch
    site.page = same
    assert len(items_of(read_address(f"{HOST}/s", fetch, bounds=Bounds(articles=0)))[0]) == 4
    assert len(site.asked) == 2
    site.page = other
    items, refused = items_of(read_address(f"{HOST}/o", fetch, bounds=Bounds(pages=7, articles=0)))
    assert len(items) == 28
    assert any("only 7 pages" in each.reason for each in refused)


def test_a_next_page_on_another_host_is_not_followed(internet: Internet, harbour: Site) -> None:
    other = internet.site("other.example")
    harbour.pages["/tag/harbours"] = archive(range(1, 5), following="http://other.example/page/2")
    items, _ = items_of(read_address(f"{HOST}/tag/harbours", internet.fetcher().fetch))
    assert len(items) == 4
    harbour.pages["/feed"] = feed(entry(1), following="http://other.example/page/2")
    items, refused = items_of(read_address(f"{HOST}/feed", internet.fetcher().fetch))
    assert len(items) == 1
    assert "another host" in refused[0].reason
    assert other.requests == []


def test_links_that_lead_inside_leave_the_card_and_are_never_asked(internet: Internet, site: Site) -> None:
    body = archive(range(1, 5)).replace(b'"/a/2"', b'"http://127.0.0.1:8080/a"').replace(b'"/a/3"', b'"http://[::1]/"')
    site.pages["/"] = answer(body.partition(b"\r\n\r\n")[2], Content_Type="text/html")
    items, refused = items_of(read_address(f"{HOST}/", internet.fetcher().fetch))
    assert len(items) == 4
    assert len([each for each in refused if "only public addresses" in each.reason]) == 2
    assert set(internet.dialed) == {"93.184.216.1"}


def test_selectors_of_the_operator_say_where_the_cards_are(internet: Internet, site: Site) -> None:
    body = "".join(f"<div class=x><b>Title {n}</b> <span>Words of number {n}.</span></div>" for n in range(3))
    site.pages["/"] = html(body)
    selectors = {"card": "div.x", "title": "b", "excerpt": "span"}
    items, _ = items_of(read_address(f"{HOST}/", internet.fetcher().fetch, selectors=selectors))
    assert [item.title for item in items] == ["Title 0", "Title 1", "Title 2"]
    with pytest.raises(SourceUnreadable, match="no selector 'cards'"):
        list(read_address(f"{HOST}/", internet.fetcher().fetch, selectors={"cards": "div"}))


# ---- feeds


def test_a_feed_is_read_with_its_older_pages_and_its_whole_entries_need_no_page(internet: Internet, site: Site) -> None:
    site.pages["/feed"] = feed(entry(1) + entry(2), following=f"{HOST}/feed?p=2")
    site.pages["/feed?p=2"] = feed(entry(3) + entry(4), following=f"{HOST}/feed")
    items, refused = items_of(read_address(f"{HOST}/feed", internet.fetcher().fetch))
    assert ([item.title[-1] for item in items], refused) == (["1", "2", "3", "4"], [])
    assert site.asked == ["/feed", "/feed?p=2"]


def test_entries_that_are_cut_short_are_made_whole_and_keep_their_identity(internet: Internet, harbour: Site) -> None:
    harbour.pages["/feed"] = feed(entry(1, is_whole=False))
    items, refused = items_of(read_address(f"{HOST}/feed", internet.fetcher().fetch))
    assert refused == []
    assert (items[0].id, items[0].completeness) == (f"{HOST}/?p=1", "full")
    assert items[0].origin_of("title") is Origin.FEED
    assert "part 3 of number 1" in items[0].body


def test_the_next_run_of_a_feed_stops_where_the_last_began(internet: Internet, site: Site) -> None:
    fetch, memory = internet.fetcher().fetch, Visits()
    site.pages["/feed"] = feed(entry(2) + entry(3), following=f"{HOST}/old")
    site.pages["/old"] = feed(entry(4) + entry(5))
    list(read_address(f"{HOST}/feed", fetch, memory=memory))
    site.pages["/feed"] = feed(entry(1) + entry(2), following=f"{HOST}/old")
    before = len(site.asked)
    items, _ = items_of(read_address(f"{HOST}/feed", fetch, memory=Visits(memory.fresh)))
    assert [item.title for item in items] == ["Article 1", "Article 2"]
    assert site.asked[before:] == ["/feed"]


def test_how_long_a_feed_wants_to_be_kept_is_remembered(internet: Internet, site: Site) -> None:
    memory = Visits()
    site.pages["/feed"] = feed(entry(1), ttl="<ttl>90</ttl>")
    list(read_address(f"{HOST}/feed", internet.fetcher().fetch, memory=memory))
    visit = memory.fresh[f"{HOST}/feed"]
    assert visit.not_before is not None
    assert (visit.not_before - visit.asked_at).total_seconds() == 5400


def test_a_later_page_that_fails_is_told_and_what_came_before_is_kept(internet: Internet, site: Site) -> None:
    memory = Visits()
    site.pages["/feed"] = feed(entry(1), following=f"{HOST}/old")
    items, refused = items_of(read_address(f"{HOST}/feed", internet.fetcher().fetch, memory=memory))
    assert len(items) == 1
    assert refused == [Refusal(f"{HOST}/old", "it answers 404 (Not Found)")]
    assert f"{HOST}/feed" not in memory.fresh  # so that the next run begins again


# ---- start pages


def test_a_start_page_leads_to_its_feed(internet: Internet, site: Site) -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">'
        '<link rel="alternate" type="application/rss+xml" href="/gone"><link rel="alternate" '
        'type="application/atom+xml" href="feed">'
    )
    site.pages["/"] = html("<h1>Welcome</h1>", head=head)
    site.pages["/feed"] = feed(entry(1))
    fetch = internet.fetcher().fetch
    items, _ = items_of(read_address(f"{HOST}/", fetch))
    assert [item.title for item in items] == ["Article 1"]
    assert "/comments/feed" not in site.asked
    seen = look(f"{HOST}/", fetch)
    assert (seen.kind, seen.address, seen.title, seen.count) == (Kind.FEED, f"{HOST}/feed", "The Harbour", 1)


def test_the_feed_of_a_start_page_is_asked_with_its_own_validators(internet: Internet, site: Site) -> None:
    link = '<link rel=alternate type="application/rss+xml" href="/feed">'
    site.pages["/"] = html("<h1>Hi</h1>", head=link, etag='"a"')
    site.pages["/feed"] = conditional(feed(entry(1)), '"feed"')  # type: ignore[assignment]
    fetch, memory = internet.fetcher().fetch, Visits()
    assert len(list(read_address(f"{HOST}/", fetch, memory=memory))) == 1
    again = Visits(memory.fresh)
    assert list(read_address(f"{HOST}/", fetch, memory=again)) == []
    assert site.requests[-1].headers["if-none-match"] == '"feed"'
    site.pages["/feed"] = feed(entry(1) + entry(2))
    assert len(list(read_address(f"{HOST}/", fetch, memory=Visits(again.fresh)))) == 2


def wordpress(site: Site, *, posts: int, per_page: int = 100) -> None:
    """Make *site* one of WordPress, with *posts* under the tag 7."""

    def page(request: Request) -> bytes:
        path, _, query = request.path.partition("?")
        if path != "/wp-json/wp/v2/posts":
            return MISSING
        number = int(dict(pair.split("=") for pair in query.split("&")).get("page", "1"))
        chosen = range((number - 1) * per_page, min(number * per_page, posts))
        body = json.dumps([post(each) for each in chosen]).encode()
        pages = -(-posts // per_page)
        return answer(body, Content_Type="application/json", X_WP_Total=str(posts), X_WP_TotalPages=str(pages))

    def post(number: int) -> dict[str, object]:
        return {
            "id": number, "type": "post", "status": "publish", "link": f"{HOST}/{number}",
            "date_gmt": "2026-03-05T09:30:00",
            "guid": {"rendered": f"{HOST}/?p={number}"}, "title": {"rendered": f"Post {number}"},
            "content": {"rendered": f"<p>{TEXT}</p>"}, "tags": [7], "categories": [],
            "_embedded": {"wp:term": [[{"id": 7, "name": "Unions", "taxonomy": "post_tag", "slug": "unions"}]]},
        }  # fmt: skip

    site.page = page


def test_a_tag_page_that_says_where_its_posts_are_gives_these(internet: Internet, site: Site) -> None:
    wordpress(site, posts=250)
    head = (
        f'<link rel="https://api.w.org/" href="{HOST}/wp-json/"><link rel="alternate" type="application/json" '
        f'href="{HOST}/wp-json/wp/v2/tags/7">'
    )
    site.pages["/tag/unions"] = archive(range(1, 5), head=head)
    fetch = internet.fetcher().fetch
    items, refused = items_of(read_address(f"{HOST}/tag/unions", fetch))
    assert (len(items), refused) == (250, [])
    assert all("Unions" in item.tags for item in items)
    assert {item.origin for item in items} == {Origin.REST}
    assert len(site.asked) == 4  # the page, and a hundred posts at a time
    assert all("tags=7" in path for path in site.asked[1:])
    seen = look(f"{HOST}/tag/unions", fetch)
    assert (seen.kind, seen.count, seen.is_more) == (Kind.WORDPRESS, 250, True)


def test_a_closed_interface_is_passed_by_and_the_page_is_read_as_anybody_sees_it(
    internet: Internet, harbour: Site
) -> None:
    head = (
        f'<link rel="https://api.w.org/" href="{HOST}/wp-json/"><link rel="alternate" type="application/json" '
        f'href="{HOST}/wp-json/wp/v2/tags/7">'
    )
    harbour.pages["/tag/unions"] = archive(range(1, 5), head=head)
    harbour.page = lambda _: answer(b'{"code": "rest_forbidden", "message": "no"}', "401 Unauthorized")
    items, refused = items_of(read_address(f"{HOST}/tag/unions", internet.fetcher().fetch))
    assert (len(items), refused) == (4, [])


def test_the_start_of_an_interface_gives_all_its_posts(internet: Internet, site: Site) -> None:
    wordpress(site, posts=3)
    assert len(items_of(read_address(f"{HOST}/wp-json/", internet.fetcher().fetch))[0]) == 3


def test_one_article_is_read_from_its_page(internet: Internet, harbour: Site) -> None:
    fetch = internet.fetcher().fetch
    items, refused = items_of(read_address(f"{HOST}/a/3", fetch))
    assert ([item.title for item in items], refused) == (["Article 3"], [])
    assert look(f"{HOST}/a/3", fetch).kind is Kind.ARTICLE


# ---- sitemaps


def sitemap(*addresses: tuple[str, str], index: bool = False) -> bytes:
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    lines = "".join(
        f"<{inner}><loc>{address}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</{inner}>"
        for address, changed in addresses
    )
    text = f'<?xml version="1.0"?><{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{lines}</{outer}>'
    return text.encode()


def test_a_sitemap_leads_to_its_pages_and_lists_are_none_of_them(internet: Internet, harbour: Site) -> None:
    inner = sitemap(
        (f"{HOST}/a/1", "2026-03-01"), (f"{HOST}/a/2", "2026-03-02"), (f"{HOST}/tag/harbours", "2026-03-02"),
        ("http://other.example/a", ""),
    )  # fmt: skip
    harbour.pages["/sitemap.xml"] = answer(sitemap((f"{HOST}/posts.xml.gz", "2026-03-02"), index=True))
    harbour.pages["/posts.xml.gz"] = answer(gzip.compress(inner), Content_Type="application/gzip")
    fetch, memory = internet.fetcher().fetch, Visits()
    items, refused = items_of(read_address(f"{HOST}/sitemap.xml", fetch, memory=memory))
    assert [item.title for item in items] == ["Article 1", "Article 2"]
    assert [each.reason for each in refused] == ["it lies outside of the site: http://other.example/a"]

    kept, before = dict(memory.fresh), len(harbour.asked)
    assert list(read_address(f"{HOST}/sitemap.xml", fetch, memory=Visits(kept))) == []
    assert harbour.asked[before:] == ["/sitemap.xml"]

    inner = sitemap((f"{HOST}/a/1", "2026-03-01"), (f"{HOST}/a/2", "2026-03-09"), (f"{HOST}/a/4", "2026-03-09"))
    harbour.pages["/posts.xml.gz"] = answer(gzip.compress(inner))
    harbour.pages["/sitemap.xml"] = answer(sitemap((f"{HOST}/posts.xml.gz", "2026-03-09"), index=True))
    before = len(harbour.asked)
    items, _ = items_of(read_address(f"{HOST}/sitemap.xml", fetch, memory=Visits(kept)))
    assert [item.title for item in items] == ["Article 4"]  # the second has not changed, says its page
    assert harbour.asked[before:] == ["/sitemap.xml", "/posts.xml.gz", "/a/2", "/a/4"]


def test_sitemaps_that_list_each_other_are_read_once(internet: Internet, site: Site) -> None:
    site.pages["/a.xml"] = answer(sitemap((f"{HOST}/b.xml", ""), (f"{HOST}/a.xml", ""), index=True))
    site.pages["/b.xml"] = answer(sitemap((f"{HOST}/a.xml", ""), (f"{HOST}/c.xml", ""), index=True))
    items, refused = items_of(read_address(f"{HOST}/a.xml", internet.fetcher().fetch))
    assert (items, [each.where for each in refused]) == ([], [f"{HOST}/c.xml"])
    assert site.asked == ["/a.xml", "/b.xml", "/c.xml"]


# ---- files, and nothing


def test_a_file_of_articles_is_read_from_its_address(internet: Internet, site: Site) -> None:
    lines = b"".join(json.dumps({"title": f"T{n}", "body": "b"}).encode() + b"\n" for n in range(5))
    site.pages["/all.jsonl.gz"] = answer(gzip.compress(lines), Content_Type="application/gzip")
    items, refused = items_of(read_address(f"{HOST}/all.jsonl.gz", internet.fetcher().fetch))
    assert ([item.title for item in items], refused) == (["T0", "T1", "T2", "T3", "T4"], [])


@pytest.mark.parametrize("body", [b"", b"\0\0\0", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"[]", b"<"])
def test_what_holds_no_articles_is_told_before_the_first_item(internet: Internet, site: Site, body: bytes) -> None:
    site.pages["/x"] = answer(body)
    entries = read_address(f"{HOST}/x", internet.fetcher().fetch)
    try:
        found = list(entries)
    except SourceUnreadable as error:
        assert str(error)  # noqa: PT017  # either way a sentence
    else:
        assert all(isinstance(each, Refusal) for each in found)


def test_a_look_says_what_an_archive_would_bring_and_asks_for_no_article(internet: Internet, harbour: Site) -> None:
    seen = look(f"{HOST}/tag/harbours", internet.fetcher().fetch)
    assert (seen.kind, seen.count, seen.is_more) == (Kind.ARCHIVE, 4, True)
    assert [item.title for item in seen.newest] == [f"Article {number}" for number in range(1, 5)]
    assert "Harbours" in seen.title
    assert harbour.asked == ["/tag/harbours"]
