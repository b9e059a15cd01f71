"""An article of an excerpt-only source is given as an excerpt, and any other as it is."""

from hypothesis import given
from hypothesis import strategies as st

from portal.articles.article import Completeness
from portal.articles.showing import LONGEST_EXCERPT, shown
from tests.builders import an_article

TEXTS = st.text(st.sampled_from("ab é工<&.\n "), max_size=3 * LONGEST_EXCERPT)


@given(TEXTS, TEXTS)
def test_at_most_an_excerpt_is_given(body: str, excerpt: str) -> None:
    given_away = shown(an_article(body_text=body, excerpt=excerpt, is_excerpt_only=True, extra={"whole": body}))

    assert len(given_away.body_text) <= LONGEST_EXCERPT
    assert len(given_away.excerpt) <= LONGEST_EXCERPT
    assert given_away.extra == {}
    begins = " ".join((excerpt if excerpt.split() else body).split())
    assert begins.startswith(given_away.body_text.rstrip("…"))


def test_the_cut_is_between_words_and_says_that_it_is_one() -> None:
    given_away = shown(an_article(body_text="Eleven words in all. " * 60, is_excerpt_only=True))

    assert given_away.body_text.endswith(" words in…")
    assert given_away.completeness is Completeness.EXCERPT


def test_a_script_without_spaces_is_cut_too() -> None:
    given_away = shown(an_article(body_text="工" * 1_000, is_excerpt_only=True))

    assert len(given_away.body_text) == LONGEST_EXCERPT


def test_markup_in_the_text_stays_text() -> None:
    given_away = shown(an_article(body_text="<script>x</script> & more", is_excerpt_only=True))

    assert given_away.body_html == "<p>&lt;script&gt;x&lt;/script&gt; &amp; more</p>"


def test_what_is_no_longer_than_an_excerpt_stays_whole() -> None:
    article = an_article(body_text="Short.", is_excerpt_only=True)

    assert shown(article).completeness is Completeness.FULL


def test_articles_of_other_sources_are_given_as_they_are() -> None:
    article = an_article(body_text="word " * 1_000)

    assert shown(article) is article
