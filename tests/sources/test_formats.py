"""Each format becomes raw items, and each thing wrong with a file a refusal that says where."""

import gzip
import json
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.sources.errors import SourceUnreadable
from portal.sources.opening import read_source
from portal.sources.raw import RawItem, Refusal
from portal.sources.recognize import Format, recognize

Write = Callable[[str, bytes | str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, content: bytes | str) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return write


def _read(path: str, chosen_format: Format | None = None) -> tuple[list[RawItem], list[Refusal]]:
    entries = list(read_source(path, chosen_format=chosen_format))
    return [e for e in entries if isinstance(e, RawItem)], [e for e in entries if isinstance(e, Refusal)]


def test_every_article_field_is_read(write: Write) -> None:
    record = {
        "id": 7,
        "url": "https://e.org/a",
        "title": "T",
        "body": "<p>B</p>",
        "excerpt": "E",
        "completeness": "excerpt",
        "tags": ["a", "b; c"],
        "organizations": [{"value": "ilo", "label": "ILO"}],
        "published": 2026,
        "source": "S",
        "author": ["A", "B"],
        "language": "en",
        "views": 12,
    }

    (item,), refused = _read(write("one.jsonl", json.dumps(record)))

    assert not refused
    assert item == RawItem(
        where=item.where,
        id="7",
        url="https://e.org/a",
        title="T",
        body="<p>B</p>",
        excerpt="E",
        completeness="excerpt",
        tags=("a", "b; c"),
        organizations=("ILO",),
        published="2026",
        source="S",
        author="A, B",
        language="en",
        extra={"views": 12},
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("not json", "not JSON", id="words"),
        pytest.param('{"title": "a"', "cut off here", id="the file's cut end"),
        pytest.param("[1, 2]", "no object", id="a list"),
        pytest.param("[" * 100_000, "nested too deeply", id="deep nesting"),
        pytest.param('{"title": {"a": 1}}', "'title' should be text", id="an object for a title"),
        pytest.param('{"tags": [["a"]]}', "'tags' should be text", id="lists in tags"),
        pytest.param(
            '{"body": true}',
            "'body' should be text, but it is true or false",
            id="a boolean body",
        ),
        pytest.param(
            '{"title": ' + "1" * 5_000 + "}",
            "number that is too long",
            id="a number without end",
        ),
    ],
)
def test_a_bad_line_is_refused_and_the_others_stay(write: Write, line: str, reason: str) -> None:
    path = write("mixed.jsonl", f'{{"title": "before"}}\n\n{{"title": "between"}}\n{line}')

    items, refused = _read(path)

    assert [item.title for item in items] == ["before", "between"]
    assert [refusal.where for refusal in refused] == [f"{path}:4"]
    assert reason in refused[0].reason


def test_a_line_of_20_megabytes_is_refused_with_its_size(write: Write) -> None:
    path = write(
        "long.jsonl",
        b'{"title": "a"}\n{"body": "' + b"b" * 20_000_000 + b'"}\n{"title": "c"}\n',
    )

    items, refused = _read(path)

    assert [item.title for item in items] == ["a", "c"]
    assert refused == [
        Refusal(
            f"{path}:2",
            "this line has 20,000,012 bytes; the most that is read is 16,777,216",
        )
    ]


def test_numbers_that_are_none_are_read_as_nothing(write: Write) -> None:
    (item,), refused = _read(write("nan.jsonl", '{"title": "a", "author": NaN}'))

    assert (item.author, refused) == ("", [])


