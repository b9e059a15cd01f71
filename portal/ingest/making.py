"""RawItem → Article: every field cleaned, or the item refused with a reason."""

import json
import re
from dataclasses import dataclass
from datetime import datetime

from portal.articles.article import Article, ArticleId, Completeness, Named
from portal.articles.characters import one_line
from portal.articles.naming import language_tag, named
from portal.ingest.clean import plain_text, plain_title, sanitize
from portal.ingest.dates import published_date
from portal.ingest.errors import InvalidUrl, Unacceptable
from portal.ingest.language import UNKNOWN, detected_language
from portal.ingest.merging import as_first_met
from portal.ingest.normalize import clean_extra
from portal.ingest.urls import canonical_url
from portal.sources.raw import Origin, RawItem

MAX_KEY = 500
MAX_AUTHOR = 300
MAX_EXCERPT = 5_000
MAX_EXTRA_BYTES = 64 * 1024

# A list page cuts after some fifty words; a long text that ends in dots is a style.
_LONGEST_CUT = 2_000
_ENDS_OPEN = re.compile(r"(?:…|\.\.\.)[\])]?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the operator gives to every article of a run."""

    tags: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()

    source: str | Named = ""
    """Instead of whatever the items say; with its slug where its label alone would give another one."""

    language: str = ""
    """Instead of whatever the items say, or read like."""

    image_hosts: frozenset[str] = frozenset()
    """Hosts whose images may be shown; see `images.is_allowed`."""


def article_of(item: RawItem, given: Given, *, now: datetime) -> Article:
    """Return *item* as an article without an id, not yet compared with any other.

    Shape: what is wrong with a field costs the field, and a flag:
    ``no-title``, ``no-date``, ``bad-date``, ``bad-url``, ``bad-language``,
    ``extra-dropped``; only what leaves nothing to show costs the item.

    Raises:
        Unacceptable: it has neither title nor body, or a body over a limit.
    """
    flags: list[str] = []
    url = _url(item.url, flags)
    title = plain_title(item.title)
    excerpt = plain_text(sanitize(item.excerpt, url))[:MAX_EXCERPT]
    hosts = given.image_hosts
    body_html = sanitize(item.body, url, hosts) or sanitize(item.excerpt, url, hosts)
    body_text = plain_text(body_html)
    stated = _stated_language(item, given, flags)
    if not title and not body_text:
        raise Unacceptable("it has neither a title nor a body")
    if not title:
        flags.append("no-title")
    article = Article(
        id=ArticleId(""),
        title=title,
        body_html=body_html if body_text else "",
        body_text=body_text,
        excerpt=excerpt,
        url=url,
        source_key=one_line(item.id, most=MAX_KEY) or None,
        author=plain_title(item.author)[:MAX_AUTHOR],
        language=stated or detected_language(f"{title}\n{body_text}"),
        completeness=_completeness(item, body_text),
        published=_published(item.published, now, flags),
        source=_source(given.source or item.source),
        tags=named((*item.tags, *given.tags)),
        organizations=named((*item.organizations, *given.organizations)),
        extra=_extra(item, flags),
        flags=tuple(sorted(flags)),
    )
    return as_first_met(article, _origins(item, given, is_language_stated=stated is not None), item.origin.value)


def _url(given: str, flags: list[str]) -> str | None:
    if not given.strip():
        return None
    try:
        return canonical_url(given)
    except InvalidUrl:
        flags.append("bad-url")
        return None


def _stated_language(item: RawItem, given: Given, flags: list[str]) -> str | None:
    for stated in (given.language, item.language):
        if stated.strip():
            tag = language_tag(stated)
            if tag is not None:
                return tag
            if stated.strip().lower() != UNKNOWN:
                flags.append("bad-language")
    return None


def _origins(item: RawItem, given: Given, *, is_language_stated: bool) -> dict[str, str]:
    """Return how the fields were read that were not read like the others.

    Shape: what the operator gives is believed before all; a language that was
    told from the text is found in it, like anything else that is extracted.
    """
    origins = {name: origin.value for name, origin in item.origins.items()}
    if not item.body.strip() and "excerpt" in origins:
        origins["body"] = origins["excerpt"]
    if not is_language_stated:
        origins["language"] = Origin.EXTRACTION.value
    elif given.language:
        origins["language"] = Origin.REST.value
    return origins


def _completeness(item: RawItem, body_text: str) -> Completeness:
    stated = item.completeness.strip().lower()
    if stated in ("full", "excerpt"):
        return Completeness(stated)
    is_cut = len(body_text) <= _LONGEST_CUT and _ENDS_OPEN.search(body_text) is not None
    only_excerpt = bool(body_text) and not item.body.strip()
    return Completeness.EXCERPT if is_cut or only_excerpt else Completeness.FULL


def _published(given: str, now: datetime, flags: list[str]) -> str | None:
    found = published_date(given, now=now)
    if found is None:
        flags.append("bad-date" if given.strip() else "no-date")
    return found


def _source(given: str | Named) -> Named | None:
    return given if isinstance(given, Named) else next(iter(named((given,))), None)


def _extra(item: RawItem, flags: list[str]) -> dict[str, object]:
    extra = clean_extra(item.extra)
    if extra and len(json.dumps(extra)) > MAX_EXTRA_BYTES:
        flags.append("extra-dropped")
        return {}
    return extra
