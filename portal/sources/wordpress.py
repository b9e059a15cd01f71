"""Answers of a WordPress site's REST interface → raw items: a list of posts, or one."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from portal.sources.errors import SourceUnreadable
from portal.sources.raw import Origin, RawItem, Refusal
from portal.sources.reading import decode, whole

MAX_BYTES = 20 * 1024 * 1024
"""An answer with a hundred long posts, the most that WordPress gives at once, has about 5 MB."""

Names = Mapping[str, Mapping[int, str]]
"""What numbers stand for, by the last part of the address that lists them: ``{"tags": {134: "unesco"}}``."""

USERS = "users"
"""Where `Names` keeps authors."""

# Lists of things that are no writing: WordPress keeps its own furniture as posts, too.
_NO_ARTICLES = frozenset(
    (
        "attachment nav_menu_item revision custom_css customize_changeset oembed_cache user_request wp_block"
        " wp_template wp_template_part wp_navigation wp_global_styles wp_font_family wp_font_face"
    ).split()
)
_NO_LABELS = frozenset(("author", "post_format", "nav_menu", "link_category", "wp_theme", "wp_pattern_category"))
_IN_POST = {"category": "categories", "post_tag": "tags"}
_HEAD = re.compile(r'"(?:title|content|guid|excerpt)"\s*:\s*\{\s*"(?:raw"\s*:\s*"(?:[^"\\]|\\.)*+"\s*,\s*")?rendered"')
_MORE = re.compile(
    r"""\s*<a\s[^<>]*class\s*=\s*["']?[^"'<>]*(?:more-link|read-more|readmore)[^<>]*>.*?</a>"""
    # Themes of their own give it no class, but an arrow at the very end.
    r"""|\s*<a\s[^<>]*>[^<>]{0,100}(?:»|→|&raquo;|&rarr;|&#187;|&#8594;)\s*</a>(?=\s*(?:</p>)?\s*\Z)""",
    re.IGNORECASE | re.DOTALL,
)

# The pattern's work may grow with the square of the text.
_LONGEST_EXCERPT = 20_000


class _Odd(Exception):
    pass


def is_wordpress_answer(head: bytes) -> bool:
    """Say whether a JSON document that begins with *head* holds WordPress posts."""
    return _HEAD.search(decode(head)) is not None


def read_wordpress(
    chunks: Iterable[bytes], name: str, *, names: Names | None = None, site: str = ""
) -> Iterator[RawItem | Refusal]:
    """Yield an item or a refusal for each post, page or post of a type of the site's own.

    Shape: tags, categories and authors are named by what the answer embeds,
    failing that by *names*; numbers that neither knows are left out. Titles,
    excerpts and bodies are HTML. Times are UTC where the site says so.
    Protected, unpublished and foreign objects are refused.

    Args:
        chunks: the bytes of the answer.
        name: for a person: the file, or the address.
        names: what was read with `read_names` for whatever the posts only number.
        site: the name of the site, given to each item as its source.

    Raises:
        SourceUnreadable: the answer is no JSON, an error that WordPress answers with, or too long.
    """
    for number, record in enumerate(posts_in(chunks), start=1):
        where = f"{name}:{number}"
        try:
            yield _item(record, where, names or {}, site)
        except _Odd as odd:
            yield Refusal(where, str(odd))


def posts_in(chunks: Iterable[bytes]) -> list[object]:
    """Return the objects of an answer, unread; one alone becomes a list of one.

    Raises:
        SourceUnreadable: as `read_wordpress`.
    """
    answer = _parsed(chunks)
    if isinstance(answer, list):
        return answer
    if isinstance(answer.get("code"), str) and isinstance(answer.get("message"), str) and "title" not in answer:
        raise SourceUnreadable(f"WordPress answers with an error: {' '.join(answer['message'].split())[:200]}")
    return [answer]


