"""One address has one spelling, and no unsafe one gets through."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ingest.errors import InvalidUrl
from portal.ingest.urls import canonical_url, safe_link

TAIL = st.text(
    alphabet=string.ascii_letters + string.digits + "/?#&=%.;:@!$'()*+,~_-[] \\\"<>`{}|^éع\u200b",
    max_size=40,
)
URLS = st.builds(
    "{}://{}{}".format,
    st.sampled_from(["http", "HTTPS"]),
    st.sampled_from(["e.org", "É.org:443"]),
    TAIL,
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Example.COM:80", "http://example.com/"),
        ("https://e.org/a?z=1&utm_source=x&a=2&fbclid=9#f", "https://e.org/a?a=2&z=1"),
        ("https://e.org/?p=7&UTM_Medium=mail", "https://e.org/?p=7"),
        ("https://e.org/?p", "https://e.org/?p"),
        ("https://e.org/%7euser/%c3%a9", "https://e.org/~user/%C3%A9"),
        ("https://e.org/é b", "https://e.org/%C3%A9%20b"),
        ("http://Ünï.de/", "http://xn--n-nga1b.de/"),
        ("http://e.org/a/./b/../c", "http://e.org/a/c"),
        ("http://e.org/../..", "http://e.org/"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        (" https://e.org/\n", "https://e.org/"),
        ("https://e.org/a/", "https://e.org/a/"),
    ],
)
def test_an_address_is_spelled_in_one_way(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("/relative", "does not begin with http"),
        ("javascript:alert(1)", "does not begin with http"),
        ("ftp://e.org/", "does not begin with http"),
        ("http://u:p@e.org/", "user name or password"),
        ("http://e.org\\@evil.example/", "user name or password"),
        ("http:///path", "no proper host"),
        ("http://e org/", "no proper host"),
        ("http://e.org:99999/", "malformed"),
        ("http://[::1/", "malformed"),
        ("http://e.org/\ud800", "control characters"),
        ("http://e.org/\0x", "control characters"),
        ("http://e.org/" + "a" * 3_000, "characters"),
    ],
)
def test_an_address_that_is_none_says_why(url: str, reason: str) -> None:
    with pytest.raises(InvalidUrl, match=reason):
        canonical_url(url)


@given(URLS)
def test_spelling_an_address_again_changes_nothing(url: str) -> None:
    try:
        once = canonical_url(url)
    except InvalidUrl:
        return

    assert canonical_url(once) == once
    assert once.isascii()


@given(URLS | TAIL | st.text(max_size=30))
def test_a_link_stays_as_it_is_and_is_safe(url: str) -> None:
    link = safe_link(url, "https://base.example/dir/page?x=1")

    if link is not None:
        assert link.startswith(("http://", "https://"))
        assert link.isascii()
        assert not set(link) & set("\"'<>` \\") - {"'"}
        assert safe_link(link, None) == link


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("page.html", "https://e.org/d/page.html"),
        ("/page", "https://e.org/page"),
        ("//other.example/x", "https://other.example/x"),
        ("https://other.example/x#part", "https://other.example/x#part"),
        ("java\nscript:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("#top", None),
        ("/a?utm_source=rss&b=2&fbclid=x&a=1#utm_source=rss", "https://e.org/a?b=2&a=1"),
        ("http://feeds.feedburner.com/~ff/x?a=1:yIl2AUoC8zA", None),
        ("https://feedproxy.google.com/~r/x", None),
        ("https://notfeedburner.com/x", "https://notfeedburner.com/x"),
        ("https://www.facebook.com/tr?id=1", None),
        ("https://www.facebook.com/desk", "https://www.facebook.com/desk"),
        ("", None),
    ],
)
def test_links_are_made_absolute(url: str, expected: str | None) -> None:
    assert safe_link(url, "https://e.org/d/") == expected
