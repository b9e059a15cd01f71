"""English spelling variants: which spellings are one word, and which of them is the term.

The term is the American spelling. A short list of roots and four suffix rules
cover what newswire uses; words that only look alike (advise, comprise) are named.
"""

import re
from functools import lru_cache

_OUR = (
    "arbour ardour armour behaviour candour clamour clangour colour demeanour endeavour enamour favour fervour "
    "flavour harbour honour humour labour neighbour odour parlour rancour rigour rumour saviour savour splendour "
    "succour tumour valour vapour vigour"
).split()
_RE = (
    "calibre centre fibre goitre litre louvre lustre meagre metre mitre ochre reconnoitre sabre saltpetre sceptre "
    "sombre spectre theatre"
).split()
_UNITS = ("centi", "deci", "kilo", "milli", "micro", "nano", "hecto", "epi", "multi", "amphi")
_DOUBLED = (
    "bevel cancel carol channel chisel counsel cudgel dial dishevel drivel duel enamel equal fuel funnel gambol "
    "gravel grovel initial jewel kennel label laurel level libel marshal marvel medal metal model panel parcel "
    "pedal pencil peril pummel quarrel refuel remodel revel rival shovel shrivel signal snivel spiral squirrel "
    "stencil swivel symbol tassel tinsel total towel travel trial trowel tunnel unravel victual yodel"
).split()
_OTHERS = dict(
    pair.split(":")
    for pair in (
        "programme:program programmes:programs defence:defense defences:defenses defenceless:defenseless "
        "offence:offense offences:offenses licence:license licences:licenses pretence:pretense pretences:pretenses "
        "practise:practice practised:practiced practises:practices practising:practicing "
        "cheque:check cheques:checks catalogue:catalog catalogues:catalogs catalogued:cataloged "
        "analogue:analog analogues:analogs dialogue:dialog dialogues:dialogs grey:gray greys:grays plough:plow "
        "ploughs:plows ploughed:plowed ploughing:plowing aluminium:aluminum ageing:aging "
        "judgement:judgment judgements:judgments "
        "acknowledgement:acknowledgment acknowledgements:acknowledgments skilful:skillful skilfully:skillfully "
        "unskilful:unskillful enrol:enroll enrols:enrolls enrolment:enrollment enrolments:enrollments "
        "fulfil:fulfill fulfils:fulfills fulfilment:fulfillment instalment:installment instalments:installments "
        "wilful:willful wilfully:willfully sulphur:sulfur sulphate:sulfate sulphates:sulfates sulphide:sulfide "
        "sulphuric:sulfuric mould:mold moulds:molds moulded:molded moulding:molding smoulder:smolder "
        "manoeuvre:maneuver manoeuvres:maneuvers manoeuvred:maneuvered manoeuvring:maneuvering "
        "paediatric:pediatric paediatrics:pediatrics paediatrician:pediatrician anaemia:anemia anaemic:anemic "
        "anaesthetic:anesthetic anaesthesia:anesthesia foetus:fetus foetal:fetal oestrogen:estrogen "
        "haemorrhage:hemorrhage haemoglobin:hemoglobin leukaemia:leukemia diarrhoea:diarrhea orthopaedic:orthopedic "
        "gynaecology:gynecology gynaecological:gynecological encyclopaedia:encyclopedia mediaeval:medieval "
        "artefact:artifact artefacts:artifacts jewellery:jewelry moustache:mustache pyjamas:pajamas cosy:cozy "
        "tyre:tire tyres:tires kerb:curb kerbs:curbs storey:story storeys:stories sceptical:skeptical "
        "sceptic:skeptic sceptics:skeptics scepticism:skepticism aeroplane:airplane aeroplanes:airplanes "
        "woollen:woolen marvellous:marvelous modelled:modeled modelling:modeling traveller:traveler "
        "travellers:travelers councillor:councilor councillors:councilors counsellor:counselor "
        "counsellors:counselors labourer:laborer labourers:laborers humorous:humorous cooperate:cooperate"
    ).split()
)
_NOT_IZE = frozenset(
    (
        "advertise advise affranchise anise apprise arise chastise circumcise comprise compromise concise cruise "
        "bruise demise despise devise disenfranchise disguise emprise enfranchise enterprise excise exercise "
        "expertise franchise guise improvise incise likewise malaise merchandise mortise noise otherwise paradise "
        "perquisite poise praise precise premise prise promise raise reprise revise rise seise supervise surmise "
        "surprise televise treatise turquoise unwise valise vise wise appraise braise liaise hoise moonrise "
        "sunrise underrise uprise counterpoise tortoise porpoise bourgeoise mayonnaise chaise "
    ).split()
)
_BRITISH = {american: british for british, american in _OTHERS.items() if british != american}
_ISE = (("isation", "ization"), ("isations", "izations"), ("isational", "izational"))
_ISE_VERB = (("ised", "ized", 1), ("ises", "izes", 1), ("iser", "izer", 1), ("isers", "izers", 2), ("ise", "ize", 0))
_YSE = (("yse", "yze"), ("ysed", "yzed"), ("ysing", "yzing"), ("yser", "yzer"), ("ysers", "yzers"))


