"""What sanitize lets through is safe, bounded, and stays as it is when it is cleaned again."""

import gzip
import json
import re
import time
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ingest.clean import (
    ATTRIBUTES,
    MAX_CHARACTERS,
    looks_like_html,
    plain_text,
    plain_title,
    sanitize,
)
from portal.ingest.elements import KEPT
from portal.ingest.errors import BodyTooBig

NAMES = [*sorted(KEPT), *"div span script style svg math img iframe h1 form template x".split()]
PIECES = st.one_of(
    st.sampled_from([f"<{name}>" for name in NAMES]),
    st.sampled_from([f"</{name}>" for name in NAMES]),
    st.sampled_from(
        [
            '<a href="https://e.org/?a=1&b=2" onclick=x>',
            "<a href='javascript:alert(1)'>",
            "<a href=' /relative path '>",
            '<img src="http://e.org/i.png" alt="an <image> &amp; more">',
            '<img src=x onerror=alert(1) alt="y">',
            "<td colspan=2 rowspan='x'>",
            '<abbr title="&quot;quoted&quot;" id=x>',
            "<p hx-get=/x data-hx-get=/y class=z style='color:red'>",
            "<!-- a comment -->",
            "<!--",
            "-->",
            "<![CDATA[",
            "&lt;",
            "&amp;lt;",
            "&#0;",
            "&nbsp;",
            "&",
            "<",
            ">",
            '"',
            "\n",
            "\n\n",
            "   ",
            "words",
        ]
    ),
    st.text(max_size=5),
)
MARKUP = st.lists(PIECES, max_size=30).map("".join)


