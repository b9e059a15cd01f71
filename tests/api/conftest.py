"""A client over the library."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.library_app import library_app


@pytest.fixture(scope="session")
def app() -> Flask:
    """The application over the library; nobody changes it."""
    return library_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that does not follow redirects."""
    return app.test_client()