_SUSPICIOUS = re.compile("our|is[aei]|ys[ei]|lled$|lling$|llers?$|re[sd]?$")
"""What every rule needs to find; most words have none of it."""


@lru_cache(maxsize=200_000)
def canonical_spelling(word: str) -> str:
    """Return the term under which *word*, folded, is indexed in English. Applying it twice changes nothing."""
    if len(word) < 4 or not word.isascii():
        return word
    if word in _OTHERS:
        return _OTHERS[word]
    if _SUSPICIOUS.search(word) is None:
        return word
    for rule in (_our, _re, _doubled, _ise, _yse):
        found = rule(word)
        if found is not None:
            return found
    return word


@lru_cache(maxsize=20_000)
def spellings(word: str) -> frozenset[str]:
    """Return every spelling, *word* among them, that is one English term with *word*, folded.

    Phrases are matched by surface form, so a word of a phrase matches any of these.
    """
    term = canonical_spelling(word)
    candidates = {word, term, _BRITISH.get(term, term), *_unfolded(term)}
    return frozenset(candidate for candidate in candidates if canonical_spelling(candidate) == term)


def _our(word: str) -> str | None:
    for root in _OUR:
        at = word.find(root)
        if at >= 0 and (at == 0 or word[:at] in _PREFIXES):
            return word[:at] + root[:-2] + "r" + word[at + len(root) :]
    return None


_PREFIXES = frozenset({"mis", "dis", "un", "re", "over", "multi", "de", "out", "non", "water", "counter", "bi", "tri"})


def _re(word: str) -> str | None:
    stem = word[:-1] if word.endswith(("res", "red")) else word
    for root in _RE:
        if stem.endswith(root) and (stem == root or stem[: -len(root)] in _UNITS):
            changed = stem[:-2] + "er"
            return changed + {"s": "s", "d": "ed"}.get(word[len(stem) :], "")
    return None


def _doubled(word: str) -> str | None:
    for ending in ("led", "ling", "ler", "lers"):
        root = word[: -len(ending)]
        if word.endswith("l" + ending) and root in _DOUBLED:
            return root + ending[1:]
    return None


def _ise(word: str) -> str | None:
    for british, american in _ISE:
        if word.endswith(british) and len(word) > len(british) + 2:
            return word[: -len(british)] + american
    if word.endswith("ising") and len(word) > 7 and word[:-3] + "e" not in _NOT_IZE:
        return word[:-5] + "izing"
    for british, american, extra in _ISE_VERB:
        if word.endswith(british) and len(word) > len(british) + 2:
            base = word[: len(word) - extra]
            return None if base in _NOT_IZE or base.endswith("wise") else word[: -len(british)] + american
    return None


def _yse(word: str) -> str | None:
    for british, american in _YSE:
        if word.endswith(british) and len(word) > len(british) + 2:
            return word[: -len(british)] + american
    return None


def _unfolded(term: str) -> set[str]:
    """British spellings that might lead to *term*; the caller keeps those that do."""
    found = {term.replace("iz", "is"), term.replace("yz", "ys")}
    for root in _OUR:
        american = root[:-2] + "r"
        if american in term:
            found.add(term.replace(american, root))
    for root in _RE:
        american = root[:-2] + "er"
        if american in term:
            found.add(term.replace(american, root).replace(root + "ed", root + "d"))
    for ending in ("ed", "ing", "er", "ers"):
        if term.endswith("l" + ending):
            found.add(term[: -len(ending)] + "l" + ending)
    return found
