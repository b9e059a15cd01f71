"""``/metrics``: what this server has answered, in all its processes, for Prometheus."""

import os
import time
from collections.abc import Callable

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from index.errors import SearchError
from portal.parent import METRICS_VARIABLE

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


def measure(app: Flask, article_count: Callable[[], int]) -> None:
    """Count and time every request of *app*, and answer ``/metrics``.

    A registry of its own, so that two apps in one process do not add up.
    """
    registry = CollectorRegistry()
    requests = Counter("portal_requests", "Requests answered.", ("endpoint", "method", "status"), registry=registry)
    seconds = Histogram("portal_request_seconds", "Time to answer.", ("endpoint",), buckets=_BUCKETS, registry=registry)
    articles = Gauge(
        "portal_articles", "Articles that can be found.", registry=registry, multiprocess_mode="mostrecent"
    )

    @app.before_request
    def start() -> None:
        g.started_at = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        elapsed = time.perf_counter() - g.get("started_at", time.perf_counter())
        requests.labels(endpoint, _method(), str(response.status_code)).inc()
        seconds.labels(endpoint).observe(elapsed)
        response.headers.add("Server-Timing", f"total;dur={elapsed * 1000:.1f}")
        return response

    def metrics() -> Response:
        try:
            articles.set(article_count())
        except SearchError:
            articles.set(float("nan"))
        return Response(generate_latest(_whole(registry)), content_type=CONTENT_TYPE_LATEST)

    app.add_url_rule("/metrics", "metrics", metrics)


def _whole(own: CollectorRegistry) -> CollectorRegistry:
    """Return the numbers of every process of this server; *own* where there is only this one."""
    folder = os.environ.get(METRICS_VARIABLE)
    if not folder:
        return own
    shared = CollectorRegistry()
    MultiProcessCollector(shared, path=folder)  # type: ignore[no-untyped-call]  # it has no types
    return shared


def _method() -> str:
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return request.method if request.method in known else "other"
