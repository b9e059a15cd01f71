"""The Whoosh schema: what each field of a document is to Whoosh."""

from collections.abc import Iterator
from typing import Any

from whoosh import fields
from whoosh.analysis import Token as WhooshToken
from whoosh.analysis import Tokenizer

from index.analysis import iterate, primary_language
from index.documents import Document
from index.schema import Schema

GAP = 1
"""Positions left free between title and body, so that no phrase spans them."""

WORDS = "words"
STEMS = "stems"
AUTHOR = "author"
"""The text fields: surface forms and stem keys of title and body, at the same positions; those of the author."""

TEXT_FIELDS = (AUTHOR, STEMS, WORDS)

DOCUMENT = "document"
"""The stored field through which the stock writer hands the codec a whole document."""

LANGUAGE_MARK = "\x1e"
"""Stands before a document's language in what Whoosh's analyzers are handed: ``fr``, mark, title, mark, body."""


class FormTokenizer(Tokenizer):  # type: ignore[misc]  # Whoosh ships no types
    """Our analysis as a Whoosh tokenizer: surface forms or stem keys of a title and a body."""

    def __init__(self, form: str) -> None:
        self.form = form

    def __call__(self, value: str, positions: bool = False, **kwargs: Any) -> Iterator[WhooshToken]:
        """Yield one Whoosh token per position that has this form."""
        language, texts = _split(value)
        token = WhooshToken(positions=True, removestops=True, mode=kwargs.get("mode", ""))
        base = 0
        for text in texts:
            position = -1
            for found in iterate(text, primary_language(language)):
                position = found.position
                token.text = getattr(found, self.form)
                if token.text:
                    token.pos = base + position
                    token.boost = 1.0
                    token.stopped = False
                    yield token
            base += position + 1 + GAP


def _split(value: str) -> tuple[str, list[str]]:
    language, mark, rest = value.partition(LANGUAGE_MARK)
    return (language, rest.split(LANGUAGE_MARK)) if mark else ("", [value])


def analyzer_value(language: str, title: str, body: str) -> str:
    """Return what the analyzers of `WORDS` and `STEMS` are handed for one document."""
    mark = LANGUAGE_MARK
    return f"{language}{mark}{title.replace(mark, ' ')}{mark}{body.replace(mark, ' ')}"


def whoosh_schema(schema: Schema) -> fields.Schema:
    """Return the Whoosh schema for *schema*: text fields with positions, one keyword field per facet, the id."""
    facets = {f"facet_{name}": fields.KEYWORD(commas=True) for name in schema.facets}
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        words=fields.TEXT(analyzer=FormTokenizer("surface"), phrase=True),
        stems=fields.TEXT(analyzer=FormTokenizer("stem"), phrase=True),
        author=fields.TEXT(analyzer=FormTokenizer("surface"), phrase=True),
        document=fields.STORED,
        **facets,
    )


def stock_fields(document: Document, schema: Schema) -> dict[str, Any]:
    """Return the fields that Whoosh's stock ``add_document`` takes for *document*."""
    text = analyzer_value(document.language, document.title, document.body)
    facets = {f"facet_{name}": [value for value, _ in document.facets.get(name, ())] for name in schema.facets}
    return {"id": document.id, WORDS: text, STEMS: text, AUTHOR: document.author, DOCUMENT: document} | facets
