"""The tables of the store, declared once; `migrations` makes them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
)

from portal.articles.store import NameKind

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NUMBER = "change"
"""The counter in `numbers` that changes and arrivals draw from; its row is the lock of writers."""

AUTHORITY = "authority"
"""Another row: the revision of the authority files."""

STARTER = "starter"
"""Another row: the version of the starter list that was kept."""

GROUPED = "grouped"
"""Another row: up to which change articles were looked at for their story."""


class Moment(TypeDecorator[datetime]):
    """An aware time in UTC, also where the database knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn it into UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that it is UTC."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _names(name: str, *more: Column[Any]) -> Table:
    return Table(
        name, metadata, Column("slug", String(200), primary_key=True), Column("label", Text, nullable=False), *more
    )


def _links(name: str, to: str, *more: Column[Any]) -> Table:
    return Table(
        name,
        metadata,
        Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
        Column("slug", ForeignKey(f"{to}.slug"), primary_key=True, index=True),
        Column("position", Integer, nullable=False),
        *more,
    )


def _entry(*more: Column[Any]) -> tuple[Column[Any], ...]:
    is_entry = Column("is_entry", Boolean, nullable=False, server_default=false())  # it is in the authority file
    return (is_entry, Column("description", Text, nullable=False, server_default=""), *more)


tags = _names("tags", *_entry())
organizations = _names(
    "organizations",
    *_entry(
        *(Column(name, Text, nullable=False, server_default="") for name in ("acronym", "homepage", "wikidata", "ror"))
    ),
)
sources = _names("sources", Column("is_excerpt_only", Boolean, nullable=False, server_default=false()))

