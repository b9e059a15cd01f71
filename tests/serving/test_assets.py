"""Static files: kept for good under their hashed names, asked about again under plain ones."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.serving.assets import Assets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "static" / "icons").mkdir(parents=True)
    (tmp_path / "static" / "site.css").write_text("body{}")
    (tmp_path / "static" / "icons" / "mark.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path / "static"


@pytest.fixture
def assets(folder: Path) -> Assets:
    return Assets(folder)


@pytest.fixture
def client(assets: Assets) -> FlaskClient:
    app = Flask(__name__, static_folder=None)
    assets.serve(app)
    return app.test_client()


@pytest.mark.parametrize("name", ["site.css", "icons/mark.svg"])
def test_a_hashed_name_is_kept_for_good(client: FlaskClient, assets: Assets, name: str) -> None:
    response = client.get(assets.address(name))

    assert response.status_code == 200
    assert "immutable" in response.headers["Cache-Control"]


def test_a_plain_name_is_asked_about_again(client: FlaskClient) -> None:
    response = client.get("/static/site.css")

    assert response.headers["Cache-Control"] == "no-cache"
    assert response.mimetype == "text/css"
    assert client.get("/static/site.css", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_other_contents_have_another_address(folder: Path, assets: Assets, client: FlaskClient) -> None:
    before, fingerprint = assets.address("site.css"), assets.fingerprint()
    (folder / "site.css").write_text("body{color:red}")

    assert assets.address("site.css") != before
    assert assets.fingerprint() != fingerprint
    stale = client.get(before)
    assert stale.text == "body{color:red}"
    assert "immutable" not in stale.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    ["nothing.css", "../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt", "icons", "%00", "site.css%00.svg", ""],
)
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404
