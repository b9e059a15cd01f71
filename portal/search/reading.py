"""What an address says → SearchState, with every parameter that could not be taken as it stands."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from index import NONE_VALUE, Group, Match, Schema, Sort
from portal.search import dates
from portal.search.state import (
    DEFAULT_LIMIT,
    FIELDS,
    MAX_LIMIT,
    MAX_PAGE,
    MAX_VALUE,
    Refinement,
    SearchState,
    clean,
)
from portal.search.words import joined

_Kind = TypeVar("_Kind", bound=StrEnum)

FACETS = Schema().all_facets

MAX_VALUES = 50
"""Picked and excluded values of one facet; a page with more links than this helps nobody."""

_ALIASES = {"keywords": "q", "tags": "tag", "orgs": "org"}

_TRACKING = frozenset(
    [
        "fbclid",
        "gclid",
        "gbraid",
        "wbraid",
        "dclid",
        "msclkid",
        "yclid",
        "twclid",
        "ttclid",
        "igshid",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "vero_id",
        "wickedid",
        "oly_anon_id",
        "oly_enc_id",
        "s_cid",
        "ref_src",
    ]
)
"""Parameters that others add to links they pass on; each names its vendor's click or campaign."""

_SINGLE = ("q", "from", "to", "date", "match", "sort", "group", "page", "limit", "cursor", "ui")

_FIELD_KEYS = {key: name for name in FIELDS for key in (name, f"-{name}")}


@dataclass(frozen=True, slots=True)
class Problem:
    """A parameter that was not taken as it stands."""

    param: str
    detail: str
    """A sentence, for people."""

    is_silent: bool = False
    """True where a page mends it without a word: a size cut back to what is served."""


@dataclass(frozen=True, slots=True)
class Door:
    """What differs between the doors in reading the same parameters."""

    group_default: Group
    is_strict: bool
    """Strict doors take sizes of 0, cursors and ``facets``, and refuse what others mend."""

    extra: frozenset[str] = frozenset()
    """Parameters of this address alone, read elsewhere."""


PAGES = Door(Group.STORY, is_strict=False)
FACET_PAGES = Door(Group.STORY, is_strict=False, extra=frozenset({"find", "order"}))
DATA = Door(Group.NONE, is_strict=True)


@dataclass(frozen=True, slots=True)
class Reading:
    """A search read from an address."""

    state: SearchState
    problems: tuple[Problem, ...]
    facets: tuple[str, ...] | None = None
    """Which facets a program wants counted; None is all."""

    extra: Mapping[str, str] = field(default_factory=dict)
    """Values of the door's own parameters."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What a page says about it."""
        return tuple(problem.detail for problem in self.problems if not problem.is_silent)


def read(pairs: Iterable[tuple[str, str]], door: Door = PAGES) -> Reading:
    """Return the search that the parameters *pairs* ask for; the order they come in does not matter.

    Never fails: what cannot be taken is left out, or mended, and reported in
    ``problems``. A strict door refuses the request when there are any.
    """
    return _Reader(door).read(pairs)


