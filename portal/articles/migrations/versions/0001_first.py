"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    for name in ("tags", "organizations", "sources"):
        op.create_table(
            name,
            sa.Column("slug", sa.String(200), nullable=False),
            sa.Column("label", sa.Text, nullable=False),
            sa.PrimaryKeyConstraint("slug", name=f"pk_{name}"),
        )
    _make_articles()
    _make_links("article_tags", "tags")
    _make_links("article_organizations", "organizations")
    op.create_table(
        "raw_bodies",
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_raw_bodies_article_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", name="pk_raw_bodies"),
    )
    _make_identities()
    _make_changes()


def _make_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body_html", sa.Text, nullable=False),
        sa.Column("body_text", sa.Text, nullable=False),
        sa.Column("excerpt", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("source_key", sa.Text),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("language", sa.String(64), nullable=False),
        sa.Column("completeness", sa.String(16), nullable=False),
        sa.Column("published", sa.String(32)),
        sa.Column("source_slug", sa.String(200)),
        sa.Column("flags", sa.JSON, nullable=False),
        sa.Column("extra", sa.JSON, nullable=False),
        sa.Column("is_retagged", sa.Boolean, nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["source_slug"], ["sources.slug"], name="fk_articles_source_slug"),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("sequence", name="uq_articles_sequence"),
    )
    op.create_index("ix_articles_revision", "articles", ["revision"])
    op.create_index("ix_articles_source_slug", "articles", ["source_slug"])


def _make_links(name: str, to: str) -> None:
    op.create_table(
        name,
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=f"fk_{name}_article_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["slug"], [f"{to}.slug"], name=f"fk_{name}_slug"),
        sa.PrimaryKeyConstraint("article_id", "slug", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_slug", name, ["slug"])


def _make_identities() -> None:
    op.create_table(
        "article_keys",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", sa.String(240), nullable=False),
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", "article_id", name="pk_article_keys"),
    )
    op.create_index("ix_article_keys_article_id", "article_keys", ["article_id"])
    op.create_table(
        "tombstones",
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("source_key", sa.Text),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_tombstones"),
    )
    op.create_index("ix_tombstones_revision", "tombstones", ["revision"])


def _make_changes() -> None:
    op.create_table(
        "changes",
        sa.Column("number", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_changes"),
    )
    op.create_index("ix_changes_article_id", "changes", ["article_id"])
    numbers = op.create_table(
        "numbers",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_numbers"),
    )
    op.bulk_insert(numbers, [{"name": "change", "last": 0}])
