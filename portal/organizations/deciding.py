"""The names that stand in an article → the organizations that it names: what is ambiguous is decided here."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from portal.articles.article import Article, Named
from portal.articles.assignments import Assignment, Mention, Part, Reading, Rule, Sighting
from portal.organizations.automaton import Automaton
from portal.organizations.finding import Hit, Taken, hits
from portal.organizations.folding import folded, folded_name
from portal.organizations.inflection import Inflected
from portal.organizations.meanings import meanings
from portal.organizations.names import Form, Kind, Names
from portal.organizations.support import Support
from portal.organizations.surroundings import Surroundings
from portal.organizations.tails import has_capital_after, is_other_body, is_other_name, is_titled
from portal.organizations.variants import undotted
from portal.organizations.words import is_shared, is_word, is_word_anywhere

MOST_MENTIONS = 5
"""Mentions of an organization that are kept; all are counted."""

_LEAST_IN_CAPITALS = 3
"""Letters of an acronym that counts in a line in capitals."""

_LEAST_TITLED = 5
"""Letters of an acronym that counts where it is written as a word: Unicef, Unesco; Opec only where a file says so."""

_ELSEWHERE = "it is named elsewhere in the text"
_FULL_NAME = "its full name is in the text"


class Decision(NamedTuple):
    """What a hit is taken for."""

    entry: int
    rule: Rule
    support: str = ""


class Look:
    """One look at one article."""

    def __init__(self, names: Names, article: Article, inflected: Inflected | None = None) -> None:
        self._names = names
        self._article = article
        self._title = len(article.title)
        self._text = f"{article.title}\n\n{article.body_text}"
        self._folded = folded(self._text)
        self._around = Surroundings(self._text)
        self._hits, self._small = hits(names, self._text, self._folded, self._around, inflected)
        self._meanings = meanings(names, self._text, self._hits, self._around)
        self._hits = self._with_explained()
        self._support = Support(names, article)
        self._full_names = self._places_of_full_names()

    def reading(self, revision: int) -> Reading:
        """Return what was found."""
        decided: list[tuple[Hit, Decision]] = []
        waiting: list[Hit] = []
        for hit in self._hits:
            decision = self._decision(hit)
            if decision is not None:
                decided.append((hit, decision))
            elif hit.forms and not self._is_other(hit):
                waiting.append(hit)
        decided += self._followers(waiting, frozenset(decision.entry for _, decision in decided))
        decided.sort(key=lambda one: one[0].start)
        return Reading(tuple(self._assignments(decided)), tuple(self._sightings()), revision)

    def _decision(self, hit: Hit) -> Decision | None:
        if hit.kind is Kind.ACRONYM:
            return self._of_titled(hit) if is_titled(self._text[hit.start : hit.end]) else self._of_acronym(hit)
        if self._is_other(hit):
            return None
        if hit.kind is Kind.PHRASE:
            return self._of_phrase(hit)
        return self._of_word(hit)

    def _of_acronym(self, hit: Hit) -> Decision | None:
        written = undotted(self._text[hit.start : hit.end])
        meaning = self._meanings.at(written, hit.start)
        if meaning is not None:
            return (
                Decision(meaning.entry, Rule.DEFINED, f'defined here as "{meaning.name}"')
                if meaning.entry is not None
                else None
            )
        folded_form = folded_name(written)
        in_capitals = self._around.is_in_capitals(hit.start)
        is_clear = (
            len(hit.entries) == 1
            and not is_word(folded_form, self._article.language)
            and not is_shared(folded_form)
            and not (in_capitals and len(folded_form) < _LEAST_IN_CAPITALS)
        )
        return Decision(hit.forms[0].entry, Rule.ACRONYM) if is_clear else self._supported(hit)

    def _of_phrase(self, hit: Hit) -> Decision | None:
        if len(hit.entries) > 1:
            return self._supported(hit)
        is_doubtful = hit.number in self._small and (
            self._around.is_in_title_case(hit.start) or self._around.is_in_capitals(hit.start)
        )
        return None if is_doubtful else Decision(hit.forms[0].entry, _rule_of(hit))

    def _of_word(self, hit: Hit) -> Decision | None:
        written = self._text[hit.start : hit.end]
        is_clear = (
            len(hit.entries) == 1
            and hit.number not in self._small
            and not is_word_anywhere(folded_name(written))
            and not is_other_name(self._text, hit, self._around)
        )
        return Decision(hit.forms[0].entry, _rule_of(hit)) if is_clear else self._supported(hit)

    def _of_titled(self, hit: Hit) -> Decision | None:
        """Decide an acronym that is written as a word, which may be a name of something else: David, Memphis."""
        if self._meanings.at(self._text[hit.start : hit.end], hit.start) is not None:
            return self._of_acronym(hit)
        written = self._text[hit.start : hit.end]
        if any(form.written == written for form in hit.forms):
            return self._supported(hit) if is_shared(folded_name(written)) else self._of_word(hit)
        is_doubtful = len(written) < _LEAST_TITLED or has_capital_after(self._text, hit, self._around)
        return self._supported(hit) if is_doubtful else self._of_word(hit)

    def _supported(self, hit: Hit) -> Decision | None:
        """Return the one organization that something speaks for: a full name, or what the article was given with."""
        named = {entry: self._full_names[entry] for entry in hit.entries if entry in self._full_names}
        if named:
            near = {entry: _distance(places, hit.start) for entry, places in named.items()}
            return Decision(min(near, key=lambda entry: (near[entry], entry)), Rule.SUPPORTED, _FULL_NAME)
        said = {entry: said for entry in hit.entries if (said := self._support.of(entry))}
        if len(said) != 1:
            return None
        entry, support = next(iter(said.items()))
        return Decision(entry, Rule.SUPPORTED, support)

    def _is_other(self, hit: Hit) -> bool:
        return hit.kind is not Kind.ACRONYM and is_other_body(self._text, hit, self._around)

    def _followers(self, waiting: list[Hit], certain: frozenset[int]) -> Iterator[tuple[Hit, Decision]]:
        """Yield doubtful hits that can only mean a body that the article certainly names."""
        for hit in waiting:
            entries = hit.entries & certain
            if len(entries) == 1 and not self._is_explained(hit):
                yield hit, Decision(next(iter(entries)), Rule.SUPPORTED, _ELSEWHERE)

    def _is_explained(self, hit: Hit) -> bool:
        return self._meanings.at(self._text[hit.start : hit.end], hit.start) is not None

    def _places_of_full_names(self) -> dict[int, list[int]]:
        """Return where the names of several words stand that mean one organization."""
        places: defaultdict[int, list[int]] = defaultdict(list)
        for hit in self._hits:
            is_full = hit.kind is Kind.PHRASE and len(hit.entries) == 1 and not hit.forms[0].written.isupper()
            if is_full and hit.number not in self._small and not self._is_other(hit):
                places[hit.forms[0].entry].append(hit.start)
        return dict(places)

    def _with_explained(self) -> list[Hit]:
        """Return the hits with those of acronyms that only this article gives an organization."""
        explained = {
            key: [Form(one.entry, self._meanings.written[key], Kind.ACRONYM) for one in found if one.entry is not None]
            for key, found in self._meanings.of.items()
        }
        keys = [key for key, forms in explained.items() if forms]
        if not keys:
            return self._hits
        taken = Taken(len(self._text))
        for hit in self._hits:
            taken.take(hit.start, hit.end)
        made = list(self._hits)
        for last, number in Automaton((f" {key} ", number) for number, key in enumerate(keys)).found(
            self._folded.parted
        ):
            start, end = self._folded.span(last - len(keys[number]), last)
            is_so = undotted(self._text[start:end]) == undotted(self._meanings.written[keys[number]])
            if is_so and not self._is_elsewhere(start, end) and taken.take(start, end):
                made.append(Hit(start, end, tuple(explained[keys[number]]), -1))
        return sorted(made, key=lambda hit: hit.start)

    def _is_elsewhere(self, start: int, end: int) -> bool:
        return self._around.is_in_address(start, end) or self._around.is_symbol(start, end)

    def _assignments(self, decided: list[tuple[Hit, Decision]]) -> Iterator[Assignment]:
        mentions: dict[int, list[Mention]] = {}
        counts: defaultdict[int, int] = defaultdict(int)
        for hit, decision in decided:
            counts[decision.entry] += 1
            kept = mentions.setdefault(decision.entry, [])
            if len(kept) < MOST_MENTIONS:
                kept.append(self._mention(hit, decision))
        for place, kept in mentions.items():
            entry = self._names.entries[place]
            yield Assignment(Named(entry.id, entry.name), tuple(kept), counts[place])

    def _mention(self, hit: Hit, decision: Decision) -> Mention:
        part, start = self._place(hit.start)
        within = self._around.longer_name(hit.start, hit.end)
        return Mention(part, start, start + hit.end - hit.start, decision.rule, within, decision.support)

    def _sightings(self) -> Iterator[Sighting]:
        for pair in self._meanings.pairs:
            part, start = self._place(pair.start)
            yield Sighting(pair.name, pair.acronym, part, start, start + pair.end - pair.start)

    def _place(self, place: int) -> tuple[Part, int]:
        return (Part.TITLE, place) if place < self._title else (Part.BODY, place - self._title - 2)


def _rule_of(hit: Hit) -> Rule:
    return Rule.INFLECTED if hit.is_inflected else Rule.NAME


def _distance(places: Sequence[int], place: int) -> int:
    """Return how far the nearest of ascending *places* is."""
    after = bisect_left(places, place)
    return min(abs(near - place) for near in places[max(0, after - 1) : after + 1])
