"""Asking a site: conditions, redirects, robots, pauses, refusals."""

import threading
from datetime import timedelta

import pytest

from portal.sources.fetching.errors import (
    AddressRefused,
    FetchError,
    NotAnswering,
    NotYet,
    RobotsRefused,
    StatusRefused,
    TooMuch,
    WrongContent,
)
from portal.sources.fetching.fetched import Validators
from portal.sources.fetching.fetcher import user_agent
from tests.fetching.internet import FakeClock, Internet, Request, answer


def test_an_answer_comes_with_its_address_type_bytes_and_validators(internet: Internet, clock: FakeClock) -> None:
    site = internet.site("news.example")
    site.pages["/feed"] = answer(
        b"<rss/>", Content_Type="text/xml", ETag='"1"', Last_Modified="Thu, 05 Mar 2026 10:00:00 GMT",
        Cache_Control="max-age=600",
    )  # fmt: skip
    fetched = internet.fetcher(clock=clock).fetch("http://news.example/feed#top")
    assert (fetched.status, fetched.body, fetched.content_type) == (200, b"<rss/>", "text/xml")
    assert (fetched.final_address, fetched.moved_to) == ("http://news.example/feed", "")
    assert fetched.validators == Validators('"1"', "Thu, 05 Mar 2026 10:00:00 GMT")
    assert fetched.not_before == clock.now() + timedelta(seconds=600)
    assert not fetched.is_unchanged


def test_sites_see_who_asks_and_whom_to_write_to(internet: Internet) -> None:
    site = internet.site("news.example")
    site.page = lambda _: answer(b"x")
    internet.fetcher(contact="https://portal.example/about").fetch("http://news.example/")
    assert {request.headers["user-agent"] for request in site.requests} == {user_agent("https://portal.example/about")}
    assert "DiscoveryPortal/" in user_agent("me@portal.example")
    assert "me@portal.example" in user_agent("me@portal.example")
    assert {request.headers["host"] for request in site.requests} == {"news.example"}
    assert not any({"cookie", "authorization", "referer"} & set(request.headers) for request in site.requests)


def test_what_has_not_changed_is_told_by_the_site_and_sends_nothing(internet: Internet) -> None:
    site = internet.site("news.example")

    def page(request: Request) -> bytes:
        is_known = request.headers.get("if-none-match") == 'W/"é"'.encode().decode("latin-1") or (
            request.headers.get("if-none-match") == '"1"'
        )
        return answer(status="304 Not Modified", ETag='"1"') if is_known else answer(b"new", ETag='"1"')

    site.page = page
    fetcher = internet.fetcher()
    first = fetcher.fetch("http://news.example/")
    second = fetcher.fetch("http://news.example/", validators=first.validators)
    assert (second.is_unchanged, second.body, second.validators) == (True, b"", first.validators)


def test_a_host_that_says_unchanged_without_being_asked_is_not_believed(internet: Internet) -> None:
    internet.site("news.example").page = lambda _: answer(status="304 Not Modified")
    with pytest.raises(StatusRefused):
        internet.fetcher().fetch("http://news.example/")


def test_redirects_are_followed_and_permanent_moves_are_told(internet: Internet) -> None:
    one, two = internet.site("one.example"), internet.site("two.example")
    one.pages["/a"] = answer(status="301 Moved Permanently", Location="/b")
    one.pages["/b"] = answer(status="308 Permanent Redirect", Location="http://two.example/c d")
    two.pages["/c%20d"] = answer(b"here")
    two.pages["/now"] = answer(status="302 Found", Location="http://one.example/a")
    fetcher = internet.fetcher()
    moved = fetcher.fetch("http://one.example/a")
    assert (moved.body, moved.final_address, moved.moved_to) == (b"here", *["http://two.example/c%20d"] * 2)
    assert fetcher.fetch("http://two.example/now").moved_to == ""


def test_a_circle_of_redirects_is_noticed(internet: Internet) -> None:
    site = internet.site("news.example")
    site.pages["/a"] = answer(status="302 Found", Location="/b")
    site.pages["/b"] = answer(status="302 Found", Location="/a")
    with pytest.raises(TooMuch, match="circle"):
        internet.fetcher().fetch("http://news.example/a")
    assert site.asked == ["/a", "/b"]


