"""How the sixty labelled articles were drawn, so that nobody can have picked them to suit.

    python -m bench.organizations.drawing       prints set, key and half, as the draw gives them

From each pool as many are drawn as were agreed on beforehand, by a generator seeded with `SEED` and the name of the
pool; the first of those drawn are the half that may be looked at while tuning. Nothing drawn was exchanged.
What was decided before the draw: of the World Bank's many country profiles from one template only the first is in
the English pool; the French articles are those in which a rough look finds the name of an international body, as
`_LOOKS_INTERNATIONAL` says; pages of GOV.UK that are there more than once are in the pool once. The seed's page is
one article, and in the half for tuning, because its bodies are named in what was asked for.
"""

import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from bench.organizations.articles import COLLECTIONS, Text, text_of

SEED = 5

_LOOKS_INTERNATIONAL = re.compile(
    r"(?<![^\s,.'’])(?:ONU|OMS|FMI|UA|UE|CEDEAO|CPI|FIFA|CAF|OTAN|OPEP|OIT|UNICEF|Unicef|UNESCO|Unesco|HCR|BAD"
    r"|Nations unies|Nations Unies|Banque mondiale|Union africaine|Union européenne|Croix-Rouge|Amnesty"
    r"|Human Rights Watch|Médecins sans frontières|Organisation mondiale|Commission européenne|Cour pénale)"
    r"(?![^\s,.'’])"
)


@dataclass(frozen=True, slots=True)
class Pool:
    """Articles that are alike, of which some are drawn."""

    name: str
    drawn: int
    tuning: int
    """How many of those drawn are in the half that may be looked at while tuning."""

    texts: Callable[[], Iterator[Text]]


def draw(pool: Pool) -> list[tuple[Text, str]]:
    """Return the texts drawn from *pool*, each with its half."""
    chance = random.Random(f"{SEED} {pool.name}")
    drawn = chance.sample(sorted(pool.texts(), key=lambda text: (text.set, text.key)), pool.drawn)
    return [(text, "tuning" if place < pool.tuning else "held-out") for place, text in enumerate(drawn)]


def _all(name: str, least: int = 0, language: str = "") -> Iterator[Text]:
    """Yield the texts of a collection over *least* characters, in *language* or any."""
    for row in COLLECTIONS[name]():
        if language in ("", row.language):
            text = text_of(name, row)
            if len(text.text) > least:
                yield text


def _reuters(*, has_organizations: bool) -> Iterator[Text]:
    for row in COLLECTIONS["reuters21578"]():
        if row.has_organizations == has_organizations and len(row.body) > 600:
            yield text_of("reuters21578", row)


def _reports(language: str) -> Iterator[Text]:
    """Yield the reports in *language*, but of the many country profiles of Doing Business only the first."""
    met = False
    for text in _all("worldbank-reports", language=language):
        is_profile = "Doing Business" in text.text[:1_000]
        if not (is_profile and met):
            yield text
        met = met or is_profile


def _french() -> Iterator[Text]:
    for row in COLLECTIONS["masakhanews-test"]():
        if row.language == "fr" and _LOOKS_INTERNATIONAL.search(f"{row.title} {row.body}"):
            yield text_of("masakhanews-test", row)


def _arabic() -> Iterator[Text]:
    return chain(_all("worldbank-reports", language="ar"), _all("govuk-content-examples", 800, "ar"))


POOLS = (
    Pool("digitalgov-news", 16, 8, lambda: _all("digitalgov-news", 800)),
    Pool("reuters21578 with ORGS", 8, 4, lambda: _reuters(has_organizations=True)),
    Pool("reuters21578 without ORGS", 6, 3, lambda: _reuters(has_organizations=False)),
    Pool("worldbank-reports en", 6, 3, lambda: _reports("en")),
    Pool("worldbank-reports fr", 2, 1, lambda: _reports("fr")),
    Pool("worldbank-reports es", 2, 1, lambda: _reports("es")),
    Pool("masakhanews-test fr", 6, 3, _french),
    Pool("govuk-content-examples en", 6, 3, lambda: _all("govuk-content-examples", 800, "en")),
    Pool("globalvoices-eo", 5, 2, lambda: _all("globalvoices-eo")),
    Pool("seed", 1, 1, lambda: _all("seed")),
    Pool("ar", 2, 1, _arabic),
)


def main() -> int:
    """Print what is drawn, and from how many."""
    for pool in POOLS:
        print(f"{pool.name}: {pool.drawn} of {sum(1 for _ in pool.texts())}")
        for text, half in draw(pool):
            print(f"  {half:8} {text.set} {text.key} ({len(text.text)} characters)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
