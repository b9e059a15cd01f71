"""The security headers of every response, and the trust in proxies in front of us."""

from collections.abc import Iterable, Mapping

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix


def content_security_policy(image_hosts: Iterable[str] = ()) -> str:
    """Return a policy of our own hashed files, images of *image_hosts*, and nothing else.

    Shape: no inline script or style, no nonces, so pages stay cacheable.
    """
    images = " ".join(("'self'", *(f"https://{host}" for host in image_hosts)))
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "object-src 'none'"
    )


ALWAYS = {
    "Content-Security-Policy": content_security_policy(),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=(), payment=(), usb=()",
}

STRICT_TRANSPORT = "max-age=31536000"


def protect(app: Flask, *, trusted_proxies: int, image_hosts: Iterable[str] = ()) -> None:
    """Give every response of *app* its security headers.

    *trusted_proxies* is how many proxies in front of us set ``X-Forwarded-*``;
    with 0 these headers are not looked at. Images of *image_hosts* are let through.
    """
    if trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the way Flask documents
            app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=trusted_proxies
        )
    always = ALWAYS | {"Content-Security-Policy": content_security_policy(image_hosts)}
    app.after_request(lambda response: secured(response, always))


def secured(response: Response, always: Mapping[str, str] = ALWAYS) -> Response:
    """Return *response* with the headers that it does not set for itself."""
    headers = {**always, "Strict-Transport-Security": STRICT_TRANSPORT} if request.is_secure else always
    own = {name.lower() for name in response.headers.keys()}  # noqa: SIM118  # iterating headers gives pairs
    response.headers.extend([(name, value) for name, value in headers.items() if name.lower() not in own])
    return response


def open_to_all(response: Response) -> Response:
    """Return *response*, readable by scripts of any site: public data, asked for without credentials."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Link, ETag, Retry-After"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