articles = Table(
    "articles",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("sequence", BigInteger, nullable=False, unique=True),
    Column("revision", BigInteger, nullable=False, index=True),  # the number of its last change
    Column("title", Text, nullable=False),
    Column("body_html", Text, nullable=False),
    Column("body_text", Text, nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("url", Text),
    Column("source_key", Text),
    Column("author", Text, nullable=False),
    Column("language", String(64), nullable=False),
    Column("completeness", String(16), nullable=False),
    Column("published", String(32)),
    Column("source_slug", ForeignKey("sources.slug"), index=True),
    Column("flags", JSON, nullable=False),
    Column("extra", JSON, nullable=False),
    Column("is_retagged", Boolean, nullable=False),  # an editor chose its tags and organizations
    Column("is_settled", Boolean, nullable=False, server_default=false()),  # nothing of its text adds organizations
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("provenance", JSON(none_as_null=True)),  # NULL: one copy, and nothing to say of it
    Column("versions", Integer, nullable=False, server_default="0"),
    Column("text_changed_at", Moment),
)

article_tags = _links("article_tags", "tags")
article_organizations = _links(
    "article_organizations",
    "organizations",
    Column("is_chosen", Boolean, nullable=False, server_default=false()),  # by an editor
)

# What the text of an article names, with the words: kept apart from what it was given.
recognized_organizations = Table(
    "recognized_organizations",
    metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("slug", ForeignKey("organizations.slug"), primary_key=True, index=True),
    Column("position", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("mentions", JSON, nullable=False),
)

# Organizations that an editor took from an article: no later reading gives them back.
rejected_organizations = Table(
    "rejected_organizations",
    metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("slug", String(200), primary_key=True, index=True),
)

# The other names of entries; of what kind, `NameKind` says.
other_names = Table(
    "other_names",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("slug", String(200), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("language", String(64), nullable=False),  # empty for aliases
    Column("name", Text, nullable=False),
)

# What its names are called in addresses, of every entry and of every name that was merged into one.
name_slugs = Table(
    "name_slugs",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("name_slug", String(200), primary_key=True),
    Column("slug", String(200), primary_key=True),
    Index("ix_name_slugs_slug", "slug"),
    sqlite_with_rowid=False,
)

# Slugs that lead to another one, never further.
redirects = Table(
    "redirects",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("slug", String(200), primary_key=True),
    Column("target", String(200), nullable=False),
    Column("is_merged", Boolean, nullable=False),  # by an editor; else it follows from the names of an entry
    Index("ix_redirects_kind", "kind", "target"),  # of target alone it would not be used: the key begins with kind, too
)

# "Long Name (ACR)" of articles that no entry is called.
sightings = Table(
    "sightings",
    metadata,
    Column("name", String(240), primary_key=True),  # folded
    Column("acronym", String(32), primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("written", Text, nullable=False),  # the name as it stands there
    Column("written_acronym", Text, nullable=False),
    Column("part", String(8), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

dismissed_candidates = Table(
    "dismissed_candidates",
    metadata,
    Column("name", String(240), primary_key=True),
    Column("acronym", String(32), primary_key=True),
)

# The names that entries had or have which changed since all articles were read; an empty one stands for any.
changed_names = Table(
    "changed_names",
    metadata,
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(320), primary_key=True),
)

# The pass over all articles that is under way: one row, or none.
retagging = Table(
    "retagging",
    metadata,
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("after", String(32), nullable=False),  # the id of the last article looked at
    Column("looked_at", Integer, nullable=False),
    Column("written", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
)

# Articles that are to be read anew, whatever the pass does: they arrived read with an older file, or were given tags.
unread = Table(
    "unread",
    metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
)

raw_bodies = Table(
    "raw_bodies",
    metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("body", Text, nullable=False),
)

# What title and body were; `number` is that of the change which replaced them.
versions = Table(
    "versions",
    metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("body_html", Text, nullable=False),
    Column("body_text", Text, nullable=False),
    Column("replaced_at", Moment, nullable=False),
)

# Keys outlive their article: those of a tombstone keep it from being ingested again.
article_keys = Table(
    "article_keys",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("value", String(240), primary_key=True),
    Column("article_id", String(32), primary_key=True),
    Index("ix_article_keys_article_id", "article_id"),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("article_id", String(32), primary_key=True),
    Column("url", Text),
    Column("source_key", Text),
    Column("revision", BigInteger, nullable=False, index=True),
    Column("removed_at", Moment, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("article_id", String(32), nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("together", BigInteger),  # those of one number are written in one commit
)

numbers = Table(
    "numbers",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("last", BigInteger, nullable=False),
)

# What stories are told by: an article that was removed keeps its row until that was looked at.
signatures = Table(
    "signatures",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("article_id", String(32), nullable=False, index=True),
    Column("story", String(32), index=True),  # the first article of its story; NULL while it is alone
    Column("revision", BigInteger, nullable=False),  # of the article, when it was looked at
    Column("language", String(16), nullable=False),
    Column("day", Integer, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

signature_keys = Table(
    "signature_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# What is fetched on a schedule; its articles carry its slug as their source, and stay when it goes.
watched_sources = Table(
    "watched_sources",
    metadata,
    Column("slug", ForeignKey("sources.slug"), primary_key=True),
    Column("address", Text, nullable=False, unique=True),
    Column("kind", String(64), nullable=False),
    Column("every", Integer),  # seconds; NULL where the source itself says how often
    Column("tags", JSON, nullable=False),
    Column("organizations", JSON, nullable=False),
    Column("language", String(64), nullable=False),
    Column("selectors", JSON, nullable=False),
    Column("is_paused", Boolean, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("next_run_at", Moment, nullable=False, index=True),
    Column("last_run_at", Moment),
    Column("last_success_at", Moment),
    Column("failures", Integer, nullable=False),  # in a row
    Column("last_error", Text, nullable=False),
    Column("last_counts", JSON, nullable=False),
    Column("total_counts", JSON, nullable=False),
)

# What was remembered of an address when it was last asked for a watched source.
source_visits = Table(
    "source_visits",
    metadata,
    Column("slug", ForeignKey("watched_sources.slug", ondelete="CASCADE"), primary_key=True),
    Column("address", String(240), primary_key=True),
    Column("asked_at", Moment, nullable=False),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("not_before", Moment),
    Column("moved_to", Text, nullable=False),
    Column("mark", Text, nullable=False),
)

NAMES = {NameKind.TAG: tags, NameKind.ORGANIZATION: organizations, NameKind.SOURCE: sources}
LINKS = {NameKind.TAG: article_tags, NameKind.ORGANIZATION: article_organizations}
