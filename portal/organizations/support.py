"""What in an article speaks for one of several organizations that a word may mean."""

from collections.abc import Sequence
from functools import cached_property

from portal.articles.article import Article, Named
from portal.articles.authority import Entry
from portal.organizations.names import Names


class Support:
    """What an article was given with, as far as somebody asks."""

    def __init__(self, names: Names, article: Article) -> None:
        self._names = names
        self._article = article

    def of(self, place: int) -> str:
        """Return what speaks for the entry at *place*, for readers; empty where nothing does."""
        entry = self._names.entries[place]
        if place in self._source or self._is_own_site(entry):
            return "the source is its own site"
        for places, slug, said in self._given:
            if place in places or slug == entry.id:
                return said
        return ""

    @cached_property
    def _source(self) -> frozenset[int]:
        source = self._article.source
        return self._names.called(source.label) if source else frozenset()

    @cached_property
    def _given(self) -> Sequence[tuple[frozenset[int], str, str]]:
        """For each given organization and tag, the entries called so, its slug, and what to say of it."""
        return [
            *(self._called(one, f'the article was given "{one.label}"') for one in self._article.organizations),
            *(self._called(one, f'the article is tagged "{one.label}"') for one in self._article.tags),
        ]

    def _called(self, one: Named, said: str) -> tuple[frozenset[int], str, str]:
        return self._names.called(one.label), one.slug, said

    @cached_property
    def _host(self) -> str:
        return host_of(self._article.url or "")

    def _is_own_site(self, entry: Entry) -> bool:
        if not self._host or not entry.homepage:
            return False
        home = host_of(entry.homepage)
        return "." in home and (self._host == home or self._host.endswith(f".{home}"))


def host_of(url: str) -> str:
    """Return the host of an address, without ``www.`` and port; empty where it has none."""
    rest = url.partition("://")[2] or url
    host = rest.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0].rpartition("@")[2].partition(":")[0]
    return host.lower().removeprefix("www.").rstrip(".")
