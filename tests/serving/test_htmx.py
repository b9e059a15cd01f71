"""Page or update: decided by headers alone, and said in Vary."""

from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from portal.serving.htmx import VARIES_BY, is_htmx, page_or_update

HX = {"HX-Request": "true"}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    for kind in ("pages", "updates"):
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "thing.html").write_text(kind)
    app = Flask(__name__, template_folder=str(tmp_path))

    @app.get("/thing")
    def thing() -> Response:
        return page_or_update("thing", status=404)

    return app.test_client()


@pytest.mark.parametrize(
    ("headers", "drawn"),
    [
        pytest.param({}, "pages", id="plain"),
        pytest.param(HX, "updates", id="htmx"),
        pytest.param(HX | {"HX-Request-Type": "partial"}, "updates", id="htmx 4, a region"),
        pytest.param(HX | {"HX-Request-Type": "full"}, "pages", id="htmx 4, the body"),
        pytest.param(HX | {"HX-Boosted": "true"}, "pages", id="boosted"),
        pytest.param(HX | {"HX-History-Restore-Request": "true"}, "pages", id="history restore"),
        pytest.param({"HX-Request": "false"}, "pages", id="false"),
        pytest.param({"HX-Request-Type": "partial"}, "pages", id="a type without a request"),
    ],
)
def test_headers_decide_between_page_and_update(client: FlaskClient, headers: dict[str, str], drawn: str) -> None:
    response = client.get("/thing", headers=headers)

    assert response.text == drawn
    assert response.status_code == 404
    assert {name.lower() for name in VARIES_BY} <= {name.lower() for name in response.vary}


def test_a_history_restore_is_still_htmx() -> None:
    app = Flask(__name__)

    with app.test_request_context(headers=HX | {"HX-History-Restore-Request": "true"}):
        from flask import request

        assert is_htmx(request)
