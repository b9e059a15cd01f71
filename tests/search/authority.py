"""An authority file in memory: what readers of names are given in tests of the doors."""

from collections.abc import Iterable, Mapping

from portal.articles.authority import Entry
from portal.articles.naming import slug
from portal.articles.store import NameKind

ILO = Entry(
    id="ilo",
    name="International Labour Organization",
    acronym="ILO",
    aliases=("International Labor Office",),
    names={
        "fr": ("Organisation internationale du travail", "OIT"),
        "es": ("Organización Internacional del Trabajo", "OIT"),
        "ar": ("منظمة العمل الدولية",),
    },
    homepage="https://www.ilo.org/",
    wikidata="Q54129",
    ror="00b15y153",
    description="Sets labour standards </script><script>alert(1)</script> & watches over them.",
)
WORLD_BANK = Entry(id="world-bank", name="World Bank", acronym="WB", names={"fr": ("Banque mondiale",)})
EMPTY = Entry(id="bimco", name="BIMCO", aliases=("Baltic and International Maritime Council",))
CHILD_LABOUR = Entry(id="child-labour", name="Child labour", aliases=("Children at work",))


class FakeAuthority:
    """An authority file; it counts how often it is read whole."""

    def __init__(
        self,
        organizations: Iterable[Entry] = (ILO, WORLD_BANK, EMPTY),
        tags: Iterable[Entry] = (CHILD_LABOUR,),
        merged: Mapping[NameKind, Mapping[str, str]] | None = None,
    ) -> None:
        self.held = {NameKind.ORGANIZATION: tuple(organizations), NameKind.TAG: tuple(tags)}
        self.merged = {kind: dict((merged or {}).get(kind, {})) for kind in self.held}
        self.number = 1
        self.reads = 0
        self.error: Exception | None = None

    def revision(self) -> int:
        if self.error:
            raise self.error
        return self.number

    def entries(self, kind: NameKind) -> tuple[Entry, ...]:
        self.reads += 1
        return self.held[kind]

    def entry(self, kind: NameKind, slug: str) -> Entry | None:
        if self.error:
            raise self.error
        wanted = self.redirects(kind).get(slug, slug)
        return next((one for one in self.held[kind] if one.id == wanted), None)

    def redirects(self, kind: NameKind) -> Mapping[str, str]:
        own = {one.id for one in self.held[kind]}
        meant: dict[str, set[str]] = {}
        for one in self.held[kind]:
            for name in one.all_names:
                meant.setdefault(slug(name), set()).add(one.id)
        found = {name: min(ids) for name, ids in meant.items() if len(ids) == 1 and name not in own}
        return found | self.merged[kind]
