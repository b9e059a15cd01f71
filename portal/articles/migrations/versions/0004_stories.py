"""The signatures of articles, by which stories are told, and the story of each."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables, and the counter of what was looked at."""
    op.create_table(
        "signatures",
        sa.Column("sequence", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("story", sa.String(32)),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_signatures"),
    )
    op.create_index("ix_signatures_article_id", "signatures", ["article_id"])
    op.create_index("ix_signatures_story", "signatures", ["story"])
    op.create_table(
        "signature_keys",
        sa.Column("key", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "day", "sequence", name="pk_signature_keys"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO numbers (name, last) VALUES ('grouped', 0)")
