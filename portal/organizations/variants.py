"""How else a name may be written: without its commas, in the other English spelling, with the points of U.S."""

import re
from collections.abc import Iterator
from itertools import islice, product

_MOST = 8

_DOTTED = re.compile(r"(?:\w\.){2,}\w?\.?")
_ASIDE = re.compile(r", | & |(?<=[^\W\d_]{2})\. |(?<=s)['’] ")
_COUNTRY = re.compile(r"\bU(?:[NSK]|\.[NSK]\.) ")
_OWNERS = re.compile(r"\b(Employers|Farmers|Journalists|Lawyers|Seafarers|Teachers|Workers) (?=[A-Z])")
_SPELLED = re.compile(
    r"\b(?:Organi[sz]ation|Labou?r|Program(?:me)?|Cent(?:er|re)|Co-?operation|Defen[cs]e|Harbou?r)(?=s?\b)"
)
_SPELLINGS = {
    "Organi": ("Organization", "Organisation"),
    "Labo": ("Labour", "Labor"),
    "Program": ("Programme", "Program"),
    "Cent": ("Centre", "Center"),
    "Co": ("Cooperation", "Co-operation"),
    "Defen": ("Defence", "Defense"),
    "Harbo": ("Harbour", "Harbor"),
}


def undotted(name: str) -> str:
    """Return *name* without its points, where it is letters with points: ``U.N.`` is ``UN``."""
    return name.replace(".", "") if "." in name and _DOTTED.fullmatch(name) else name


def variants(name: str) -> Iterator[str]:
    """Yield how else *name* may be written; nothing that it is already, a few at most."""
    if " " not in name:
        return
    if name[:4] in {"The ", "the "} and name.count(" ") > 1:
        yield name[4:]
        yield from variants(name[4:])
        return
    if _ASIDE.search(name):
        yield _ASIDE.sub(lambda found: " and " if "&" in found[0] else " ", name)
    if _OWNERS.search(name):
        yield _OWNERS.sub(r"\1' ", name)
    if "U" in name and _COUNTRY.search(name):
        yield _COUNTRY.sub(lambda found: _other_points(found[0]), name)
    if _SPELLED.search(name):
        yield from (other for other in islice(_spelled(name), _MOST) if other != name)


def _other_points(found: str) -> str:
    return found.replace(".", "") if "." in found else f"{found[0]}.{found[1]}. "


def _spelled(name: str) -> Iterator[str]:
    """Yield *name* in all spellings of its words."""
    parts = _SPELLED.split(name)
    choices = [_choices(word) for word in _SPELLED.findall(name)]
    for chosen in product(*choices):
        yield "".join(part + word for part, word in zip(parts, (*chosen, ""), strict=True))


def _choices(word: str) -> tuple[str, ...]:
    return next(spellings for start, spellings in _SPELLINGS.items() if word.startswith(start))
