"""The text of a WordPress post as its editor keeps it → the HTML that WordPress shows."""

import re

_BLOCKS = re.compile(
    r"\s*</?(?:address|article|aside|blockquote|center|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]"
    r"|header|hr|iframe|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul)\b",
    re.IGNORECASE,
)
_MARKED = re.compile(r"<!-- /?wp:|<p[\s>]", re.IGNORECASE)
_BLANK = re.compile(r"\n(?:[ \t]*+\n)++")
_PREFORMATTED = re.compile(r"(<pre\b.*?(?:</pre>|\Z))", re.IGNORECASE | re.DOTALL)
_SHORTCODE = re.compile(
    r"\[/?(?:caption|wp_caption|gallery|embed|audio|video|playlist)(?:\s[^\[\]]{0,2000})?/?\]", re.IGNORECASE
)


def paragraphs(text: str) -> str:
    """Return *text* with its paragraphs marked, and without the short codes of WordPress itself.

    Shape: paragraphs are parted by blank lines where neither blocks nor
    paragraphs are marked already; a single line end is a break; what is
    preformatted stays.

    Source: what ``wpautop`` of WordPress is for.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SHORTCODE.sub("", text).strip() if "[" in text else text.strip()
    if _MARKED.search(text) or "\n" not in text:
        return text
    return "".join(
        part if _PREFORMATTED.match(part) else _marked(part) for part in _PREFORMATTED.split(text) if part.strip()
    )


def _marked(text: str) -> str:
    parts = (part.strip() for part in _BLANK.split(text))
    return "".join(
        f"{part}\n" if _BLOCKS.match(part) else f"<p>{'<br>'.join(part.splitlines())}</p>\n" for part in parts if part
    )
