"""The content security policy lets through images of the hosts that the operator names, and of no other."""

import pytest

from portal.config import ConfigError, Settings
from portal.serving.headers import ALWAYS
from tests.web.library_app import library_app


def policy(settings: Settings) -> str:
    return library_app(settings=settings).test_client().get("/about").headers["Content-Security-Policy"]


def test_only_the_hosts_that_are_named_may_give_images() -> None:
    settings = Settings.from_environment({"PORTAL_IMAGE_HOSTS": "images.example, *.News.example"})

    allowed = policy(settings)

    assert "img-src 'self' https://images.example https://*.news.example; " in allowed
    assert allowed.replace(" https://images.example https://*.news.example", "") == policy(Settings())
    assert policy(Settings()) == ALWAYS["Content-Security-Policy"]


@pytest.mark.parametrize(
    "value",
    ["*", "*.example.org; script-src *", "https://a.example", "localhost", "a.example:80", "*.*.x.example"],
)
def test_what_is_no_host_of_images_is_refused(value: str) -> None:
    with pytest.raises(ConfigError, match=r"PORTAL_IMAGE_HOSTS=.*expected names of hosts"):
        Settings.from_environment({"PORTAL_IMAGE_HOSTS": value})
