"""Where the fields of an article came from, and what its title and body were before they changed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns, and the table of versions."""
    op.add_column("articles", sa.Column("provenance", sa.JSON(none_as_null=True)))
    op.add_column("articles", sa.Column("versions", sa.Integer, nullable=False, server_default="0"))
    op.add_column("articles", sa.Column("text_changed_at", sa.DateTime(timezone=True)))
    op.create_table(
        "versions",
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body_html", sa.Text, nullable=False),
        sa.Column("body_text", sa.Text, nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_versions_article_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", "number", name="pk_versions"),
    )
