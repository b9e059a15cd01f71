"""Static files under addresses that change with their contents, so that browsers may keep them for good."""

import hashlib
import mimetypes
import os
from pathlib import Path

from flask import Flask, Response, abort, send_file
from werkzeug.security import safe_join

from portal.serving.caching import IMMUTABLE, REVALIDATE

DIGEST_LETTERS = 12


class Assets:
    """The files of one folder, by their plain name (``icons/favicon.svg``)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._digests: dict[str, tuple[int, int, str]] = {}

    def address(self, name: str) -> str:
        """Return the address of a file: ``/static/portal.3f2a9c1b7d10.css``.

        A file that is not there gets its plain address, which answers 404.
        """
        digest = self._digest(name)
        if digest is None:
            return f"/static/{name}"
        stem, dot, ending = name.rpartition(".")
        return f"/static/{stem}.{digest}{dot}{ending}" if dot else f"/static/{name}.{digest}"

    def fingerprint(self) -> str:
        """Return a text that differs when any file does."""
        names = sorted(path.relative_to(self._folder).as_posix() for path in self._folder.rglob("*") if path.is_file())
        return "/".join(f"{name}:{self._digest(name)}" for name in names)

    def respond(self, asked: str) -> Response:
        """Return the file at ``/static/<asked>``, by its plain or its hashed name.

        A hashed name of other contents than we hold gives what we hold, and
        is not kept: a page of the release before may still ask for it.
        """
        name, digest = _parted(asked)
        path = self._path(name)
        if path is None and digest is not None:
            name, digest = asked, None
            path = self._path(name)
        if path is None:
            abort(404)
        response = send_file(path, mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream", etag=True)
        is_current = digest is not None and digest == self._digest(name)
        response.headers["Cache-Control"] = IMMUTABLE if is_current else REVALIDATE
        return response

    def serve(self, app: Flask) -> None:
        """Answer ``/static/…`` on *app*."""
        app.add_url_rule("/static/<path:asked>", "static", self.respond)

    def _digest(self, name: str) -> str | None:
        path = self._path(name)
        if path is None:
            return None
        status = path.stat()
        known = self._digests.get(name)
        if known is None or known[:2] != (status.st_mtime_ns, status.st_size):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:DIGEST_LETTERS]
            known = self._digests[name] = (status.st_mtime_ns, status.st_size, digest)
        return known[2]

    def _path(self, name: str) -> Path | None:
        joined = safe_join(str(self._folder), name)
        # os.path.isfile says no, where Path.is_file raises: for a NUL, for a name of five thousand letters.
        return Path(joined) if joined and os.path.isfile(joined) else None


def _parted(asked: str) -> tuple[str, str | None]:
    stem, dot, ending = asked.rpartition(".")
    plain, digest_dot, digest = stem.rpartition(".")
    if digest_dot and len(digest) == DIGEST_LETTERS and set(digest) <= set("0123456789abcdef"):
        return f"{plain}{dot}{ending}", digest
    return asked, None
