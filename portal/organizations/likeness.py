"""Labels that look like one: equal but for case, marks, hyphens, spaces, the plural, or British spelling.

Only English has its plurals and spellings here; labels of other languages are
alike when they are folded. What looks alike is a suggestion: an editor decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from portal.articles.authority import Listed
from portal.articles.naming import slug

LEAST_LETTERS = 4
"""Of a word with a plural ending: "gas" and "bus" have none, nor has "aids"."""

_NO_PLURALS = frozenset("aids news series species politics economics ethics logistics athletics".split())
_NO_PLURAL_ENDINGS = ("ss", "us", "is")

# British → American. Stems, so that "labourer" is met with "labour"; no rule would leave "four" and "filling" alone.
_STEMS = dict(
    pair.split(":")
    for pair in (
        "armour:armor behaviour:behavior colour:color endeavour:endeavor favour:favor flavour:flavor harbour:harbor "
        "honour:honor humour:humor labour:labor neighbour:neighbor odour:odor rigour:rigor rumour:rumor tumour:tumor "
        "vapour:vapor vigour:vigor calibre:caliber centre:center fibre:fiber litre:liter metre:meter theatre:theater "
        "defence:defense licence:license offence:offense practise:practice pretence:pretense catalogue:catalog "
        "dialogue:dialog analogue:analog programme:program cancell:cancel counsell:counsel fuell:fuel jewell:jewel "
        "labell:label modell:model signall:signal travell:travel ageing:aging aluminium:aluminum anaemi:anemi "
        "cheque:check foet:fet grey:gray gynaec:gynec haem:hem manoeuvr:maneuver mould:mold oestr:estr paed:ped "
        "plough:plow sceptic:skeptic sulphur:sulfur tyre:tire"
    ).split()
)
_STEM = re.compile("|".join(_STEMS))
_BETWEEN = re.compile(r"(?<!\d) | (?!\d)")  # figures stay apart: 1 2 is not 12
_VERB = re.compile(r"(?<=\w{3})(?:is(?=(?:e|es|ed|er|ers|ing|ation|ations)\b)|ys(?=(?:e|es|ed|er|ers|ing)\b))")


@dataclass(frozen=True, slots=True)
class Twins:
    """Two names that look like one."""

    old: Listed
    """What would be merged away: the one that fewer articles carry, unless it alone is in the authority file."""

    into: Listed

    @property
    def slugs(self) -> frozenset[str]:
        """Both slugs."""
        return frozenset((self.old.name.slug, self.into.name.slug))


def twins(listed: Iterable[Listed]) -> tuple[Twins, ...]:
    """Return the pairs of *listed* that look like one, those with most articles first.

    Shape: of three that look alike, two pairs into one and the same.
    """
    alike: dict[str, list[Listed]] = {}
    for one in listed:
        alike.setdefault(likeness(one.name.label), []).append(one)
    groups = (sorted(group, key=_rank) for group in alike.values())
    pairs = (Twins(old, into) for into, *others in groups for old in others)
    return tuple(sorted(pairs, key=lambda pair: (-pair.old.articles, -pair.into.articles, pair.old.name.slug)))


def likeness(label: str) -> str:
    """Return what labels that look like one share.

    Shape: the words of the slug, in American spelling and in the singular, without anything between them.
    """
    words = _STEM.sub(lambda stem: _STEMS[stem[0]], slug(label).replace("-", " "))
    words = _VERB.sub(lambda ending: f"{ending[0][0]}z", words)
    return _BETWEEN.sub("", " ".join(map(_singular, words.split())))


def _singular(word: str) -> str:
    if not (word.isalpha() and word.endswith("s")) or len(word) < LEAST_LETTERS:
        return word  # "1990s" is a decade
    if word in _NO_PLURALS or word.endswith(_NO_PLURAL_ENDINGS):
        return word
    if word.endswith("ies") and len(word) > LEAST_LETTERS:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses", "zzes")) else word[:-1]


def _rank(one: Listed) -> tuple[bool, int, str]:
    return (not one.is_entry, -one.articles, one.name.slug)
