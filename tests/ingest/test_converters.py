"""The collections that we measure with become articles."""

from itertools import islice
from pathlib import Path

from bench.converters import digitalgov, reuters


def test_reuters_keeps_topics_dates_and_the_full_names_of_organizations(shared_data: Path) -> None:
    records = list(islice(reuters.records(shared_data / "reuters21578"), 2_000))

    first = records[0]
    assert (first["id"], first["title"], first["tags"]) == ("1", "BAHIA COCOA REVIEW", ["cocoa"])
    assert (first["published"], first["dateline"]) == ("1987-02-26T15:01:01Z", "SALVADOR, Feb 26")
    assert str(first["body"]).startswith("Showers continued throughout the week in the Bahia cocoa zone, alleviating")
    assert "\n\nThe dry period means" in str(first["body"])
    assert "International Monetary Fund" in {name for record in records for name in record["organizations"]}  # type: ignore[attr-defined]  # a list
    assert all(str(record["published"]).startswith("1987-") for record in records)
    assert not any(set(str(record["body"])) & set("\x02\x03\x05\x16") for record in records)
    assert not any("&lt;" in str(record["title"]) for record in records)


def test_digitalgov_markdown_becomes_html_without_shortcodes(shared_data: Path) -> None:
    records = list(islice(digitalgov.records(shared_data / "digitalgov-news"), 300))

    assert records[0]["url"] == "https://digital.gov/2010/10/22/tell-compelling-stories-with-data-visualization/"
    assert records[0]["tags"] == ["Analytics", "Data visualization"]
    assert "<li>" in str(records[0]["body"])
    assert not any("{{<" in str(record["body"]) for record in records)