def test_an_endless_chain_of_redirects_ends_after_five(internet: Internet) -> None:
    site = internet.site("news.example")
    site.page = lambda request: answer(status="302 Found", Location=f"{request.path}x")
    with pytest.raises(TooMuch, match="more than 5"):
        internet.fetcher().fetch("http://news.example/")
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:22/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://017700000001/",
        "http://127.1/",
        "http://0.0.0.0/",
        "http://0/",
        "http://10.0.0.1/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:7f00:1::1]/",
        "http://[fd00::1]/",
        "//127.0.0.1/",
        "http://inside.example/",
        "http://inside.example./",
        "http://INSIDE.example/",
        "http://localhost/",
        "file:///etc/passwd",
        "ftp://one.example/",
        "javascript:alert(1)",
        "http://me:secret@one.example/",
        "http://one.example:6379/",
    ],
)
def test_no_redirect_leads_inside(internet: Internet, target: str) -> None:
    site = internet.site("one.example")
    site.pages["/a"] = answer(status="302 Found", Location=target)
    internet.numbers["inside.example"] = [["93.184.216.1", "192.168.0.1"]]
    internet.numbers["localhost"] = [["127.0.0.1", "::1"]]
    with pytest.raises(AddressRefused, match="redirects to"):
        internet.fetcher().fetch("http://one.example/a")
    assert set(internet.dialed) == {"93.184.216.1"}
    assert site.asked == ["/a"]


def test_a_name_that_leads_inside_the_second_time_is_refused(internet: Internet) -> None:
    site = internet.site("news.example")
    internet.numbers["news.example"] = [["93.184.216.1"], ["127.0.0.1"]]
    site.page = lambda _: answer(b"secret")
    with pytest.raises(AddressRefused, match=r"leads to 127\.0\.0\.1"):
        internet.fetcher().fetch("http://news.example/")
    assert internet.dialed == ["93.184.216.1"]  # for robots.txt
    assert site.asked == []


def test_the_connection_goes_to_what_was_checked_and_the_name_is_not_resolved_in_between(internet: Internet) -> None:
    internet.site("news.example").page = lambda _: answer(b"x")
    internet.numbers["news.example"] = [["93.184.216.1"], ["93.184.216.1"], ["127.0.0.1"]]
    internet.fetcher().fetch("http://news.example/")
    assert internet.resolved == ["news.example"] * 2  # once for each connection: robots.txt, and the page
    assert internet.dialed == ["93.184.216.1"] * 2


def test_the_next_address_of_a_name_is_tried_when_the_first_does_not_answer(internet: Internet) -> None:
    internet.site("news.example").page = lambda _: answer(b"x")
    internet.numbers["news.example"] = [["93.184.216.99", "93.184.216.1"]]
    assert internet.fetcher().fetch("http://news.example/").body == b"x"


def test_the_operator_may_allow_a_private_host_by_name_and_that_one_alone(internet: Internet) -> None:
    for name, number in (("intranet.example", "10.0.0.1"), ("other.example", "10.0.0.2")):
        internet.site(name, number=number).page = lambda _: answer(b"inside")
    fetcher = internet.fetcher(allowed=["intranet.example"])
    assert fetcher.fetch("http://intranet.example:8123/").body == b"inside"
    with pytest.raises(AddressRefused):
        fetcher.fetch("http://other.example/")


def test_no_proxy_is_taken_from_the_environment(internet: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    internet.site("news.example").page = lambda _: answer(b"x")
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert internet.fetcher().fetch("http://news.example/").body == b"x"
    assert internet.dialed == ["93.184.216.1"] * 2


# ---- robots.txt


def test_what_robots_are_asked_to_stay_away_from_is_not_asked(internet: Internet) -> None:
    site = internet.site("news.example")
    site.page = lambda _: answer(b"x")
    site.pages["/robots.txt"] = answer(
        b"User-agent: *\nDisallow: /\n\nUser-agent: DiscoveryPortal\nDisallow: /private\nAllow: /"
    )
    fetcher = internet.fetcher()
    assert fetcher.fetch("http://news.example/public").body == b"x"
    with pytest.raises(RobotsRefused):
        fetcher.fetch("http://news.example/private/a")
    assert site.asked == ["/public"]
    assert [request.path for request in site.requests].count("/robots.txt") == 1


def test_robots_are_heeded_again_at_each_redirect(internet: Internet) -> None:
    one, two = internet.site("one.example"), internet.site("two.example")
    one.page = lambda _: answer(status="302 Found", Location="http://two.example/")
    two.pages["/robots.txt"] = answer(b"User-agent: *\nDisallow: /")
    two.page = lambda _: answer(b"x")
    one.pages["/robots.txt"] = answer(status="404 Not Found")
    with pytest.raises(RobotsRefused):
        internet.fetcher().fetch("http://one.example/")
    assert two.asked == []


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "401 Unauthorized", "403 Forbidden"])
def test_a_host_without_a_robots_txt_allows_everything(internet: Internet, status: str) -> None:
    site = internet.site("news.example")
    site.page = lambda _: answer(b"x")
    site.pages["/robots.txt"] = answer(status=status)
    assert internet.fetcher().fetch("http://news.example/").body == b"x"