def test_a_cut_gzip_keeps_what_came_before_and_is_reported(write: Write) -> None:
    lines = "\n".join(json.dumps({"title": f"{n} {random.Random(n).random()}"}) for n in range(20_000))
    packed = gzip.compress(lines.encode())
    path = write("cut.jsonl.gz", packed[: len(packed) // 2])

    items, refused = _read(path)

    assert len(items) > 5_000
    assert refused == [
        Refusal(
            path,
            f"the file is cut off in the middle of its gzip data; the last that was read is {items[-1].where}",
        )
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_a_table_is_read_by_its_header(write: Write, delimiter: str) -> None:
    rows = [
        ["Title", "tags", "Views", "body"],
        ['A "quoted" one', '"x|y"', "3", '"two\nlines"'],
        ["", "", "", ""],
    ]
    path = write("t.csv", "\n".join(delimiter.join(row) for row in rows))

    items, refused = _read(path)

    assert not refused
    assert (items[0].title, items[0].tags, items[0].body) == (
        'A "quoted" one',
        ("x", "y"),
        "two\nlines",
    )
    assert items[0].extra == {"views": "3"}
    assert items[0].where == f"{path}:2"


def test_rows_of_a_table_are_refused_one_by_one(write: Write) -> None:
    body = "b" * 200_000
    path = write(
        "t.csv",
        f'title,body\none,two,three\nfine,{body}\nlast,"never closed\nlost,lost\n',
    )

    items, refused = _read(path)

    assert [(item.title, len(item.body)) for item in items] == [("fine", 200_000)]
    assert [refusal.where for refusal in refused] == [f"{path}:2", f"{path}:4"]
    assert "3 fields; the header names 2" in refused[0].reason
    assert "never closes" in refused[1].reason


def test_a_field_too_long_for_a_row_is_refused_and_the_rows_after_it_stay(
    write: Write,
) -> None:
    long = '"' + "\n".join(["x" * 1_000_000] * 18) + '"'
    path = write("t.csv", f"title,body\nlong,{long}\nfine,b\n")

    items, refused = _read(path)

    assert "fine" in [item.title for item in items]
    assert refused


def test_a_table_without_article_fields_is_unreadable(write: Write) -> None:
    with pytest.raises(SourceUnreadable, match="header row names no field"):
        _read(write("t.csv", "a,b\n1,2\n"))


def test_the_seed_becomes_five_tagged_excerpts(shared_data: Path) -> None:
    (path,) = (shared_data / "seed").glob("*.txt")

    items, refused = _read(str(path))

    assert not refused
    assert [item.title for item in items] == [
        "",
        "AI-driven intrusive surveillance and loss of autonomy at work linked to psychosocial risks for employees",
        "New ILO brief explains what AI exposure indicators reveal about jobs",
        "Shipowners can now take a simple, powerful step to help protect ship recycling workers",
        "New ILO–World Bank paper highlights uneven global impact of generative AI on jobs",
    ]
    assert {item.tags for item in items} == {("ILO",)}
    assert all(item.excerpt.endswith("…") and item.completeness == "excerpt" for item in items)
    assert [item.where.rpartition(":")[2] for item in items] == [
        "1",
        "3",
        "5",
        "7",
        "9",
    ]


def test_a_heading_on_top_and_links_on_their_own_are_read_too(write: Write) -> None:
    page = "Category: Shipping\n\nFirst\n\nIts text.\n\nRead more »\n\nSecond\nIts text…\nRead More about Second\n"

    items, _ = _read(write("page.txt", page))

    assert [(item.title, item.excerpt) for item in items] == [
        ("First", "Its text."),
        ("Second", "Its text…"),
    ]
    assert items[0].tags == ("Shipping",)


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.jsonl", "", Format.JSONL),
        ("a.jsonl.gz", "garbage", Format.JSONL),
        ("A.CSV", "x", Format.CSV),
        ("a.tsv.zst", "x", Format.TSV),
        ("-", '\n {"title": 1}', Format.JSONL),
        ("wrong.csv", '{"title": 1}', Format.JSONL),
        ("export", "url\ttitle\tbody", Format.TSV),
        ("export.txt", "Title;Tags;other", Format.CSV),
        ("saved.txt", "A\nB…\nRead MoreTag: X\nC\n", Format.ARCHIVE_TEXT),
    ],
)
def test_formats_are_recognized_by_content_and_name(name: str, head: str, expected: Format) -> None:
    assert recognize(name, head.encode()) is expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<note/>", "XML that begins with <note>"),
        ("\x7fELF\0\0", "no text file"),
        ("[{}]", "JSON Lines"),
        ("Some prose, a title, and more.", "--format"),
    ],
)
def test_an_unknown_format_names_those_there_are(write: Write, content: str, reason: str) -> None:
    with pytest.raises(SourceUnreadable, match=reason):
        _read(write("unknown", content))


def test_a_named_format_overrides_what_is_recognized(write: Write) -> None:
    items, _ = _read(write("prose.txt", "Title\n\nOne paragraph.\n"), Format.ARCHIVE_TEXT)

    assert [(item.title, item.excerpt) for item in items] == [("Title", "One paragraph.")]


@given(
    st.binary(max_size=400) | st.text(alphabet='{}[]":,;|\t\n\r titlebodyurl\0é', max_size=200).map(str.encode),
    st.none() | st.sampled_from(Format),
)
def test_no_bytes_make_a_reader_raise_anything_but_our_own_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, chosen_format: Format | None
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(content)

    with suppress(SourceUnreadable):
        entries = list(read_source(str(path), chosen_format=chosen_format))
        assert all(entry.where.startswith(str(path)) for entry in entries)
