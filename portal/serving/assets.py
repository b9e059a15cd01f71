"""Static files under addresses that change with their contents, so that browsers may keep them for good."""

import hashlib
import mimetypes
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, request
from werkzeug.security import safe_join

from portal.serving.caching import IMMUTABLE, REVALIDATE

DIGEST_LETTERS = 12


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it was when it was last looked at: they are few and small, and kept in memory."""

    path: str
    changed_ns: int
    digest: str
    body: bytes


class Assets:
    """The files of one folder, by their plain name (``icons/favicon.svg``)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, _File] = {}

    def address(self, name: str) -> str:
        """Return the address of a file: ``/static/portal.3f2a9c1b7d10.css``.

        A file that is not there gets its plain address, which answers 404.
        """
        file = self._file(name)
        if file is None:
            return f"/static/{name}"
        stem, dot, ending = name.rpartition(".")
        return f"/static/{stem}.{file.digest}{dot}{ending}" if dot else f"/static/{name}.{file.digest}"

    def fingerprint(self) -> str:
        """Return a text that differs when any file does."""
        names = sorted(path.relative_to(self._folder).as_posix() for path in self._folder.rglob("*") if path.is_file())
        return "/".join(self.address(name) for name in names)

    def respond(self, asked: str) -> Response:
        """Return the file at ``/static/<asked>``, by its plain or its hashed name.

        A hashed name of other contents than we hold gives what we hold, and
        is not kept: a page of the release before may still ask for it.
        """
        name, digest = _parted(asked)
        file = self._file(name)
        if file is None and digest is not None:
            name, digest = asked, None
            file = self._file(name)
        if file is None:
            abort(404)
        response = Response(file.body, mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream")
        response.headers["Cache-Control"] = IMMUTABLE if digest == file.digest else REVALIDATE
        response.set_etag(file.digest)
        response.make_conditional(request)
        return response

    def serve(self, app: Flask) -> None:
        """Answer ``/static/…`` on *app*."""
        app.add_url_rule("/static/<path:asked>", "static", self.respond)

    def _file(self, name: str) -> _File | None:
        known = self._files.get(name)
        path = known.path if known else safe_join(str(self._folder), name)
        if path is None:
            return None
        try:
            found = os.stat(path)
        except (OSError, ValueError):  # not there, or no name that a file could have: a NUL, five thousand letters
            return None
        if not stat.S_ISREG(found.st_mode):
            return None
        if known is None or known.changed_ns != found.st_mtime_ns:
            body = Path(path).read_bytes()
            digest = hashlib.sha256(body).hexdigest()[:DIGEST_LETTERS]
            known = self._files[name] = _File(path, found.st_mtime_ns, digest, body)
        return known


def _parted(asked: str) -> tuple[str, str | None]:
    stem, dot, ending = asked.rpartition(".")
    plain, digest_dot, digest = stem.rpartition(".")
    if digest_dot and len(digest) == DIGEST_LETTERS and set(digest) <= set("0123456789abcdef"):
        return f"{plain}{dot}{ending}", digest
    return asked, None
