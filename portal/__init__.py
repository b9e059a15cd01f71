"""The discovery portal: articles in, a faceted search out."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from portal.config import Settings
    from portal.wiring import Services


def create_app(settings: "Settings", services: "Services | None" = None) -> "Flask":
    """Return the web application; without *services*, those that *settings* name are opened."""
    # Imported here: every room lies in this package, and most of them have never heard of Flask.
    from portal.application import assembled
    from portal.wiring import open_services

    return assembled(settings, services or open_services(settings))
