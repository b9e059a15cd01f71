"""Names with the endings of their language."""

import pytest

from portal.articles.assignments import Rule
from portal.articles.authority import Entry
from portal.organizations.recognizing import Recognizer
from tests.organizations.bodies import ILO, UN, an_article, only, read, slugs

UNITED = Entry(
    id="un",
    name="United Nations",
    names={
        "de": ("Vereinte Nationen",),
        "ru": ("Организация Объединённых Наций",),
        "uk": ("Організація Об'єднаних Націй", "Червоний Хрест"),
        "fi": ("Yhdistyneet kansakunnat",),
        "tr": ("Birleşmiş Milletler",),
    },
)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("de", "Ein Bericht der Vereinten Nationen erschien.", "Vereinten Nationen"),
        ("ru", "Доклад Организации Объединённых Наций вышел.", "Организации Объединённых Наций"),
        ("uk", "Звіт Організації Об'єднаних Націй вийшов.", "Організації Об'єднаних Націй"),
        ("uk", "Вони з Червоним Хрестом.", "Червоним Хрестом"),
        ("ru-RU", "Для Организации\nОбъединённых Наций", "Организации\nОбъединённых Наций"),
        ("tr", "Rapor Birleşmiş Milletler'in dedi.", "Birleşmiş Milletler"),
    ],
)
def test_a_name_with_endings_is_found(language: str, text: str, words: str) -> None:
    mention = only(read(text, entries=(UNITED,), language=language))

    assert text[mention.start : mention.end] == words


def test_it_says_that_the_endings_differ() -> None:
    assert only(read("der Vereinten Nationen", entries=(UNITED,), language="de")).rule is Rule.INFLECTED
    assert only(read("Vereinte Nationen", entries=(UNITED,), language="de")).rule is Rule.NAME


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "der Vereinten Nationen"),
        ("de", "die vereinten nationen"),
        ("de", "der Vereinten, Nationen"),
        ("de", "der Vereinten\n\nNationen"),
    ],
)
def test_other_words_are_not(language: str, text: str) -> None:
    assert slugs(read(text, entries=(UNITED, ILO, UN), language=language)) == []


def test_names_any_knows_of_endings() -> None:
    names = frozenset({"Vereinte Nationen"})

    assert Recognizer(()).names_any(an_article("der Vereinten Nationen", language="de"), names)
    assert not Recognizer(()).names_any(an_article("der Vereinten Nationen"), names)
