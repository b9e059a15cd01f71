"""HTML pages read as articles, against what their own feeds, people and another program say is in them.

    python -m bench.web_pages --data ../shared/data [--misses]

archives      wordpress-site-schoolofopen: each tag archive, from its page alone, against the feed of the tag:
              title and number of each post, in order
articles      article-pages-trafilatura: segments that people marked as belonging in or out, titles, dates
readability   article-pages-readability: words of the text against those that Readability.js finds, titles, dates
kinds         all of these pages: is a list told from an article?
"""

import argparse
import gzip
import json
import re
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree

from portal.ingest.clean import plain_text, plain_title, sanitize
from portal.ingest.dates import published_date
from portal.sources.archive_page import read_archive_page
from portal.sources.article_page import read_article_page
from portal.sources.page import page_of
from portal.sources.page_kind import PageKind, kind_of
from portal.sources.raw import RawItem

_LIST_PATH = re.compile(r"(?:tag|category|author)/[^/]+(?:/page/\d+)?/index\.html")


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds the collections")
    parser.add_argument("--misses", action="store_true", help="also print what is not as it should be")
    chosen = parser.parse_args()
    for measure in (_archives, _articles, _readability, _kinds):
        begun, counts, misses = time.process_time(), Counter[str](), list[str]()
        measure(chosen.data, counts, misses)
        print(f"{measure.__name__[1:]} ({time.process_time() - begun:.1f} s)")
        _report(counts)
        if chosen.misses:
            print("\n".join(f"  ! {miss}" for miss in misses))


def _report(counts: Counter[str]) -> None:
    for name in dict.fromkeys(name.partition("/")[0] for name in counts):
        right, of = counts[f"{name}/right"], counts[f"{name}/of"]
        print(f"  {name:<28} {right:>7,} of {of:>7,}  {right / of:.1%}")


def _count(counts: Counter[str], name: str, right: int, of: int = 1) -> None:
    counts[f"{name}/of"] += of
    counts[f"{name}/right"] += right


def _archives(data: Path, counts: Counter[str], misses: list[str]) -> None:
    files = dict(_site(data))
    for path, feed in files.items():
        tag = re.fullmatch(r"tag/([^/]+)/feed/index\.html", path)
        if tag is None:
            continue
        root = etree.fromstring(feed)
        expected = [(entry.findtext("title"), _number(entry.findtext("guid") or "")) for entry in root.iter("item")]
        address = f"http://site.test/tag/{tag[1]}/index.html"
        entries = read_archive_page([files[f"tag/{tag[1]}/index.html"]], tag[1], base_url=address)
        items = [entry for entry in entries if isinstance(entry, RawItem)]
        got = [(item.title, _number(unquote(item.url))) for item in items]
        label = (root.findtext("channel/title") or "").rpartition(" – ")[0]
        _count(counts, "posts of the feed found", sum(entry in got for entry in expected), len(expected))
        _count(counts, "archives with just these", got == expected)
        _count(counts, "tag of the archive", bool(items) and items[0].tags[:1] == (label,))
        if got != expected:
            misses.append(f"{tag[1]}: {got} for {expected}")


def _articles(data: Path, counts: Counter[str], misses: list[str]) -> None:
    for address, mark, page in _marked(data):
        entry = next(read_article_page([page], mark["file"], base_url=address))
        item = entry if isinstance(entry, RawItem) else RawItem(where="")
        text = " ".join(plain_text(sanitize(item.body, address)).split())
        inside = [segment for segment in mark.get("with") or () if " ".join(segment.split()) not in text]
        outside = [segment for segment in mark.get("without") or () if " ".join(segment.split()) in text]
        _count(counts, "segments that must be there", len(mark.get("with") or ()) - len(inside), len(mark["with"]))
        _count(counts, "segments that must not", len(outside), len(mark.get("without") or ()))
        misses += [f"{mark['file']}: lacks {segment!r}" for segment in inside]
        misses += [f"{mark['file']}: has {segment!r}" for segment in outside]
        if mark.get("title"):
            is_right = _words(plain_title(item.title)) == _words(mark["title"])
            _count(counts, "titles", is_right)
            misses += [] if is_right else [f"{mark['file']}: {item.title!r} for {mark['title']!r}"]
        if mark.get("date"):
            is_right = _day(item) == mark["date"]
            _count(counts, "dates", is_right)
            misses += [] if is_right else [f"{mark['file']}: {item.published!r} for {mark['date']}"]


def _readability(data: Path, counts: Counter[str], misses: list[str]) -> None:
    for record in _saved(data):
        entry = next(read_article_page([record["source_html"].encode()], record["id"], base_url="https://e.org/a"))
        _count(counts, "pages read", isinstance(entry, RawItem))
        if not isinstance(entry, RawItem):
            misses.append(f"{record['id']}: {entry.reason}")
            continue
        said = record["metadata"]
        got = Counter(_words(plain_text(sanitize(entry.body))).split())
        expected = Counter(_words(record["expected_text"]).split())
        _count(counts, "its words found", (got & expected).total(), expected.total())
        _count(counts, "words found that are its", (got & expected).total(), got.total())
        _count(counts, "titles", _words(plain_title(entry.title)) == _words(said.get("title") or ""))
        if said.get("publishedTime"):
            _count(counts, "dates", _day(entry) == said["publishedTime"][:10])
        if said.get("lang"):
            _count(counts, "languages", entry.language.lower() == said["lang"].lower())


def _kinds(data: Path, counts: Counter[str], misses: list[str]) -> None:
    articles = [(address, page) for address, _, page in _marked(data)]
    articles += [(f"https://e.org/{record['id']}", record["source_html"].encode()) for record in _saved(data)]
    lists = [(f"http://site.test/{path}", page) for path, page in _site(data) if _LIST_PATH.fullmatch(path)]
    for name, pages, kind in (("articles", articles, PageKind.ARTICLE), ("lists", lists, PageKind.ARCHIVE)):
        for address, page in pages:
            is_right = kind_of(page_of([page], base_url=address)) is kind
            _count(counts, f"{name} known as such", is_right)
            misses += [] if is_right else [f"{address} is no {kind}"]


def _site(data: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(data / "wordpress-site-schoolofopen" / "site.tar.xz") as archive:
        for member in archive:
            if member.isfile() and (file := archive.extractfile(member)) is not None:
                yield member.name.removeprefix("./"), file.read()


def _marked(data: Path) -> Iterator[tuple[str, dict[str, Any], bytes]]:
    folder = data / "article-pages-trafilatura"
    with tarfile.open(folder / "pages.tar.gz") as archive:
        files = [(Path(member.name).name, archive.extractfile(member)) for member in archive if member.isfile()]
        pages = {name: file.read() for name, file in files if file is not None}
    for address, mark in json.loads(gzip.decompress((folder / "evaldata.json.gz").read_bytes())).items():
        yield address, mark, pages[mark["file"]]


def _saved(data: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(data / "article-pages-readability" / "pages.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _number(address: str) -> str:
    found = re.search(r"\?p=(\d+)", address)
    return found[1] if found else ""


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _day(item: RawItem) -> str:
    return (published_date(item.published, now=datetime.now(UTC)) or "")[:10]


if __name__ == "__main__":
    main()
