"""The authority files of organizations and tags, and what is recognized in articles by them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns, and make the tables; what an editor chose stays, and every article is to be read."""
    for table in ("tags", "organizations"):
        op.add_column(table, sa.Column("is_entry", sa.Boolean, nullable=False, server_default=sa.false()))
        op.add_column(table, sa.Column("description", sa.Text, nullable=False, server_default=""))
    for name in ("acronym", "homepage", "wikidata", "ror"):
        op.add_column("organizations", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column("articles", sa.Column("is_settled", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column(
        "article_organizations", sa.Column("is_chosen", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.execute("UPDATE articles SET is_settled = is_retagged")
    op.execute(
        "UPDATE article_organizations SET is_chosen = "
        "(SELECT is_retagged FROM articles WHERE articles.id = article_organizations.article_id)"
    )
    op.add_column("changes", sa.Column("together", sa.BigInteger))
    _make_names()
    _make_recognized()
    _make_retagging()
    op.execute("INSERT INTO numbers (name, last) VALUES ('authority', 0), ('starter', 0)")
    op.execute("INSERT INTO unread (article_id) SELECT id FROM articles")


def _make_names() -> None:
    op.create_table(
        "other_names",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("language", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("kind", "slug", "position", name="pk_other_names"),
    )
    op.create_table(
        "name_slugs",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name_slug", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name_slug", "slug", name="pk_name_slugs"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_name_slugs_slug", "name_slugs", ["slug"])
    op.create_table(
        "redirects",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False),
        sa.Column("target", sa.String(200), nullable=False),
        sa.Column("is_merged", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("kind", "slug", name="pk_redirects"),
    )
    op.create_index("ix_redirects_kind", "redirects", ["kind", "target"])


def _make_recognized() -> None:
    op.create_table(
        "recognized_organizations",
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("mentions", sa.JSON, nullable=False),
        _of_article("recognized_organizations"),
        sa.ForeignKeyConstraint(["slug"], ["organizations.slug"], name="fk_recognized_organizations_slug"),
        sa.PrimaryKeyConstraint("article_id", "slug", name="pk_recognized_organizations"),
    )
    op.create_index("ix_recognized_organizations_slug", "recognized_organizations", ["slug"])
    op.create_table(
        "rejected_organizations",
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False),
        _of_article("rejected_organizations"),
        sa.PrimaryKeyConstraint("article_id", "slug", name="pk_rejected_organizations"),
    )
    op.create_index("ix_rejected_organizations_slug", "rejected_organizations", ["slug"])
    op.create_table(
        "sightings",
        sa.Column("name", sa.String(240), nullable=False),
        sa.Column("acronym", sa.String(32), nullable=False),
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("written", sa.Text, nullable=False),
        sa.Column("written_acronym", sa.Text, nullable=False),
        sa.Column("part", sa.String(8), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        _of_article("sightings"),
        sa.PrimaryKeyConstraint("name", "acronym", "article_id", name="pk_sightings"),
    )
    op.create_index("ix_sightings_article_id", "sightings", ["article_id"])
    op.create_table(
        "dismissed_candidates",
        sa.Column("name", sa.String(240), nullable=False),
        sa.Column("acronym", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("name", "acronym", name="pk_dismissed_candidates"),
    )


def _make_retagging() -> None:
    op.create_table(
        "changed_names",
        sa.Column("revision", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(320), nullable=False),
        sa.PrimaryKeyConstraint("revision", "name", name="pk_changed_names"),
    )
    op.create_table(
        "retagging",
        sa.Column("revision", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("after", sa.String(32), nullable=False),
        sa.Column("looked_at", sa.Integer, nullable=False),
        sa.Column("written", sa.Integer, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("revision", name="pk_retagging"),
    )
    op.create_table(
        "unread",
        sa.Column("article_id", sa.String(32), nullable=False),
        _of_article("unread"),
        sa.PrimaryKeyConstraint("article_id", name="pk_unread"),
    )


def _of_article(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=f"fk_{table}_article_id", ondelete="CASCADE")
