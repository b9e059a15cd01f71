"""What is fetched on a schedule, what it remembers, and which sources show excerpts only."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of watched sources."""
    op.add_column("sources", sa.Column("is_excerpt_only", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "watched_sources",
        sa.Column("slug", sa.String(200), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("every", sa.Integer),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("organizations", sa.JSON, nullable=False),
        sa.Column("language", sa.String(64), nullable=False),
        sa.Column("selectors", sa.JSON, nullable=False),
        sa.Column("is_paused", sa.Boolean, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_run_at", sa.DateTime(timezone=True)),
        sa.Column("last_success_at", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_error", sa.Text, nullable=False),
        sa.Column("last_counts", sa.JSON, nullable=False),
        sa.Column("total_counts", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["slug"], ["sources.slug"], name="fk_watched_sources_slug"),
        sa.PrimaryKeyConstraint("slug", name="pk_watched_sources"),
        sa.UniqueConstraint("address", name="uq_watched_sources_address"),
    )
    op.create_index("ix_watched_sources_next_run_at", "watched_sources", ["next_run_at"])
    op.create_table(
        "source_visits",
        sa.Column("slug", sa.String(200), nullable=False),
        sa.Column("address", sa.String(240), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("last_modified", sa.Text, nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True)),
        sa.Column("moved_to", sa.Text, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["slug"], ["watched_sources.slug"], name="fk_source_visits_slug", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("slug", "address", name="pk_source_visits"),
    )
