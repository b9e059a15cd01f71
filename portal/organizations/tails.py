"""Names within others: "Illinois Department of Labor" is not the Department of Labor, nor "Ford Foundation" Ford."""

import re

from portal.organizations.finding import Hit
from portal.organizations.folding import folded_name
from portal.organizations.names import Kind
from portal.organizations.surroundings import Surroundings
from portal.organizations.words import is_word_anywhere

_GENERIC = frozenset(
    "academy administration agency alliance army assembly association authority bank board bureau cabinet "
    "center central centre chamber church college commission committee confederation congress council court "
    "department directorate exchange federal federation foundation fund government high house institute "
    "institution journal league library ministry mission museum national navy network office parliament party "
    "police public red region secretariat security senate service society state statistics supreme times trade "
    "treasury tribunal union university workers banque chambre comite commission conseil cour federation "
    "ministere office parlement syndicat union universite asamblea banco camara comision comite congreso "
    "consejo corte federacion ministerio parlamento sindicato tribunal universidad instituto agencia ministero "
    "banca consiglio commissione bundesamt ministerium bank rat kommission gericht verband universitat "
    "министерство банк совет комитет комиссия суд союз университет агентство".split()
)
_HEADS = _GENERIC | {"organization", "organisation"}
_OTHER = frozenset(
    "academy airport avenue award awards centre center chair church college endowment fellow fellowship "
    "foundation garden gardens hall hospital hotel house institute island library memorial museum park prize "
    "road scholar scholarship school square stadium street tower trust university".split()
)
_LONG = 4
"""Words of a name that is one even as a part of another body: "GSA's Office of Citizen Services"."""

_NEXT = re.compile(r"[  ]([^\W\d_]+)")
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december charity agency group ngo".split()
)


_OF = re.compile(
    r"[  ]of[  ](?:the[  ])?(?!(?-i:U\.?N\b)|(?:United[  ]Nations|Governors|Directors|Trustees|Ministers|Experts)\b)"
    r"(?-i:[^\W\d_a-z])",
    re.IGNORECASE,
)
"""What makes a longer name of another body of one, as in "European Union of the Deaf"."""


def is_other_body(text: str, hit: Hit, around: Surroundings) -> bool:
    """Say whether *hit* is the beginning or the end of a longer name, and has a generic noun where that goes on."""
    words = text[hit.start : hit.end].split()
    begins_generic = folded_name(words[0]) in _GENERIC
    goes_on = begins_generic or folded_name(words[-1]) in _HEADS
    if goes_on and len(words) > 1 and _OF.match(text, hit.end) is not None:
        return True
    if not begins_generic:
        return False
    _, before = around.word_before(hit.start)
    is_part = before.endswith(("'s", "’s")) and len(text[hit.start : hit.end].split()) >= _LONG
    return not is_part and _has_capital_before(hit, around)


def is_other_name(text: str, hit: Hit, around: Surroundings) -> bool:
    """Say whether *hit*, a single word, is a part of the name of a person or of another body."""
    found = _NEXT.match(text, hit.end)
    if found is not None and found[1][0].isupper() and found[1].lower() in _OTHER:
        return True
    return not around.is_in_title_case(hit.start) and _has_capital_before(hit, around)


def is_titled(written: str) -> bool:
    """Say whether an acronym is written as a word: Unicef."""
    return written[1:].islower()


def has_capital_after(text: str, hit: Hit, around: Surroundings) -> bool:
    """Say whether a word with a capital follows, in text where not every word has one."""
    found = _NEXT.match(text, hit.end)
    return found is not None and found[1][0].isupper() and not around.is_in_title_case(hit.start)


def _has_capital_before(hit: Hit, around: Surroundings) -> bool:
    start, word = around.word_before(hit.start)
    if not word or not word[0].isupper() or around.is_in_capitals(hit.start):
        return False
    plain = folded_name(word)
    if plain in _DAYS or (hit.kind is Kind.WORD and (word.isupper() or word.endswith(("'s", "’s")))):
        return False
    return not (around.is_initial(start) and is_word_anywhere(plain))