def read_names(chunks: Iterable[bytes]) -> dict[int, str]:
    """Return what the terms or users in an answer are called, by their numbers.

    Raises:
        SourceUnreadable: as `read_wordpress`.
    """
    found: dict[int, str] = {}
    for record in posts_in(chunks):
        if isinstance(record, dict) and isinstance(record.get("id"), int) and isinstance(record.get("name"), str):
            found[record["id"]] = "" if _is_default(record) else record["name"]
    return found


def numbers_in(posts: Iterable[object]) -> dict[str, set[int]]:
    """Return the numbers of terms and authors that *posts* do not name themselves, as `Names` is arranged."""
    found: dict[str, set[int]] = {}
    for post in posts:
        if not isinstance(post, dict):
            continue
        embedded = _embedded(post)
        lists = {} if "wp:term" in embedded else {base: _numbers(post.get(base)) for base in taxonomies_of(post)}
        if "author" not in embedded and isinstance(post.get("author"), int) and post["author"] > 0:
            lists[USERS] = [post["author"]]
        for base, numbers in lists.items():
            if numbers:
                found.setdefault(base, set()).update(numbers)
    return found


def taxonomies_of(post: Mapping[str, Any]) -> dict[str, str]:
    """Return where each kind of term of *post* is listed: the field of the post → its address, empty when not said."""
    found = {"categories": "", "tags": ""}  # in the order of feeds and exports
    links = post.get("_links")
    terms = links.get("wp:term") if isinstance(links, dict) else None
    for link in terms if isinstance(terms, list) else ():
        if isinstance(link, dict) and isinstance(link.get("href"), str) and link.get("taxonomy") not in _NO_LABELS:
            address = link["href"].partition("?")[0].rstrip("/")
            found[_IN_POST.get(str(link.get("taxonomy")), address.rpartition("/")[2])] = address
    return found


def _parsed(chunks: Iterable[bytes]) -> list[object] | dict[str, Any]:
    raw = whole(
        chunks, MAX_BYTES, too_much=f"the answer has more than {MAX_BYTES:,} bytes; ask for fewer posts at once"
    )
    text = decode(raw).lstrip("\ufeff \t\r\n")
    try:
        answer = json.loads(_without_notices(text))
    except RecursionError:
        raise SourceUnreadable("the answer is nested too deeply to be one of WordPress") from None
    except ValueError as error:
        raise SourceUnreadable(f"the answer is not whole JSON: {error}") from error
    if not isinstance(answer, list | dict):
        raise SourceUnreadable("the answer is JSON, but neither a list nor an object")
    return answer


def _without_notices(text: str) -> str:
    """Return *text* without what PHP printed before the answer: warnings, as HTML."""
    if text.startswith("<"):
        start = re.search(r'\[\s*\{\s*"|\{\s*"|\[\s*\]', text)
        return text[start.start() :] if start else text
    return text


def _item(record: object, where: str, names: Names, site: str) -> RawItem:
    if not isinstance(record, dict):
        raise _Odd("this is no object, as a post is")
    _refuse(record)
    body, excerpt = _rendered(record, "content"), _without_more(_rendered(record, "excerpt"))
    return RawItem(
        where=where,
        id=_rendered(record, "guid"),
        url=_text(record, "link"),
        title=_rendered(record, "title"),
        body=body,
        excerpt=excerpt,
        completeness="full" if body.strip() else "excerpt",
        tags=_labels(record, names),
        published=_published(record),
        source=site or _said_by_seo(record, "og_site_name"),
        author=_authors(record, names),
        language=_language(record),
        extra=_extra(record),
        origin=Origin.REST,
    )


def _refuse(record: Mapping[str, Any]) -> None:
    kind, status = _text(record, "type"), _text(record, "status")
    if kind in _NO_ARTICLES:
        raise _Odd(f"this is no article, but of the type {kind}")
    if status not in ("", "publish"):
        raise _Odd(f"this is not published: its status is {status}")
    if not any(isinstance(record.get(field), dict | str) for field in ("title", "content", "excerpt")):
        raise _Odd("this object has neither a title nor a content: it is no post")
    for field in ("content", "excerpt"):
        if isinstance(record.get(field), dict) and record[field].get("protected") is True:
            raise _Odd("this is protected by a password")


