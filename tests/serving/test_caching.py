"""ETags stand on what an answer depends on, and spare the work."""

from flask import Flask, Response
from hypothesis import given
from hypothesis import strategies as st

from portal.serving.caching import conditional, etag_of


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_other_parts_give_another_etag(first: list[str], second: list[str]) -> None:
    assert (first == second) == (etag_of(*first) == etag_of(*second))


def test_a_304_is_given_without_doing_the_work() -> None:
    asked = []
    app = Flask(__name__)

    @app.get("/<version>")
    def thing(version: str) -> Response:
        def answer() -> Response:
            asked.append(version)
            return Response("body")

        return conditional((version, "page"), answer)

    client = app.test_client()
    etag = client.get("/1").headers["ETag"]
    again = client.get("/1", headers={"If-None-Match": etag})
    newer = client.get("/2", headers={"If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag
    assert newer.status_code == 200
    assert asked == ["1", "2"]


def test_what_was_not_found_is_never_called_unchanged() -> None:
    app = Flask(__name__)

    @app.get("/")
    def thing() -> Response:
        return conditional(("1",), lambda: Response("no", status=404))

    assert "ETag" not in app.test_client().get("/").headers
