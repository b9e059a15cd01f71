"""A web site on loopback whose feeds a test writes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FEED = "/feed"


def rss(count: int, *, first: int = 0, longer: int = 0, title: str = "The Desk") -> bytes:
    """Return a feed of *count* entries, numbered from *first*."""
    body = f"&lt;p&gt;Miners were paid late.{' And again, and again.' * longer}&lt;/p&gt;"
    items = "".join(
        f"<item><title>Report {number} on cobalt</title><link>https://news.example/{number}</link>"
        f"<guid>https://news.example/{number}</guid><pubDate>Thu, 05 Mar 2026 09:30:00 GMT</pubDate>"
        f"<content:encoded>Pit {number}. {body}</content:encoded></item>"
        for number in range(first, first + count)
    )
    content = "http://purl.org/rss/1.0/modules/content/"
    channel = f"<channel><title>{title}</title>{items}</channel>"
    return f'<rss version="2.0" xmlns:content="{content}">{channel}</rss>'.encode()


@dataclass
class Site:
    """What it answers by path; a function is called with the request's handler, and writes by itself."""

    port: int
    pages: dict[str, bytes | int | Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    other: int | Callable[[BaseHTTPRequestHandler], None] = 404
    """What it answers everywhere else."""

    asked: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def address(self, path: str = FEED) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def site_on_loopback() -> Iterator[Site]:
    """Serve a site until the context is left."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            page = site.pages.get(self.path, site.other)
            if callable(page):
                page(self)
                return
            status, body = (page, b"") if isinstance(page, int) else (200, page)
            self.send_response(status)
            for name, value in site.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
