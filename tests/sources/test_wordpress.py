"""A WordPress site's REST answers become raw items, and say what to ask next."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.sources.errors import SourceUnreadable
from portal.sources.raw import Origin, RawItem, Refusal
from portal.sources.wordpress import is_wordpress_answer, numbers_in, read_names, read_wordpress
from portal.sources.wordpress_addresses import (
    kinds_in,
    name_addresses,
    next_address,
    posts_address,
    rest_of_page,
    root_of,
)
from tests.sources.school import feeds_of_site, files_of_site

POST: dict[str, Any] = {
    "id": 7,
    "date": "2026-03-05T10:30:00",
    "date_gmt": "2026-03-05T09:30:00",
    "guid": {"rendered": "https://e.org/?p=7"},
    "status": "publish",
    "type": "post",
    "link": "https://e.org/work/",
    "title": {"rendered": "Work &amp; rest"},
    "content": {"rendered": "<p>Body</p>", "protected": False},
    "excerpt": {"rendered": '<p>Short &hellip; <a class="more-link" href="#">Continue reading</a></p>'},
    "author": 3,
    "categories": [1, 2],
    "tags": [134],
}


def _read(answer: object, **options: Any) -> list[RawItem | Refusal]:
    return list(read_wordpress([json.dumps(answer).encode()], "a", **options))


def _item(answer: object, **options: Any) -> RawItem:
    (entry,) = _read(answer, **options)
    assert isinstance(entry, RawItem), entry
    return entry


def _reason(answer: object) -> str:
    (entry,) = _read(answer)
    assert isinstance(entry, Refusal), entry
    return entry.reason


@pytest.mark.parametrize("arrow", ["»", "&raquo;", "&#8594;", "→"])
def test_a_link_with_an_arrow_at_the_end_of_an_excerpt_is_not_part_of_it(arrow: str) -> None:
    ending = (
        f'<p>Some of <a href="https://e.org/a/">the rest →</a> was <a href="https://e.org/work/">More {arrow}</a></p>\n'
    )

    item = _item({**POST, "excerpt": {"rendered": ending}})

    assert item.excerpt == '<p>Some of <a href="https://e.org/a/">the rest →</a> was</p>\n'


def test_a_post_is_read_whole() -> None:
    names = {"tags": {134: "unesco"}, "categories": {1: "", 2: "News"}, "users": {3: "Ada"}}

    item = _item({**POST, "lang": "fr"}, names=names, site="School")

    assert item == RawItem(
        where="a:1",
        id="https://e.org/?p=7",
        url="https://e.org/work/",
        title="Work &amp; rest",
        body="<p>Body</p>",
        excerpt="<p>Short &hellip;</p>",
        completeness="full",
        tags=("News", "unesco"),
        published="2026-03-05T09:30:00Z",
        source="School",
        author="Ada",
        language="fr",
        extra={"post_id": "7", "post_type": "post"},
        origin=Origin.REST,
    )


def test_embedded_terms_and_authors_need_no_names() -> None:
    terms = [
        [{"id": 1, "name": "Uncategorized", "slug": "uncategorized", "taxonomy": "category"}],
        [{"id": 134, "name": "unesco", "slug": "unesco", "taxonomy": "post_tag"}],
        [{"id": 9, "name": "Reports", "slug": "reports", "taxonomy": "genre"}],
    ]

    item = _item({**POST, "_embedded": {"author": [{"id": 3, "name": "Ada"}], "wp:term": terms}})

    assert item.tags == ("unesco", "Reports")
    assert item.author == "Ada"
    assert numbers_in([{**POST, "_embedded": {"author": [], "wp:term": terms}}]) == {}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"content": {"rendered": "", "protected": True}}, "protected by a password"),
        ({"status": "draft"}, "its status is draft"),
        ({"type": "attachment", "status": "inherit"}, "of the type attachment"),
        ({"title": {"rendered": 7}}, "'title' should hold rendered text"),
        ({"title": None, "content": None, "excerpt": None}, "neither a title nor a content"),
    ],
)
def test_what_is_no_open_article_is_refused_with_a_reason(change: dict[str, Any], reason: str) -> None:
    assert reason in _reason({**POST, **change})


def test_a_bad_post_costs_no_other() -> None:
    entries = _read([POST, 5, {**POST, "status": "private"}, POST])

    assert [type(entry) for entry in entries] == [RawItem, Refusal, Refusal, RawItem]
    assert [entry.where for entry in entries] == ["a:1", "a:2", "a:3", "a:4"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "not whole JSON"),
        (b'[{"title": ', "not whole JSON"),
        (b"[" * 200_000, "nested too deeply"),
        (b"7", "neither a list nor an object"),
        (b'{"code":"rest_forbidden","message":"Sorry,\\n no.","data":{"status":401}}', "error: Sorry, no."),
        (b'["' + b"x" * 21_000_000 + b'"]', "more than 20,971,520 bytes"),
    ],
    ids=["empty", "cut", "deep", "number", "error", "long"],
)
def test_an_answer_that_cannot_be_read_says_why(answer: bytes, reason: str) -> None:
    with pytest.raises(SourceUnreadable, match=reason):
        list(read_wordpress([answer], "a"))


def test_warnings_printed_before_the_answer_are_passed_over() -> None:
    noise = b"\xef\xbb\xbf<br />\n<b>Warning</b>:  Undefined array key in <b>/srv/x.php</b> on line <b>3</b><br />\n"

    (entry,) = read_wordpress([noise + json.dumps([POST]).encode()], "a")

    assert isinstance(entry, RawItem)
    assert entry.title == "Work &amp; rest"


def test_a_time_without_a_zone_is_given_as_it_stands() -> None:
    assert _item({**POST, "date_gmt": "0000-00-00T00:00:00"}).published == "2026-03-05T10:30:00"
    assert _item({**POST, "date_gmt": None}).published == "2026-03-05T10:30:00"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=8), values, max_size=3),
)


@given(st.dictionaries(st.sampled_from([*POST, "_embedded", "_links", "yoast_head_json", "lang"]), _JSON))
def test_whatever_a_field_holds_the_post_is_read_or_refused(record: dict[str, Any]) -> None:
    (entry,) = _read([{**POST, **record}])

    assert isinstance(entry, RawItem | Refusal)
    numbers_in([record])
    list(name_addresses("https://e.org/wp-json/", [record]))


def test_every_object_of_another_collection_is_read(shared_data: Path) -> None:
    folder = shared_data / "wp-rest-json"
    for path in sorted(folder.glob("*.json")):
        entries = list(read_wordpress([path.read_bytes()], path.name))
        if "user" in path.name:
            assert all(isinstance(entry, Refusal) for entry in entries)
            assert read_names([path.read_bytes()])
        else:
            assert is_wordpress_answer(path.read_bytes())
            assert all(isinstance(entry, RawItem) and entry.title for entry in entries), path.name

    (several,) = read_wordpress([(folder / "co-authors-post.json").read_bytes()], "")
    (custom,) = read_wordpress([(folder / "single-cpt-post.json").read_bytes()], "")

    assert isinstance(several, RawItem)
    assert several.author == "Alice Smith, Bob Jones"
    assert several.tags == ()
    assert isinstance(custom, RawItem)
    assert custom.tags


def test_the_posts_of_a_real_site_say_what_their_feeds_say(shared_data: Path) -> None:
    files = files_of_site(shared_data)
    rest = "wp-json/wp/v2"
    posts = [json.loads(content) for path, content in files.items() if path.startswith(f"{rest}/posts/")]
    names = {
        base: {
            number: label
            for path, content in files.items()
            if path.startswith(f"{rest}/{base}/")
            for number, label in read_names([content]).items()
        }
        for base in ("tags", "categories", "users")
    }
    items = {entry.url: entry for entry in _read(posts, names=names) if isinstance(entry, RawItem)}

    assert len(items) == len(posts) == 21
    for feed in feeds_of_site(shared_data).values():
        for entry in feed["items"]:
            item = items[entry["link"]]
            assert {tag.casefold() for tag in item.tags} == {tag.casefold() for tag in entry["tags"]}
            assert item.author == entry["author"]


def test_the_interface_is_found_from_a_page() -> None:
    head = (
        '<link rel="https://api.w.org/" href="/wp-json/" />'
        '<link rel="alternate" type="application/json+oembed" href="/wp-json/oembed/1.0/embed?url=x" />'
        '<link rel="alternate" title="JSON" type="application/json" href="/wp-json/wp/v2/tags/134" />'
    )

    found = rest_of_page(head, "https://e.org/tag/unesco/")

    assert found.root == "https://e.org/wp-json/"
    assert found.posts == "https://e.org/wp-json/wp/v2/posts?per_page=100&_embed=author,wp:term&tags=134"


def test_the_interface_is_found_from_a_header_and_without_pretty_addresses() -> None:
    header = '<https://e.org/?rest_route=/>; rel="https://api.w.org/", <https://e.org/?p=7>; rel=shortlink'

    found = rest_of_page("<html>", "https://e.org/", header)

    assert found.root == "https://e.org/?rest_route=/"
    assert found.posts == "https://e.org/?rest_route=/wp/v2/posts&per_page=100&_embed=author,wp:term"
    assert root_of(found.posts) == found.root
    assert rest_of_page("<p>nothing</p>", "https://e.org/").posts == ""


def test_the_interface_of_one_post_is_that_post() -> None:
    head = '<link rel="alternate" type="application/json" href="https://e.org/wp-json/wp/v2/posts/7">'

    assert rest_of_page(head, "https://e.org/a/").posts == "https://e.org/wp-json/wp/v2/posts/7"


def test_pages_are_walked_to_the_last_and_no_further() -> None:
    address, walked = posts_address("https://e.org/wp-json/", tags="134"), 0
    while address:
        walked += 1
        address = next_address(address, {"x-wp-totalpages": "3", "Link": "<https://evil.org/>; rel=next"})

    assert walked == 3


@pytest.mark.parametrize(
    ("headers", "following"),
    [
        ({"Link": '<https://e.org/p?page=3>; rel="next"'}, "https://e.org/p?page=3"),
        ({"Link": '<https://e.org/p?page=1>; rel="prev", <?page=3>; rel="next"'}, "https://e.org/p?page=3"),
        ({"Link": '<https://e.org/p?page=2>; rel="next"'}, ""),
        ({"Link": '<https://evil.org/p?page=3>; rel="next"'}, ""),
        ({"X-WP-TotalPages": "zwei"}, ""),
        ({"X-WP-TotalPages": "2"}, ""),
        ({}, ""),
    ],
)
def test_a_following_page_is_later_and_of_the_same_site(headers: dict[str, str], following: str) -> None:
    assert next_address("https://e.org/p?page=2", headers) == following


def test_numbers_without_names_are_asked_for_a_hundred_at_once() -> None:
    links = {"wp:term": [{"taxonomy": "genre", "href": "https://e.org/wp-json/wp/v2/genres?post=7"}]}
    posts = [{**POST, "tags": list(range(1, 151)), "genres": [5], "_links": links}]

    asked = list(name_addresses("https://e.org/wp-json/", posts))

    assert [base for base, _ in asked] == ["categories", "tags", "tags", "genres", "users"]
    assert ("genres", "https://e.org/wp-json/wp/v2/genres?include=5&per_page=100") in asked
    assert _item(posts[0], names={"genres": {5: "Report"}}).tags == ("Report",)


def test_kinds_that_are_no_articles_are_left_out() -> None:
    types = {
        "post": {"rest_base": "posts"},
        "page": {"rest_base": "pages"},
        "attachment": {"rest_base": "media"},
        "wp_block": {"rest_base": "blocks"},
        "report": {"rest_base": "reports"},
        "odd": {"rest_base": "../x"},
    }

    assert kinds_in(types) == ("posts", "pages", "reports")
