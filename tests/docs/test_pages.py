"""What holds for every Markdown file."""

import doctest
import re

import pytest

from tests.docs.conftest import Page

LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)[^)]*\)")
SENTENCES = re.compile(r"[a-z)`\"][.!?] (?=[A-Z])")
ABBREVIATIONS = ("e.g. ", "i.e. ", "etc. ", "vs. ")
DECISION_PARTS = ["What forced it", "Options", "Choice", "What we watch"]


def test_every_relative_link_leads_somewhere(pages: list[Page]) -> None:
    broken = [f"{page.path.name}: {target}" for page in pages for target in _links(page) if not _resolves(page, target)]

    assert not broken, "\n".join(broken)


def test_a_line_holds_one_sentence(pages: list[Page]) -> None:
    """A diff then shows the sentence that changed."""
    crowded = [
        f"{page.path.name}: {line}"
        for page in pages
        for line in page.prose.splitlines()
        if not line.startswith("|") and SENTENCES.search(line) and not any(one in line for one in ABBREVIATIONS)
    ]

    assert not crowded, "\n".join(crowded)


def test_every_example_in_python_runs(pages: list[Page]) -> None:
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    said: list[str] = []

    for page in pages:
        examples = parser.get_doctest(page.text.replace("\n```", "\n\n```"), {}, page.path.name, str(page.path), 0)
        runner.run(examples, out=said.append)

    assert runner.summarize(verbose=False).failed == 0, "".join(said)


def test_every_page_is_reached_from_the_tour(docs: dict[str, Page]) -> None:
    reached = {target.partition("#")[0] for target in _links(docs["index"])}

    assert {f"{name}.md" for name in docs} - {"index.md"} <= reached


def test_decisions_are_numbered_and_have_all_parts(pages: list[Page]) -> None:
    records = [page for page in pages if page.path.parent.name == "decisions" and page.path.stem != "README"]

    numbers = [int(page.path.name[:4]) for page in records]
    assert numbers == list(range(1, len(records) + 1))
    for page in records:
        assert page.headings[1:] == DECISION_PARTS, page.path.name


@pytest.mark.parametrize("word", ["TODO", "FIXME", "lorem", "/work/", "/tmp/", "/home/"])
def test_nothing_unfinished_or_private_is_in_the_docs(pages: list[Page], word: str) -> None:
    assert [page.path.name for page in pages if word in page.text] == []


def _links(page: Page) -> list[str]:
    found = [match["target"] for match in LINK.finditer(page.prose)]
    return [target for target in found if not re.match(r"[a-z]+:", target)]


def _resolves(page: Page, target: str) -> bool:
    file, _, anchor = target.partition("#")
    path = page.path.parent / file if file else page.path
    return path.exists() and (not anchor or anchor in Page(path).anchors)
