"""The elements of HTML that bodies keep, and what becomes of the others."""

INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "del",
        "ins",
        "sub",
        "sup",
        "small",
        "code",
        "kbd",
        "samp",
        "var",
        "cite",
        "q",
        "mark",
        "dfn",
    ]
)
HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
TABLE_PARTS = frozenset(("caption", "thead", "tbody", "tfoot", "tr", "td", "th"))
LIST_PARTS = {
    "li": ("ul", "ol"),
    "dt": ("dl",),
    "dd": ("dl",),
    "figcaption": ("figure",),
}
CONTAINERS = frozenset(("ul", "ol", "dl", "table", "blockquote", "figure", "pre"))
KEPT = INLINE | HEADINGS | TABLE_PARTS | LIST_PARTS.keys() | CONTAINERS | {"p", "br", "hr"}

# h1 is the page's own.
RENAMED = {
    "h1": "h2",
    "strike": "s",
    "tt": "code",
    "acronym": "abbr",
    "menu": "ul",
    "dir": "ul",
}
DIVIDING = frozenset(
    [
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "nav",
        "aside",
        "address",
        "center",
        "fieldset",
        "form",
        "body",
        "html",
        "details",
        "summary",
    ]
)

# Their content is never text for a reader. Without an end, those that the HTML parser reads raw swallow the rest.
REMOVED = frozenset(
    [
        "script",
        "style",
        "iframe",
        "noembed",
        "noframes",
        "noscript",
        "template",
        "textarea",
        "title",
        "xmp",
        "svg",
        "math",
        "object",
        "select",
        "audio",
        "video",
        "canvas",
        "plaintext",
    ]
)
RAW = frozenset(
    [
        "script",
        "style",
        "iframe",
        "noembed",
        "noframes",
        "textarea",
        "title",
        "xmp",
        "plaintext",
    ]
)

ELEMENTS = KEPT | RENAMED.keys() | DIVIDING | REMOVED | {"img", "span", "font", "input", "embed", "link", "meta"}
"""Names that tell markup from text in angle brackets."""

CELLS = frozenset(("td", "th", "caption"))
ROW_GROUPS = frozenset(("thead", "tbody", "tfoot"))
ENDED_BY_BLOCK = INLINE | HEADINGS | {"p", "pre"}
OPENS_INSIDE = {
    "table": "td",
    "thead": "td",
    "tbody": "td",
    "tfoot": "td",
    "tr": "td",
    "ul": "li",
    "ol": "li",
    "dl": "dd",
}
WANTS_PARAGRAPHS = frozenset(("", "blockquote", "figure"))
KEPT_WHEN_EMPTY = frozenset(("td", "th", "tr", "dt", "dd"))
