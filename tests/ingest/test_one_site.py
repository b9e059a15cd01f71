"""One post that arrives by REST, feed, export and page becomes one article."""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest

from portal.articles.database import DatabaseArticles
from portal.ingest.pipeline import ingest_items
from portal.sources.feed import read_feed
from portal.sources.html_page import read_html_page
from portal.sources.raw import RawItem, Refusal
from portal.sources.wordpress import read_names, read_wordpress
from portal.sources.wxr import read_wxr
from tests.sources.school import files_of_site

Entries = Iterator[RawItem | Refusal]
REST = "wp-json/wp/v2"


@pytest.fixture
def files(shared_data: Path) -> dict[str, bytes]:
    return files_of_site(shared_data)


def _posts(files: dict[str, bytes]) -> list[dict[str, Any]]:
    return [json.loads(content) for path, content in sorted(files.items()) if path.startswith(f"{REST}/posts/")]


def _names(files: dict[str, bytes]) -> dict[str, dict[int, str]]:
    return {
        base: {
            number: label
            for path, content in files.items()
            if path.startswith(f"{REST}/{base}/")
            for number, label in read_names([content]).items()
        }
        for base in ("tags", "categories", "users")
    }


def _by_rest(files: dict[str, bytes]) -> Entries:
    return read_wordpress([json.dumps(_posts(files)).encode()], "rest", names=_names(files), site="School of Open")


def _by_feed(files: dict[str, bytes]) -> Entries:
    for path, content in files.items():
        if re.fullmatch(r"tag/[^/]+/feed/index\.html", path):
            yield from read_feed([content], path)


def _by_export(files: dict[str, bytes]) -> Entries:
    """Yield what an export of the same posts gives, written as WordPress writes one."""
    names, items = _names(files), list[str]()
    for post in _posts(files):
        terms = "".join(
            f'<category domain="{domain}" nicename="n"><![CDATA[{names[base][number]}]]></category>'
            for base, domain in (("categories", "category"), ("tags", "post_tag"))
            for number in post[base]
        )
        items.append(
            f"<item><title><![CDATA[{post['title']['rendered']}]]></title><link>{escape(post['link'])}</link>"
            f"<dc:creator><![CDATA[{names['users'].get(post['author'], '')}]]></dc:creator>"
            f'<guid isPermaLink="false">{escape(post["guid"]["rendered"])}</guid>'
            f"<content:encoded><![CDATA[{post['content']['rendered']}]]></content:encoded>"
            f"<wp:post_id>{post['id']}</wp:post_id>"
            f"<wp:post_date_gmt>{post['date_gmt'].replace('T', ' ')}</wp:post_date_gmt>"
            f"<wp:post_modified_gmt>{post['modified_gmt'].replace('T', ' ')}</wp:post_modified_gmt>"
            f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{terms}</item>"
        )
    export = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>School of Open</title><wp:wxr_version>1.2</wp:wxr_version>{''.join(items)}</channel></rss>"
    )
    return read_wxr([export.encode()], "export")


def _by_page(files: dict[str, bytes]) -> Entries:
    """Yield the article pages; addresses that the mirror rewrote are written back."""
    for post in _posts(files):
        html = files[f"index.html?p={post['id']}.html"]
        html = html.replace(f"index.html%3Fp={post['id']}.html".encode(), post["link"].encode())
        yield from read_html_page([html], post["slug"], base_url=post["link"])


WAYS: tuple[Callable[[dict[str, bytes]], Entries], ...] = (_by_rest, _by_feed, _by_export, _by_page)


@pytest.mark.parametrize("first", range(4))
def test_however_the_posts_of_a_site_arrive_each_is_one_article(
    first: int, files: dict[str, bytes], store: DatabaseArticles
) -> None:
    ways = [*WAYS[first:], *WAYS[:first]]
    reports = [ingest_items(way(files), store) for way in ways]

    articles = {article.url: article for article in store.articles()}
    assert len(articles) == len(list(store.articles())) == 21
    assert all(report.refused_total == 0 for report in reports)
    for post in _posts(files):
        article = articles[post["link"]]
        assert article.published == post["date_gmt"] + "Z"
        assert article.completeness == "full"


def test_what_has_arrived_in_every_way_changes_nothing_when_it_arrives_again(
    files: dict[str, bytes], store: DatabaseArticles
) -> None:
    for way in WAYS:
        ingest_items(way(files), store)
    before = list(store.articles())

    reports = [ingest_items(way(files), store) for way in itertools.chain(WAYS, reversed(WAYS))]

    assert [(report.added, report.changed) for report in reports] == [(0, 0)] * 8
    assert list(store.articles()) == before
