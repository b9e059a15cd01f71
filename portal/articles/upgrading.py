"""Bringing the tables of a store up to date, with Alembic run from here."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from portal.articles.errors import StoreTooNew

HEAD = "0005"
"""The newest step in `migrations`: looked up here so that opening a store that is up to date stays quick."""


def is_up_to_date(connection: Connection) -> bool:
    """Say whether the tables are those of this version."""
    return version_of(connection) == HEAD


def version_of(connection: Connection) -> str | None:
    """Return the last step that was applied; None where there are no tables yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)


def upgrade(connection: Connection, *, to: str = "head") -> None:
    """Apply the steps that are missing, *to* the newest, within the transaction that *connection* is in.

    Raises:
        StoreTooNew: the tables know a step that this version has not.
    """
    # Alembic takes a fifth of a second to import, and is needed once in the life of a version.
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, to)
    except CommandError as error:
        raise StoreTooNew(
            f"the store was made by a newer version of the portal ({version_of(connection)}); this one knows {HEAD}"
        ) from error
