"""The store's authority file → the recognizer of its newest revision, built once a process."""

from threading import Lock
from weakref import WeakKeyDictionary

from portal.articles.authority import Authority
from portal.articles.store import NameKind
from portal.organizations.recognizing import Recognizer

_built: WeakKeyDictionary[Authority, Recognizer] = WeakKeyDictionary()
_building = Lock()


def recognizer_of(authority: Authority) -> Recognizer:
    """Return the recognizer of the file as it is now; building one takes about a second for 25,000 names.

    Shape: where the file changes while it is read, the recognizer is that of
    the older revision, and the next call builds another.

    Raises:
        StoreUnavailable: the file cannot be read.
    """
    revision = authority.revision()
    with _building:
        known = _built.get(authority)
        if known is None or known.revision != revision:
            known = _built[authority] = Recognizer(authority.entries(NameKind.ORGANIZATION), revision)
        return known
