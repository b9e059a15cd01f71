"""An HTML page → the articles it lists, or the one it is."""

from collections.abc import Iterable, Iterator

from portal.sources.archive_page import CardSelectors, archive_of, entries_of
from portal.sources.article_page import article_of_page
from portal.sources.errors import SourceUnreadable
from portal.sources.page import page_of
from portal.sources.page_kind import PageKind, kind_of
from portal.sources.raw import RawItem, Refusal


def read_html_page(
    chunks: Iterable[bytes],
    name: str,
    *,
    base_url: str = "",
    content_type: str = "",
    selectors: CardSelectors | None = None,
) -> Iterator[RawItem | Refusal]:
    """Yield an item for each card of a page that lists articles, or the one article that it is; else a refusal.

    Args:
        chunks: the bytes of the page.
        name: for a person: the file, or the address.
        base_url: the address of the page.
        content_type: the header ``Content-Type`` it came with.
        selectors: where things are; with them it is a page that lists.
    """
    try:
        page = page_of(chunks, base_url=base_url, content_type=content_type)
        is_list = bool(selectors) or kind_of(page) is PageKind.ARCHIVE
        archive = archive_of(page, name, selectors=selectors) if is_list else None
    except SourceUnreadable as error:
        yield Refusal(name, str(error))
        return
    if archive is None:
        yield article_of_page(page, name)
        return
    yield from entries_of(archive, name, nothing="no list of articles is found on this page")
