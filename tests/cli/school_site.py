"""The mirrored WordPress site on loopback, its REST interface answering as WordPress does."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.sources.school import files_of_site

Page = Callable[[BaseHTTPRequestHandler], None]
REST = "wp-json/wp/v2/"


class School:
    """What the site answers: pages and feeds by their paths, posts and terms from the interface."""

    def __init__(self, shared_data: Path) -> None:
        self._files = files_of_site(shared_data)

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        parts = urlsplit(handler.path)
        path = parts.path.strip("/")
        if path.startswith(REST) and "/" not in (base := path.removeprefix(REST)):
            self._list(handler, base, parse_qs(parts.query))
            return
        body = self._files.get(path) or self._files.get(f"{path}/index.html".lstrip("/"))
        if body is None:
            self._send(handler, 404, b"", "text/html")
            return
        # The mirror rewrote where the interface is; the site itself names it so.
        body = body.replace(b'href="wp-json/index.html"', b'href="/wp-json/"')
        is_json = path.startswith("wp-json")
        self._send(handler, 200, body, "application/json" if is_json else "text/html; charset=utf-8")

    def _list(self, handler: BaseHTTPRequestHandler, base: str, query: dict[str, list[str]]) -> None:
        prefix = f"{REST}{base}/"
        found = [json.loads(body) for name, body in self._files.items() if name.startswith(prefix)]
        wanted = {int(one) for part in query.get("include", []) for one in part.split(",")}
        found = [one for one in found if not wanted or one["id"] in wanted]
        found.sort(key=lambda one: (one.get("date", ""), one["id"]), reverse=True)
        size, page = int(query.get("per_page", ["10"])[0]), int(query.get("page", ["1"])[0])
        totals = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(-(-len(found) // size))}
        part = found[(page - 1) * size : page * size]
        self._send(handler, 200, json.dumps(part).encode(), "application/json", totals)

    def _send(
        self,
        handler: BaseHTTPRequestHandler,
        status: int,
        body: bytes,
        kind: str,
        headers: dict[str, str] | None = None,
    ) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)