def _rendered(record: Mapping[str, Any], field: str) -> str:
    value = record.get(field)
    if isinstance(value, dict):
        value = value.get("rendered")
    if value is None or value is False:  # PHP's way to say that there is none
        return ""
    if isinstance(value, str):
        return value
    raise _Odd(f"the field {field!r} should hold rendered text, but it does not")


def _without_more(excerpt: str) -> str:
    return _MORE.sub("", excerpt) if len(excerpt) < _LONGEST_EXCERPT else excerpt


def _text(record: Mapping[str, Any], field: str) -> str:
    value = record.get(field)
    return value if isinstance(value, str) else ""


def _published(record: Mapping[str, Any]) -> str:
    """Return when it was published: in UTC if the site says so, else by the site's clock."""
    universal = _text(record, "date_gmt")
    if universal and not universal.startswith("0000"):
        return universal if universal.endswith("Z") else f"{universal}Z"
    return _text(record, "date")


def _extra(record: Mapping[str, Any]) -> dict[str, object]:
    """Return what an export keeps of the same post, letter for letter: so neither changes the other."""
    modified, number = _text(record, "modified_gmt").replace("T", " "), record.get("id")
    kept = {
        "post_id": str(number) if isinstance(number, int) else "",
        "post_type": _text(record, "type"),
        "modified": "" if not modified or modified.startswith("0000") else f"{modified.rstrip('Z')}Z",
    }
    return {name: value for name, value in kept.items() if value}


def _labels(record: Mapping[str, Any], names: Names) -> tuple[str, ...]:
    embedded = _embedded(record).get("wp:term")
    if isinstance(embedded, list):
        terms = [term for group in embedded if isinstance(group, list) for term in group if isinstance(term, dict)]
        labels = [
            _text(term, "name") for term in terms if term.get("taxonomy") not in _NO_LABELS and not _is_default(term)
        ]
    else:
        labels = [
            names.get(base, {}).get(number, "")
            for base in taxonomies_of(record)
            for number in _numbers(record.get(base))
        ]
    return tuple(dict.fromkeys(label for label in labels if label))


def _is_default(term: Mapping[str, Any]) -> bool:
    """Say whether *term* is the category of whatever was given none."""
    return term.get("taxonomy") == "category" and _text(term, "slug") == "uncategorized"


def _authors(record: Mapping[str, Any], names: Names) -> str:
    embedded = _embedded(record)
    groups = embedded.get("wp:term")
    terms = [term for group in groups if isinstance(group, list) for term in group] if isinstance(groups, list) else []
    several = [term for term in terms if isinstance(term, dict) and term.get("taxonomy") == "author"]
    users = embedded.get("author")
    found = [
        _text(user, "name") for user in several or (users if isinstance(users, list) else []) if isinstance(user, dict)
    ]
    number = record.get("author")
    if not any(found) and isinstance(number, int):
        found = [names.get(USERS, {}).get(number, "")]
    return ", ".join(dict.fromkeys(name for name in found if name)) or _said_by_seo(record, "author")


def _said_by_seo(record: Mapping[str, Any], field: str) -> str:
    """Return what the most used plug-in for search engines says; many sites that hide their users have it."""
    head = record.get("yoast_head_json")
    return _text(head, field) if isinstance(head, dict) else ""


def _language(record: Mapping[str, Any]) -> str:
    """Return the language as the two plug-ins for sites in several languages say it."""
    return _text(record, "lang") or _text(record, "wpml_current_locale").replace("_", "-")


def _embedded(record: Mapping[str, Any]) -> Mapping[str, Any]:
    embedded = record.get("_embedded")
    return embedded if isinstance(embedded, dict) else {}


def _numbers(value: object) -> list[int]:
    return [number for number in value if isinstance(number, int)] if isinstance(value, list) else []
