"""Whether markup could hold an element with so many attributes that a parser, which compares each with each, stalls.

Nothing is taken on trust about where comments, scripts and quotes end: that is
what such markup deceives about. So every ``<`` before a letter counts as the
beginning of a tag, wherever it stands.
"""

import re

_MOST_LOOKED_AT = 20
"""Times the length of the markup, where tags begin within tags; the pages that we test with come to 3."""

# White space is what HTML takes for it: a wider one would see quotes where a parser sees none. Possessive: linear.
_SPACE = r"\t\n\f\r "
_ONE = rf"""[^{_SPACE}/>][^{_SPACE}/>=]*+(?:[{_SPACE}]*+=[{_SPACE}]*+(?:"[^"]*+"|'[^']*+'|[^{_SPACE}>]*+))?+"""
_TAG_BEGINS = re.compile("<[a-zA-Z]")
_TAG = re.compile(rf"<[^{_SPACE}/>]++((?:[{_SPACE}/]*+{_ONE})*+)")
_ATTRIBUTE = re.compile(_ONE)


def why_crowded(markup: str, most: int) -> str:
    """Return why *markup* is not given to a parser; empty if no element of it can have more than *most* attributes.

    Shape: linear, at most some twenty times the length of *markup*.
    """
    budget = _MOST_LOOKED_AT * len(markup)
    for begins in _TAG_BEGINS.finditer(markup):
        tag = _TAG.match(markup, begins.start())
        assert tag is not None
        attributes = tag[1]
        if len(attributes) > 2 * most and sum(1 for _ in _ATTRIBUTE.finditer(attributes)) > most:
            return f"has more than {most:,} attributes"
        budget -= tag.end() - begins.start()
        if budget < 0:
            return "begins within another, and that in another, without an end"
    return ""
