"""The security headers of every response, and the trust in proxies in front of us."""

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
"""Our own hashed files and nothing else: no inline script or style, no nonces, so pages stay cacheable."""

ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=(), payment=(), usb=()",
}

STRICT_TRANSPORT = "max-age=31536000"


def protect(app: Flask, *, trusted_proxies: int) -> None:
    """Give every response of *app* its security headers.

    *trusted_proxies* is how many proxies in front of us set ``X-Forwarded-*``;
    with 0 these headers are not looked at.
    """
    if trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the way Flask documents
            app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=trusted_proxies
        )
    app.after_request(secured)


def secured(response: Response) -> Response:
    """Return *response* with the headers that it does not set for itself."""
    headers = ALWAYS | {"Strict-Transport-Security": STRICT_TRANSPORT} if request.is_secure else ALWAYS
    own = {name.lower() for name in response.headers.keys()}  # noqa: SIM118  # iterating headers gives pairs
    response.headers.extend([(name, value) for name, value in headers.items() if name.lower() not in own])
    return response


def open_to_all(response: Response) -> Response:
    """Return *response*, readable by scripts of any site: public data, asked for without credentials."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Link, ETag, Retry-After"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
