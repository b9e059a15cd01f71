"""Long names with their acronyms that no entry is called are counted, shown where they stand, and dismissed."""

from dataclasses import replace

import pytest

from portal.articles.article import Article, Named
from portal.articles.assignments import Part, Reading, Sighting
from portal.articles.authority import CandidateKey, Entry
from portal.articles.candidates_database import AROUND
from portal.articles.database import DatabaseArticles
from portal.articles.quoting import sentence_at
from portal.articles.store import NameKind
from portal.articles.watched import Health, WatchedSource
from tests.articles.arrivals import an_arrival

ORGANIZATION = NameKind.ORGANIZATION
TEXT = "It met. The Elvish Information Service (EIS) said so! Nothing else."
EIS = CandidateKey("elvish information service", "eis")


def put(store: DatabaseArticles, name: str, *pairs: tuple[str, str], **given: object) -> Article:
    text = str(given.setdefault("body_text", TEXT))
    sightings = tuple(
        Sighting(long, short, Part.BODY, text.find(long), text.find(long) + len(long)) for long, short in pairs
    )
    (stored,) = store.put([replace(an_arrival(name, **given), reading=Reading((), sightings))])
    return stored.article


def test_candidates_are_counted_by_article_and_shown_where_they_stand(store: DatabaseArticles) -> None:
    long = "Elvish Information Service"
    first = put(store, "one", (long, "EIS"), (long, "EIS"), ("Other Body", "OB"))
    for number in range(4):
        put(store, f"n{number}", ("ELVISH  information Service", "Eis") if number else (long, "EIS"))

    most, other = store.authority.candidates()

    assert (most.key, most.name, most.acronym, most.articles) == (EIS, "ELVISH  information Service", "Eis", 5)
    assert (other.name, other.articles) == ("Other Body", 1)
    assert len(most.examples) == 3
    assert most.examples[0].article_id == first.id
    assert most.examples[0].text == "The Elvish Information Service (EIS) said so!"
    assert store.authority.candidates(limit=1) == (most,)
    assert store.authority.candidate(CandidateKey("Elvish Information SERVICE", "EIS")) == most
    assert store.authority.candidate(CandidateKey("unknown", "x")) is None


def test_a_dismissed_candidate_is_shown_no_more(store: DatabaseArticles) -> None:
    put(store, "one", ("Elvish Information Service", "EIS"))

    assert store.authority.dismiss(EIS)
    assert store.authority.dismiss(EIS)
    assert not store.authority.dismiss(CandidateKey("unknown", "x"))

    put(store, "two", ("Elvish Information Service", "EIS"))
    assert store.authority.candidates() == ()
    candidate = store.authority.candidate(EIS)
    assert candidate is not None
    assert candidate.articles == 2


@pytest.mark.parametrize(
    "entry",
    [
        Entry(id="eis", name="E", aliases=("Elvish Information Service",)),
        Entry(id="elvish-information-service", name="E"),
    ],
)
def test_what_an_entry_is_called_is_no_candidate(store: DatabaseArticles, entry: Entry) -> None:
    put(store, "one", ("Elvish Information Service", "EIS"))

    store.authority.keep(ORGANIZATION, [entry])

    assert store.authority.candidates() == ()


def test_what_is_seen_in_an_article_no_more_is_not_counted(store: DatabaseArticles) -> None:
    article = put(store, "one", ("Elvish Information Service", "EIS"))

    put(store, "one", known_as=article.id, body_text="Another text.")

    assert store.authority.candidates() == ()


def test_an_acronym_that_is_an_expression_or_longer_than_anything_is_a_candidate_as_any(
    store: DatabaseArticles,
) -> None:
    put(store, "one", ("A Body", "(a+)+$"), ("B" * 5_000, "C" * 5_000), ("%", "_"))

    assert len(store.authority.candidates()) == 3
    assert all(store.authority.candidate(one.key) == one for one in store.authority.candidates())
    assert all(store.authority.dismiss(one.key) for one in store.authority.candidates())


def test_of_an_article_that_shows_an_excerpt_no_more_is_quoted(store: DatabaseArticles) -> None:
    text = "A beginning. " * 60 + "The Elvish Information Service (EIS) is deep within it, and secret."
    desk = Named("desk", "Desk")
    put(store, "one", ("Elvish Information Service", "EIS"), body_text=text, source=desk)
    article = next(store.articles())
    store.watched.add(
        WatchedSource(
            name=desk,
            address="https://desk.example/",
            kind="RSS",
            is_excerpt_only=True,
            added_at=article.changed_at,  # type: ignore[arg-type]  # it is stored
            health=Health(next_run_at=article.changed_at),  # type: ignore[arg-type]  # likewise
        )
    )

    (candidate,) = store.authority.candidates()

    assert candidate.examples[0].text == "Elvish Information Service (EIS)"


@pytest.mark.parametrize(
    ("text", "words", "wanted"),
    [
        ("One. Two words here! Three", "words", "Two words here!"),
        ("words", "words", "words"),
        ("A title\n\nThe words\nof it\n\nmore", "words", "The words of it"),
        ("x " * 500 + "words" + " y" * 500, "words", "…" + "x " * 79 + "words" + " y" * 79 + "…"),
        ("Said “so.” The words. ", "words", "The words."),
    ],
)
def test_the_sentence_around_words(text: str, words: str, wanted: str) -> None:
    start = text.index(words)

    sentence = sentence_at(text, start, start + len(words), around=AROUND)

    assert sentence is not None
    assert sentence.text == wanted
