"""One record of an authority file → its entry, what was left out of it, or why there is none.

Names are plain text, on one line. What identifies an entry elsewhere is kept
short: ``Q54129``, not the address of that page.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlsplit

from portal.articles.authority import Entry
from portal.articles.characters import one_line
from portal.articles.naming import MAX_LABEL, MAX_SLUG, language_tag, slug
from portal.articles.store import NameKind

BETWEEN_NAMES = "|"
NAMES_IN = "names:"
"""What the column of names in a language begins with; the language (BCP 47) follows."""

COLUMNS = {
    NameKind.ORGANIZATION: ("id", "name", "acronym", "aliases", "homepage", "wikidata", "ror", "description"),
    NameKind.TAG: ("id", "name", "aliases", "description"),
}
"""What an entry of each kind has, beside its names in languages."""

FEWEST_LETTERS = {NameKind.ORGANIZATION: 2, NameKind.TAG: 1}
"""A letter alone stands in every text, for anything; as a tag it was given by somebody."""

MAX_DESCRIPTION = 2_000
MAX_ADDRESS = 2_000

_ESCAPED = re.compile(r"\\([\\|])")
_PART = re.compile(r"(?:\\[\\|]|[^|])*+")
_WIKIDATA = re.compile(r"(?:https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/)?(Q[1-9][0-9]{0,11})\Z", re.IGNORECASE)
_ROR = re.compile(r"(?:https?://(?:www\.)?ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})\Z", re.IGNORECASE)


class EntryRefused(Exception):
    """A record that is no entry; the message is a sentence for whoever wrote it."""


@dataclass(slots=True)
class Left:
    """What was left out of one record, in sentences."""

    notes: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    """Those that no entry has."""


def entry_of(fields: Mapping[str, object], kind: NameKind, left: Left) -> Entry:
    """Return the entry that *fields* describe, adding to *left* what is not in it.

    Shape: names cleaned, without repetitions; the id is made from the name
    where there is none.

    Raises:
        EntryRefused: it has no name that can be used, its id is no slug, or a field is of a wrong type.
    """
    texts = {column: _text(column, fields.get(column)) for column in COLUMNS[kind] if column != "aliases"}
    name = _name(texts["name"], kind)
    acronym = _usable((texts.get("acronym", ""),), "acronym", kind, left)
    languages = _languages(fields, left)
    aliases = _names("aliases", fields.get("aliases"))
    left.columns += [column for column in fields if not _is_known(column, kind)]
    return Entry(
        id=_id(texts["id"].strip(), name),
        name=name,
        acronym=acronym[0] if acronym else "",
        aliases=_usable(aliases, "alias", kind, left),
        names={
            language: names
            for language, given in sorted(languages.items())
            if (names := _usable(given, f"name in {language!r}", kind, left))
        },
        homepage=_homepage(texts.get("homepage", ""), left),
        wikidata=_identifier("wikidata", texts.get("wikidata", ""), _WIKIDATA, "Q54129", left).upper(),
        ror=_identifier("ror", texts.get("ror", ""), _ROR, "02k7v4d05", left).lower(),
        description=_description(texts["description"], left),
    )


def split_names(cell: str) -> tuple[str, ...]:
    r"""Return the names in *cell*, parted by ``|``; ``\|`` and ``\\`` stand for those characters themselves."""
    if BETWEEN_NAMES not in cell and "\\" not in cell:
        return (cell,)
    parts, start = list[str](), 0
    while start <= len(cell):
        part = _PART.match(cell, start)
        assert part is not None, "it matches nothing, too"
        parts.append(_ESCAPED.sub(r"\1", part[0]))
        start = part.end() + 1
    return tuple(parts)


def joined_names(names: Iterable[str]) -> str:
    """Return *names* as one cell, which `split_names` takes apart again."""
    return BETWEEN_NAMES.join(name.replace("\\", "\\\\").replace(BETWEEN_NAMES, f"\\{BETWEEN_NAMES}") for name in names)


def _text(column: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise EntryRefused(f"the field {column!r} should be text")


def _names(column: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(_text(column, one) for one in value)
    return split_names(_text(column, value))


def _languages(fields: Mapping[str, object], left: Left) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for column, value in fields.items():
        if not column.startswith(NAMES_IN):
            continue
        language = language_tag(column.removeprefix(NAMES_IN))
        if language is None:
            left.columns.append(column)
        else:
            found[language] = (*found.get(language, ()), *_names(column, value))
    return found


def _is_known(column: str, kind: NameKind) -> bool:
    return column in COLUMNS[kind] or column.startswith(NAMES_IN)


def _cleaned(text: str) -> str:
    return unicodedata.normalize("NFC", one_line(text, most=MAX_LABEL * 2))


def _fault(name: str, kind: NameKind) -> str:
    """Return why *name*, cleaned, names nothing; empty where it does."""
    if len(name) > MAX_LABEL:
        return f"has more than {MAX_LABEL} characters"
    letters = sum(1 for _ in islice(filter(str.isalnum, name), 2))
    if letters < FEWEST_LETTERS[kind]:
        return "has no letter" if not letters else "has only one letter"
    return ""


def _name(text: str, kind: NameKind) -> str:
    name = _cleaned(text)
    if not name:
        raise EntryRefused("it has no name")
    fault = _fault(name, kind)
    if fault:
        raise EntryRefused(f"its name “{_shown(name)}” {fault}")
    return name


def _usable(names: Iterable[str], what: str, kind: NameKind, left: Left) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    for name in map(_cleaned, names):
        fault = _fault(name, kind) if name else ""
        if fault:
            left.notes.append(f"the {what} “{_shown(name)}” {fault}, and was left out")
        elif name:
            kept[name] = None
    return tuple(kept)


def _id(given: str, name: str) -> str:
    if not given:
        return slug(name)
    if given != slug(given):
        raise EntryRefused(
            f"its id “{_shown(given)}” is no slug: lower-case letters and digits, parted by single hyphens, "
            f"at most {MAX_SLUG} characters, such as “{slug(given)}”"
        )
    return given


def _homepage(text: str, left: Left) -> str:
    address = text.strip()
    if address and not _is_address(address):
        left.notes.append(f"the homepage “{_shown(address)}” is no address such as https://www.ilo.org/, left out")
        return ""
    return address


def _is_address(text: str) -> bool:
    if len(text) > MAX_ADDRESS or not text.isprintable() or any(character in ' "<>\\^`{|}' for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def _identifier(column: str, text: str, form: re.Pattern[str], example: str, left: Left) -> str:
    given = text.strip()
    found = form.match(given)
    if given and found is None:
        left.notes.append(f"the {column} “{_shown(given)}” is none, such as {example}, and was left out")
    return found[1] if found else ""


def _description(text: str, left: Left) -> str:
    description = unicodedata.normalize("NFC", one_line(text, most=MAX_DESCRIPTION * 2))
    if len(description) <= MAX_DESCRIPTION:
        return description
    left.notes.append(f"the description has more than {MAX_DESCRIPTION:,} characters, and was cut off")
    return unicodedata.normalize("NFC", one_line(description, most=MAX_DESCRIPTION - 100))


def _shown(text: str) -> str:
    return one_line(text, most=60)
