"""The starter list: the authority file that a new store begins with."""

import csv
from pathlib import Path

from portal.articles.authority import Authority, Entry
from portal.articles.store import NameKind
from portal.organizations.authority_file import read_entries

VERSION = 1
"""Raised when the list has changed so much that stores which have the older one should be told."""

_FILE = Path(__file__).with_name("starter.csv")


def starter_entries() -> tuple[Entry, ...]:
    """Return the organizations that ship with the portal, by id."""
    with _FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = [(f"{_FILE.name}:{number}", row) for number, row in enumerate(csv.DictReader(file), start=2)]
    return read_entries(rows, NameKind.ORGANIZATION).entries


def keep_starter(authority: Authority) -> bool:
    """Keep the starter list, unless one was kept here before; say whether that was done.

    Once in the life of a store: what an editor takes out or writes otherwise stays so.

    Raises:
        StoreUnavailable: try again when it is back.
    """
    if authority.starter_version():
        return False
    authority.keep(NameKind.ORGANIZATION, starter_entries())
    authority.note_starter(VERSION)
    return True