@pytest.mark.parametrize("status", ["500 Internal Server Error", "503 Service Unavailable", "429 Too Many Requests"])
def test_a_host_whose_robots_txt_is_in_trouble_is_left_alone_for_a_while(
    internet: Internet, clock: FakeClock, status: str
) -> None:
    site = internet.site("news.example")
    site.page = lambda _: answer(b"x")
    site.pages["/robots.txt"] = answer(status=status)
    fetcher = internet.fetcher(clock=clock)
    for _ in range(3):
        with pytest.raises(NotYet) as refused:
            fetcher.fetch("http://news.example/")
        assert refused.value.not_before is not None
    assert len(site.requests) == 1
    clock.pass_by(601)
    site.pages["/robots.txt"] = answer(b"")
    assert fetcher.fetch("http://news.example/").body == b"x"


def test_a_robots_txt_is_asked_for_again_after_a_day(internet: Internet, clock: FakeClock) -> None:
    site = internet.site("news.example")
    site.page = lambda _: answer(b"x")
    fetcher = internet.fetcher(clock=clock)
    fetcher.fetch("http://news.example/")
    site.pages["/robots.txt"] = answer(b"User-agent: *\nDisallow: /")
    clock.pass_by(86_000)
    fetcher.fetch("http://news.example/")
    clock.pass_by(500)
    with pytest.raises(RobotsRefused):
        fetcher.fetch("http://news.example/")


def test_an_endless_robots_txt_counts_as_far_as_it_is_read(internet: Internet) -> None:
    site = internet.site("news.example")
    site.page = lambda _: answer(b"x")
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nUser-agent: *\nDisallow: /private\n"

    def endless(_: Request) -> object:
        yield head
        while True:
            yield b"Disallow: /*a*b*c*d$\n" * 1000

    site.pages["/robots.txt"] = endless  # type: ignore[assignment]
    fetcher = internet.fetcher()
    assert fetcher.fetch("http://news.example/").body == b"x"
    with pytest.raises(RobotsRefused):
        fetcher.fetch("http://news.example/private")


@pytest.mark.parametrize("stated", ["nan", "inf", "-5", "1e999", "soon", "0x10"])
def test_a_delay_that_makes_no_sense_breaks_nothing(internet: Internet, clock: FakeClock, stated: str) -> None:
    site = internet.site("news.example")
    site.page = lambda _: answer(b"x")
    site.pages["/robots.txt"] = answer(f"User-agent: *\nCrawl-delay: {stated}".encode())
    fetcher = internet.fetcher(clock=clock)
    assert fetcher.fetch("http://news.example/").body == b"x"


# ---- pauses


def test_a_host_has_the_pause_that_it_asks_for_and_never_less_than_ours(internet: Internet, clock: FakeClock) -> None:
    slow, usual = internet.site("slow.example"), internet.site("usual.example")
    for site in (slow, usual):
        site.page = lambda _: answer(b"x")
    slow.pages["/robots.txt"] = answer(b"User-agent: *\nCrawl-delay: 7")
    fetcher = internet.fetcher(clock=clock, delay=1.0)
    for name in ("slow.example", "usual.example", "slow.example", "slow.example", "usual.example"):
        fetcher.fetch(f"http://{name}/")
    # 1 s after each robots.txt, then as each host asks; the second round of the usual one has waited meanwhile.
    assert clock.slept == [1.0, 1.0, 6.0, 7.0]


