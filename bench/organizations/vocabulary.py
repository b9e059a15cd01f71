"""The organizations of Reuters-21578 as an authority file: its 56 codes, and what an editor adds knowing the names.

Added before anything was measured: the spelling "Organization", names that
Reuters' description has in brackets, historic and later names of the same
body, and the names of what a code is used for beyond its description: the
World Bank, which the vocabulary lists as the IBRD alone, and the European
Community with the Economic Community and the Commission. After the first run
"Opec" and "Gatt" were added: so short an acronym is not looked for as a word.
"""

from collections.abc import Mapping
from pathlib import Path

from bench.converters.reuters import FOLDER, organization_names
from portal.articles.authority import Entry
from portal.articles.naming import slug

ACRONYMS = {"worldbank": "IBRD"}
"""Where the code is no acronym. Of others it is the code up to its hyphen: ICO of ``ico-coffee`` and ``ico-islam``."""

ALIASES: Mapping[str, tuple[str, ...]] = {
    "aid": ("U.S. Agency for International Development", "USAID"),
    "asean": ("Association of Southeast Asian Nations", "Association of South-East Asian Nations"),
    "cipec": ("Intergovernmental Council of Copper Exporting Countries",),
    "comecon": ("CMEA",),
    "ec": (
        "European Communities",
        "European Economic Community",
        "EEC",
        "European Commission",
        "European Community Commission",
        "EC Commission",
    ),
    "ecla": ("Economic Commission for Latin America", "ECLAC"),
    "emcf": ("European Monetary Co-operation Fund",),
    "gatt": ("Gatt",),
    "gcc": ("Gulf Co-operation Council",),
    "geplacea": ("Group of Latin American and Caribbean Sugar Exporting Countries",),
    "iaea": ("International Atomic Energy Agency",),
    "ico-islam": ("Organisation of the Islamic Conference", "OIC"),
    "imco": ("International Maritime Organisation", "IMO"),
    "mfa": ("Multi-Fibre Arrangement", "Multifibre Arrangement", "Multi-Fiber Arrangement"),
    "oecd": ("Organisation for Economic Co-operation and Development",),
    "opec": ("Organisation of the Petroleum Exporting Countries", "Opec"),
    "un": ("U.N.",),
    "unctad": ("U.N. Conference on Trade and Development",),
    "worldbank": ("World Bank",),
}


def entries(folder: Path = FOLDER) -> tuple[Entry, ...]:
    """Return an entry for each organization of the vocabulary, in the order of its description."""
    return tuple(_entry(code, name) for code, name in organization_names(folder).items())


def _entry(code: str, name: str) -> Entry:
    names = (name, *ALIASES.get(code, ()))
    american = (each.replace("Organisation", "Organization") for each in names)
    aliases = [alias for alias in dict.fromkeys((*names, *american)) if alias != name]
    return Entry(
        id=slug(name), name=name, acronym=ACRONYMS.get(code, code.upper().partition("-")[0]), aliases=tuple(aliases)
    )