class _Seen(HTMLParser):
    """Collects elements and their attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(sorted(attrs))))


def _assert_safe(cleaned: str) -> None:
    second_opinion = nh3.clean(
        cleaned,
        tags=set(KEPT),
        attributes={name: set(allowed) for name, allowed in ATTRIBUTES.items()},
        url_schemes={"http", "https"},
        link_rel=None,
    )
    seen = _Seen(cleaned).seen
    assert seen == _Seen(second_opinion).seen
    for name, attributes in seen:
        assert name in KEPT
        assert {key for key, _ in attributes} <= set(ATTRIBUTES.get(name, ()))
        if name == "a":
            link = dict(attributes)
            assert re.match(r"https?://[^/\s]", link["href"] or "")
            assert link["rel"] == "nofollow noopener ugc"


@given(MARKUP | st.text(max_size=100))
def test_nothing_that_nh3_would_remove_survives(body: str) -> None:
    _assert_safe(sanitize(body, "https://base.example/dir/"))


@given(MARKUP | st.text(max_size=100))
def test_cleaning_again_changes_nothing(body: str) -> None:
    once = sanitize(body, "https://base.example/dir/")

    assert sanitize(once) == once
    once.encode()


@given(MARKUP | st.text(max_size=100))
def test_plain_text_is_the_same_for_cleaned_text_cleaned_again(body: str) -> None:
    text = plain_text(sanitize(body))

    assert text == text.strip()
    assert "\n\n\n" not in text
    assert not re.search("[\0-\x08\x0b-\x1f\ud800-\udfff]", text)


@given(
    st.lists(
        st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), min_size=1),
        min_size=1,
    )
)
def test_plain_words_are_never_lost(words: list[str]) -> None:
    text = " ".join(words)
    if not looks_like_html(text):
        assert plain_text(sanitize(text)).split() == text.split()


def _payloads(shared_data: Path) -> list[str]:
    with gzip.open(
        shared_data / "xss-payloads" / "xss-payloads.part-a.txt.gz",
        "rt",
        errors="replace",
    ) as lines:
        payloads = [line.rstrip("\n") for line in lines]
    with gzip.open(shared_data / "xss-payloads" / "owasp-filter-evasion.json.gz", "rt") as file:
        payloads += [sample if isinstance(sample, str) else json.dumps(sample) for sample in json.load(file)]
    with gzip.open(shared_data / "html-sanitizer-dompurify" / "expect.json.gz", "rt") as file:
        payloads += [case["payload"] for case in json.load(file)]
    payloads += json.loads((shared_data / "naughty-strings" / "blns.json").read_text())
    return payloads


def test_every_known_payload_comes_out_harmless(shared_data: Path) -> None:
    payloads = _payloads(shared_data)

    for payload in payloads:
        for body in (payload, f"<p>{payload}</p>"):
            cleaned = sanitize(body, "https://base.example/")
            _assert_safe(cleaned)
            assert sanitize(cleaned) == cleaned

    assert len(payloads) > 4_000


@pytest.mark.parametrize(
    ("given_body", "expected"),
    [
        pytest.param(
            "one\n\ntwo & < three",
            "<p>one</p><p>two &amp; &lt; three</p>",
            id="plain text",
        ),
        pytest.param("one\ntwo", "<p>one</p><p>two</p>", id="plain lines"),
        pytest.param(
            "said <GQ.L> rose",
            "<p>said &lt;GQ.L&gt; rose</p>",
            id="brackets that are no markup",
        ),
        pytest.param(
            "a<script>evil()</script>b<style>p{}</style>",
            "<p>ab</p>",
            id="scripts go with their content",
        ),
        pytest.param("<p>a<script>evil()", "<p>a</p>", id="a script without end"),
        pytest.param(
            "<h1>T</h1>tail",
            "<h2>T</h2><p>tail</p>",
            id="headings stay, below the page's own",
        ),
        pytest.param("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>", id="lists"),
        pytest.param(
            "<table><tr><th>a<td colspan=2>b</table>",
            '<table><tbody><tr><th>a</th><td colspan="2">b</td></tr></tbody></table>',
            id="tables",
        ),
        pytest.param(
            "<a href=/x>l</a>",
            '<p><a href="https://e.org/x" rel="nofollow noopener ugc">l</a></p>',
            id="links become absolute",
        ),
        pytest.param(
            "<a href=mailto:a@b.c>l</a><a href=#top>m</a>",
            "<p>lm</p>",
            id="links that lead nowhere",
        ),
        pytest.param(
            "<p><img src=/i.png alt='A ship'></p>",
            '<p><a href="https://e.org/i.png" rel="nofollow noopener ugc">A ship</a></p>',
            id="an image becomes a link",
        ),
        pytest.param("<p>x<img src=/i.png></p>", "<p>x</p>", id="an image without words goes"),
        pytest.param(
            "One <b>bold</b>\n\nTwo<br>",
            "<p>One <b>bold</b></p><p>Two<br></p>",
            id="loose text",
        ),
        pytest.param(
            "<div>a<div>b</div></div>",
            "<p>a</p><p>b</p>",
            id="divisions are paragraphs",
        ),
        pytest.param("<p>&nbsp;</p><p></p>", "", id="empty paragraphs"),
        pytest.param("<pre>\n</pre>x", "<p>x</p>", id="an empty block"),
        pytest.param("<p>a\0b\ud800c</p>", "<p>ab\ufffdc</p>", id="characters nobody can keep"),
    ],
)
def test_bodies_are_cleaned(given_body: str, expected: str) -> None:
    assert sanitize(given_body, "https://e.org/d/") == expected


@pytest.mark.parametrize(
    ("safe", "expected"),
    [
        ("<p>one\n two</p><p>three</p>", "one two\n\nthree"),
        ("<p>a<br>b</p>", "a\nb"),
        ("<ul><li>a</li><li>b</li></ul><p>c</p>", "a\nb\n\nc"),
        ("<pre>x\n  y</pre>", "x\ny"),
        ("<p>&lt;b&gt; &amp;amp;</p>", "<b> &amp;"),
        ("<p>wor<b>ds</b></p>", "words"),
        ("", ""),
    ],
)
def test_paragraphs_are_parted_by_blank_lines(safe: str, expected: str) -> None:
    assert plain_text(safe) == expected


@pytest.mark.parametrize(
    ("given_title", "expected"),
    [
        ("A <b>bold</b>\n title", "A bold title"),
        ("<img src=x onerror=alert(1)>", ""),
        ("Fish &amp; chips", "Fish & chips"),
        ("&amp;lt;", "&lt;"),
        ("AT&T and R&D", "AT&T and R&D"),
        ("GQ <GQ.L> up", "GQ <GQ.L> up"),
        ("a<script>b</script>c", "ac"),
        ("tit\u202ele\0", "title"),
        ("w" * 600, "w" * 499 + "…"),
    ],
)
def test_titles_are_plain_text(given_title: str, expected: str) -> None:
    assert plain_title(given_title) == expected


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param("<b>" * 20_000 + "</b>", id="20,000 nested elements"),
        pytest.param("<blockquote>" * 20_000 + "</p>", id="20,000 nested blocks"),
        pytest.param("<div>" * 2_000_000, id="10 MB of nested tags"),
        pytest.param(
            "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">x</p>",
            id="20,000 attributes",
        ),
        pytest.param("<div>x" * 300_000 + "</div>", id="divisions"),
        pytest.param("<a x='\" y=\"'" * 150_000 + "></a>", id="quotes in quotes"),
        pytest.param('<a x="' * 250_000 + "</a>", id="a tag without end"),
        pytest.param("<p>" + "<a" * 900_000, id="brackets"),
        pytest.param("<p>" + "&lt;" * 400_000, id="references"),
        pytest.param("<p>x" * 19_000, id="paragraphs"),
        pytest.param("<table><td>" * 9_000 + "</p>", id="nested tables"),
        pytest.param("<!--" * 400_000 + "-->", id="comments"),
        pytest.param("<svg>" * 300_000 + "</p>", id="elements to remove"),
        pytest.param("<p>" + "\n " * 900_000 + "x", id="white space"),
        pytest.param("<p>" + "<" * 1_000_000 + ">", id="less than"),
    ],
)
def test_bombs_are_cleaned_or_refused_in_bounded_time(bomb: str) -> None:
    """Alone, bleach takes more than 15 seconds for several of them."""
    started = time.process_time()

    with suppress(BodyTooBig):
        plain_text(sanitize(bomb))

    assert time.process_time() - started < 3


def test_a_body_over_the_limit_is_refused_with_its_length() -> None:
    with pytest.raises(BodyTooBig, match="2,000,001 characters"):
        sanitize("a" * (MAX_CHARACTERS + 1))


def test_plain_text_is_cleaned_at_more_than_2000_a_second() -> None:
    body = "\n\n".join(
        "A paragraph of ordinary length with a few words in it, as newswires have. " * 3 for _ in range(8)
    )

    started = time.process_time()
    for _ in range(400):
        plain_text(sanitize(body))

    assert 400 / (time.process_time() - started) > 2_000


IMAGES = frozenset(("images.example", "*.cdn.example"))


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        pytest.param(
            '<img src="https://images.example/a.png" alt="A ship" width=640 height="480px" class=x onload=x>',
            '<p><img src="https://images.example/a.png" alt="A ship" width="640"'
            ' loading="lazy" referrerpolicy="no-referrer"></p>',
            id="of a host that is allowed",
        ),
        pytest.param(
            '<img src="https://a.b.cdn.example/a.png">',
            '<p><img src="https://a.b.cdn.example/a.png" alt="" loading="lazy" referrerpolicy="no-referrer"></p>',
            id="of a host below one that is allowed",
        ),
        pytest.param(
            '<a href="https://e.org/x"><img src="https://images.example/a.png" alt="A ship"></a>',
            '<p><a href="https://e.org/x" rel="nofollow noopener ugc"><img src="https://images.example/a.png"'
            ' alt="A ship" loading="lazy" referrerpolicy="no-referrer"></a></p>',
            id="within a link",
        ),
        pytest.param(
            '<img src="http://images.example/a.png" alt="A ship">',
            '<p><a href="http://images.example/a.png" rel="nofollow noopener ugc">A ship</a></p>',
            id="without https",
        ),
        pytest.param(
            '<img src="https://images.example:8443/a.png" alt="A ship">',
            '<p><a href="https://images.example:8443/a.png" rel="nofollow noopener ugc">A ship</a></p>',
            id="at another port",
        ),
        pytest.param(
            '<img src="https://images.example.evil.example/a.png" alt="A ship">',
            '<p><a href="https://images.example.evil.example/a.png" rel="nofollow noopener ugc">A ship</a></p>',
            id="of a host that looks alike",
        ),
        pytest.param('<img src="https://images.example/a.png" alt=x width=1 height=1>', "", id="of one dot"),
        pytest.param('<img src="https://images.example/a.png" alt=x style="display: none">', "", id="not to be seen"),
        pytest.param('<img src="javascript:alert(1)" alt="A ship">', "<p>A ship</p>", id="that is a script"),
    ],
)
def test_images_are_shown_only_from_hosts_that_are_allowed(image: str, expected: str) -> None:
    cleaned = sanitize(image, "https://e.org/", IMAGES)

    assert cleaned == expected
    assert sanitize(cleaned, None, IMAGES) == cleaned
    assert "<img" not in sanitize(cleaned)


def test_the_words_of_an_image_are_in_the_text_whether_it_is_shown_or_not() -> None:
    body = '<p>See <img src="https://images.example/a.png" alt="a &lt;big&gt; &quot;ship&quot;"> here</p>'

    assert plain_text(sanitize(body)) == plain_text(sanitize(body, None, IMAGES)) == 'See a <big> "ship" here'


@given(MARKUP | st.text(max_size=100))
def test_with_images_cleaning_again_changes_nothing_and_only_allowed_ones_are_left(body: str) -> None:
    once = sanitize(body, "https://images.example/dir/", IMAGES)

    assert sanitize(once, None, IMAGES) == once
    for name, attributes in _Seen(once).seen:
        if name == "img":
            assert (dict(attributes)["src"] or "").startswith("https://images.example/")
            assert {key for key, _ in attributes} <= {"src", "alt", "width", "height", "loading", "referrerpolicy"}


@pytest.mark.parametrize(
    ("given_body", "expected"),
    [
        pytest.param(
            '<p>x<img src="http://feeds.feedburner.com/~r/x/~4/y" alt="" height="1" width="1"></p>',
            "<p>x</p>",
            id="a dot",
        ),
        pytest.param('<p>x <img src="https://pixel.wp.com/b.gif?x" alt="stats"></p>', "<p>x </p>", id="a counter"),
        pytest.param(
            '<p>x</p><div><a href="http://feeds.feedburner.com/~ff/x?a=1"><img src="http://feeds.feedburner.com/~ff/x"'
            ' alt="Share" border="0"></a></div>',
            "<p>x</p>",
            id="buttons of a feed",
        ),
        pytest.param(
            '<p><a href="https://e.org/?utm_source=rss&amp;p=1" id=i class=c style="x" hx-get=/x onclick=x>l</a></p>',
            '<p><a href="https://e.org/?p=1" rel="nofollow noopener ugc">l</a></p>',
            id="parameters of a link",
        ),
        pytest.param(
            '<p hx-get="/x" data-hx-post=/y id=a class=b style=c onmouseover=d>x</p>', "<p>x</p>", id="attributes"
        ),
    ],
)
def test_what_counts_readers_or_acts_is_gone(given_body: str, expected: str) -> None:
    assert sanitize(given_body, "https://e.org/") == expected
