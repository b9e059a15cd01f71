"""Bodies that tests of recognizing know, and one article at a time."""

from collections.abc import Sequence

from portal.articles.article import Article, ArticleId
from portal.articles.assignments import Mention, Reading
from portal.articles.authority import Entry
from portal.organizations.recognizing import Recognizer

ILO = Entry(
    id="ilo",
    name="International Labour Organization",
    acronym="ILO",
    names={
        "fr": ("Organisation internationale du travail", "OIT"),
        "ar": ("منظمة العمل الدولية",),
        "zh": ("国际劳工组织",),
        "ru": ("Международная организация труда", "МОТ"),
        "de": ("Internationale Arbeitsorganisation", "IAO"),
    },
    homepage="https://www.ilo.org/",
)
WHO = Entry(id="who", name="World Health Organization", acronym="WHO", homepage="https://www.who.int")
UN = Entry(
    id="un", name="United Nations", acronym="UN", names={"fr": ("Nations unies", "ONU"), "ar": ("الأمم المتحدة",)}
)
WORLD_BANK = Entry(id="world-bank", name="World Bank", names={"fr": ("Banque mondiale",)})
LABOR = Entry(id="dol", name="Department of Labor")
CARE = Entry(id="care", name="CARE International", aliases=("CARE",))
OXFAM = Entry(id="oxfam", name="Oxfam", homepage="https://oxfam.org")
CONCERN = Entry(id="concern", name="Concern Worldwide", aliases=("Concern",))
ARC_AFRICA = Entry(id="arc-africa", name="African Risk Capacity", acronym="ARC")
ARC_REFUGEES = Entry(id="arc-refugees", name="American Refugee Committee", acronym="ARC")
UNICEF = Entry(id="unicef", name="United Nations Children's Fund", acronym="UNICEF")
BODIES = (ILO, WHO, UN, WORLD_BANK, LABOR, CARE, OXFAM, CONCERN, ARC_AFRICA, ARC_REFUGEES, UNICEF)


def an_article(body: str, title: str = "", **given: object) -> Article:
    """Return an English article of that text."""
    fields: dict[str, object] = {"language": "en", "url": "https://news.example/1", **given}
    return Article(id=ArticleId("a1"), title=title, body_html="", body_text=body, **fields)


def read(body: str, title: str = "", entries: Sequence[Entry] = BODIES, **given: object) -> Reading:
    return Recognizer(entries).read(an_article(body, title, **given))


def slugs(reading: Reading) -> list[str]:
    return [one.organization.slug for one in reading.assignments]


def only(reading: Reading) -> Mention:
    """Return the one mention of the one organization."""
    assert len(reading.assignments) == 1
    assert reading.assignments[0].count == 1
    return reading.assignments[0].mentions[0]
