"""An assignment, for whoever reads why it was made."""

from portal.articles.article import Article
from portal.articles.assignments import Assignment, Part

AROUND = 160
"""Characters shown on each side of a mention."""


def evidence(article: Article, assignment: Assignment) -> str:
    """Return the first words that stand for an organization, marked, with what is around them, and the rule."""
    mention = assignment.mentions[0]
    text = article.title if mention.part is Part.TITLE else article.body_text
    before, words = text[max(0, mention.start - AROUND) : mention.start], text[mention.start : mention.end]
    shown = " ".join(f"{before}[{words}]{text[mention.end : mention.end + AROUND]}".split())
    support = f", {mention.support}" if mention.support else ""
    return f"{assignment.count} by {mention.rule}{support}: …{shown}…"