class _Reader:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._problems: dict[tuple[str, str], Problem] = {}
        self._singles: dict[str, set[str]] = {}
        self._values: dict[str, set[str]] = {}
        self._facets: set[str] = set()

    def read(self, pairs: Iterable[tuple[str, str]]) -> Reading:
        for key, value in pairs:
            self._sort_out(_canonical_key(key), value)
        extra = {name: self._one(name) for name in sorted(self._door.extra)}
        state = self._state()
        facets = self._wanted_facets()
        return Reading(state, tuple(self._problems[key] for key in sorted(self._problems)), facets, extra)

    def _sort_out(self, key: str, value: str) -> None:
        if key in _FIELD_KEYS:
            slug = clean(value, MAX_VALUE + 1)
            if slug := usual_case(slug) if _FIELD_KEYS[key] == "lang" else slug.lower():
                self._values.setdefault(key, set()).add(slug)
        elif key in _SINGLE or key in self._door.extra:
            if (text := value if key == "q" else clean(value, 2_000)).strip():
                self._singles.setdefault(key, set()).add(text)
        elif key == "facets":
            self._facets.add(clean(value, MAX_VALUE))
        elif key and not is_tracking(key):
            shown = clean(key, 40)
            if len(self._problems) < 20:
                self._report(shown, f"There is no parameter {shown!r}.")

    def _state(self) -> SearchState:
        first, last = self._period("from"), self._period("to")
        state = SearchState(
            text=self._one("q"),
            refinements=self._refinements(""),
            exclusions=self._refinements("-"),
            undated=self._undated(),
            match=self._choice("match", Match),
            sort=self._choice("sort", Sort),
            group=self._choice("group", Group) or self._door.group_default,
            page=self._number("page", 1, MAX_PAGE, default=1),
            limit=self._number("limit", 0 if self._door.is_strict else 1, MAX_LIMIT, default=DEFAULT_LIMIT),
        )
        if ui := self._one("ui"):
            self._check(ui == "en", "ui", "The interface speaks English only: ui=en.", is_silent=True)
        if first and last and dates.first_day(first) > dates.last_day(last):
            self._report("from", f"{first} comes after {last}: from and to changed places.", is_silent=True)
        if state.undated and (first or last):
            self._report("date", "date=_none cannot be joined with from or to.")
        page = state.page
        state = state.between(first, last) if first or last else state
        state = self._without_contradictions(state) if state.exclusions else state
        cursor = self._one("cursor") if self._door.is_strict else ""
        if cursor:
            self._check(page == 1, "page", "A cursor says where to go on: page cannot be joined with it.")
            return state.continued(cursor)
        return state if state.page == page else replace(state, page=page)

    def _without_contradictions(self, state: SearchState) -> SearchState:
        both = state.refinements & state.exclusions
        for one in sorted(both):
            self._report(one.field, f"{one.value!r} is both picked and left out; it is left out.")
        return replace(state, refinements=state.refinements - both) if both else state

    def _refinements(self, sign: str) -> frozenset[Refinement]:
        return frozenset(Refinement(name, value) for name in FIELDS for value in self._slugs(sign + name))

    def _slugs(self, key: str) -> list[str]:
        if key not in self._values:
            return []
        values = sorted(self._values[key])
        fitting = [value for value in values if len(value) <= MAX_VALUE]
        if len(fitting) < len(values):
            self._report(key, f"A value of {key} is longer than {MAX_VALUE} characters.")
        if len(fitting) > MAX_VALUES:
            self._report(key, f"Only {MAX_VALUES} values of {key} can be given.")
        if NONE_VALUE in fitting and (key.lstrip("-") not in Schema().missing or key.startswith("-")):
            self._report(key, f"{key}={NONE_VALUE} is not offered.")
            fitting.remove(NONE_VALUE)
        return fitting[:MAX_VALUES]

    def _one(self, key: str) -> str:
        given = self._singles.get(key)
        if given is None:
            return ""
        if len(given) > 1:
            self._report(key, f"{key} is given more than once.")
        return min(given)

    def _period(self, key: str) -> str | None:
        text = self._one(key)
        if not text:
            return None
        known = dates.is_period(text)
        self._check(known, key, f"{key}={clean(text, 40)}: expected a date such as 2026, 2026-03 or 2026-03-05.")
        return text if known else None

    def _undated(self) -> bool:
        text = self._one("date")
        self._check(
            text in ("", NONE_VALUE), "date", f"date takes only {NONE_VALUE}; for a range there are from and to."
        )
        return text == NONE_VALUE

    def _choice(self, key: str, kind: type[_Kind]) -> _Kind | None:
        text = self._one(key).lower()
        if not text:
            return None
        offered = [member.value for member in kind]
        self._check(text in offered, key, f"{key}={clean(text, 40)}: expected {joined(offered, 'or')}.")
        return kind(text) if text in offered else None

    def _number(self, key: str, least: int, most: int, *, default: int) -> int:
        text = self._one(key)
        if not text:
            return default
        if not (text.isascii() and text.isdigit()):
            self._report(key, f"{key}={clean(text, 40)}: expected a whole number from {least} to {most}.")
            return default
        value = int(text) if len(text) < 10 else most + 1
        self._check(
            least <= value <= most, key, f"{key}={clean(text, 40)}: expected {least} to {most}.", is_silent=True
        )
        return min(max(value, least), most)

    def _wanted_facets(self) -> tuple[str, ...] | None:
        if not self._facets:
            return None
        unknown = self._facets - {*FACETS, NONE_VALUE}
        self._check(
            not unknown,
            "facets",
            f"There are no facets {', '.join(sorted(unknown))}; there are {', '.join(FACETS)}, and {NONE_VALUE}.",
            is_silent=not self._door.is_strict,
        )
        if NONE_VALUE in self._facets:
            self._check(len(self._facets) == 1, "facets", f"{NONE_VALUE} stands alone.")
            return ()
        return tuple(name for name in FACETS if name in self._facets)

    def _check(self, holds: object, param: str, detail: str, *, is_silent: bool = False) -> None:
        if not holds:
            self._report(param, detail, is_silent=is_silent)

    def _report(self, param: str, detail: str, *, is_silent: bool = False) -> None:
        self._problems.setdefault((param, detail), Problem(param, detail, is_silent))


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")


def is_tracking(key: str) -> bool:
    """Say whether *key* is a parameter that others add to links they pass on."""
    return key in _TRACKING or key.startswith("utm_")


def usual_case(tag: str) -> str:
    """Return a BCP 47 tag in its usual case, as articles have it: ``pt-BR``, ``zh-Hant``; what is none stays as it is.

    Source: RFC 5646 §2.1.1.
    """
    if not _LANGUAGE.fullmatch(tag):
        return tag
    first, *rest = tag.lower().split("-")
    cased = (part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in rest)
    return "-".join((first, *cased))


def _canonical_key(key: str) -> str:
    key = key.strip().lower().removesuffix("[]")
    sign, name = ("-", key[1:]) if key.startswith("-") else ("", key)
    return sign + _ALIASES.get(name, name)