def test_a_host_that_wants_longer_pauses_than_are_waited_for_is_asked_later(
    internet: Internet, clock: FakeClock
) -> None:
    site = internet.site("news.example")
    site.page = lambda _: answer(b"x")
    site.pages["/robots.txt"] = answer(b"User-agent: *\nCrawl-delay: 3600")
    fetcher = internet.fetcher(clock=clock)
    fetcher.fetch("http://news.example/")
    with pytest.raises(NotYet) as refused:
        fetcher.fetch("http://news.example/")
    assert refused.value.not_before == clock.now() + timedelta(hours=1)
    assert clock.slept == []


def test_many_threads_hold_one_connection_to_a_host_at_a_time(internet: Internet) -> None:
    site = internet.site("news.example")
    site.page = lambda _: answer(b"x")
    fetcher = internet.fetcher(delay=0.01)
    threads = [threading.Thread(target=fetcher.fetch, args=(f"http://news.example/{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(site.asked) == 8
    assert len(site.requests) == 9
    assert site.most_at_once <= 2  # one being asked, one that the site is about to close


def test_a_host_that_asks_for_rest_is_not_asked_before(internet: Internet, clock: FakeClock) -> None:
    site = internet.site("news.example")
    site.page = lambda _: answer(status="429 Too Many Requests", Retry_After="3600")
    site.pages["/robots.txt"] = answer(b"")
    fetcher = internet.fetcher(clock=clock)
    with pytest.raises(StatusRefused) as refused:
        fetcher.fetch("http://news.example/a")
    assert refused.value.not_before == clock.now() + timedelta(hours=1)
    with pytest.raises(NotYet):
        fetcher.fetch("http://news.example/b")
    assert site.asked == ["/a"]
    clock.pass_by(3600)
    site.page = lambda _: answer(b"x")
    assert fetcher.fetch("http://news.example/b").body == b"x"


# ---- refusals


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        (answer(b"", "404 Not Found"), StatusRefused, "404"),
        (answer(b"", "410 Gone"), StatusRefused, "410"),
        (answer(b"", "500 Internal Server Error"), StatusRefused, "500"),
        (answer(b"", "204 No Content"), StatusRefused, "204"),
        (answer(b"", "302 Found"), StatusRefused, "302"),
        (answer(b"", "799 Odd"), StatusRefused, "799"),
        (answer(b"x", Content_Type="image/png"), WrongContent, "image/png"),
        (answer(b"x", Content_Type="application/pdf; x"), WrongContent, "application/pdf"),
        (answer(b"%PDF-1.7 ..."), WrongContent, "PDF"),
        (answer(b"\x89PNG\r\n", Content_Type="text/html"), WrongContent, "picture"),
        (answer(b"PK\x03\x04...", Content_Type="application/octet-stream"), WrongContent, "ZIP"),
        (answer(b"x", Content_Encoding="br"), WrongContent, "br"),
        (answer(b"x", Content_Encoding="gzip, gzip"), WrongContent, "gzip, gzip"),
        (b"nonsense\r\n\r\n", NotAnswering, "no valid HTTP"),
        (b"", NotAnswering, "closed"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", NotAnswering, "closed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", NotAnswering, "closed"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf", NotAnswering, "closed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx", NotAnswering, "no valid HTTP"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(
    internet: Internet, given: bytes, kind: type[FetchError], said: str
) -> None:
    site = internet.site("news.example")
    site.pages["/a"] = given
    with pytest.raises(kind, match=said) as refused:
        internet.fetcher().fetch("http://news.example/a")
    assert "\n" not in str(refused.value)


def test_a_name_that_nobody_has_and_a_host_that_is_down_are_told(internet: Internet) -> None:
    with pytest.raises(NotAnswering, match=r"no host is called nobody\.example"):
        internet.fetcher().fetch("http://nobody.example/")
    internet.numbers["down.example"] = [["93.184.216.77"]]
    with pytest.raises(NotAnswering, match="refused"):
        internet.fetcher().fetch("http://down.example/")


def test_nothing_is_asked_twice_of_a_host_that_is_down(internet: Internet, clock: FakeClock) -> None:
    internet.numbers["down.example"] = [["93.184.216.77"]]
    fetcher = internet.fetcher(clock=clock)
    for _ in range(5):
        with pytest.raises(NotAnswering):
            fetcher.fetch("http://down.example/")
    assert internet.dialed == ["93.184.216.77"]
