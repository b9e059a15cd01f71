"""Settings are read once, and a bad one stops the start with a sentence."""

from pathlib import Path

import pytest

from portal.config import VARIABLES, ConfigError, Settings

GOOD = {
    "PORTAL_DATA_DIR": ("/srv/portal", Path("/srv/portal")),
    "PORTAL_DATABASE_URL": (
        "postgresql+psycopg://reader@db.example/portal",
        "postgresql+psycopg://reader@db.example/portal",
    ),
    "PORTAL_ENGINE_URL": ("whoosh:/srv/index", "whoosh:/srv/index"),
    "PORTAL_SECRET_KEY": ("k" * 43, "k" * 43),
    "PORTAL_BASE_URL": ("https://news.example/", "https://news.example"),
    "PORTAL_TITLE": ("Arbeit & Welt", "Arbeit & Welt"),
    "PORTAL_IMAGE_HOSTS": ("images.example, *.news.example", ("images.example", "*.news.example")),
    "PORTAL_EMBED_ORIGINS": (
        "https://a.example, http://b.example:8080",
        ("https://a.example", "http://b.example:8080"),
    ),
    "PORTAL_TRUSTED_PROXIES": ("2", 2),
    "PORTAL_SEARCH_TIMEOUT": ("2.5", 2.5),
    "PORTAL_CONTACT": ("https://news.example/about", "https://news.example/about"),
    "PORTAL_FETCH_ALLOW": (
        "Intranet.Example, 10.0.0.1 [FD00::1] bücher.example",
        ("intranet.example", "10.0.0.1", "fd00::1", "xn--bcher-kva.example"),
    ),
    "PORTAL_FETCH_DELAY": ("2.5", 2.5),
    "PORTAL_LOG_LEVEL": ("DEBUG", "debug"),
    "PORTAL_LOG_FORMAT": ("json", "json"),
}

BAD = [
    ("PORTAL_DATABASE_URL", "mysql://root:hunter2@db.example/portal"),
    ("PORTAL_ENGINE_URL", "whoosh:"),
    ("PORTAL_ENGINE_URL", "lucene:/srv"),
    ("PORTAL_SECRET_KEY", "short"),
    ("PORTAL_BASE_URL", "news.example"),
    ("PORTAL_BASE_URL", "https://news.example/portal"),
    ("PORTAL_BASE_URL", "ftp://news.example"),
    ("PORTAL_BASE_URL", "https://news.example:none"),
    ("PORTAL_BASE_URL", "https://me:hunter2@news.example"),
    ("PORTAL_EMBED_ORIGINS", "https://a.example, b"),
    ("PORTAL_EMBED_ORIGINS", "https://me:hunter2@a.example"),
    ("PORTAL_TRUSTED_PROXIES", "-1"),
    ("PORTAL_TRUSTED_PROXIES", "one"),
    ("PORTAL_TRUSTED_PROXIES", "٢"),
    ("PORTAL_SEARCH_TIMEOUT", "fast"),
    ("PORTAL_SEARCH_TIMEOUT", "0"),
    ("PORTAL_SEARCH_TIMEOUT", "nan"),
    ("PORTAL_SEARCH_TIMEOUT", "inf"),
    ("PORTAL_SEARCH_TIMEOUT", "61"),
    ("PORTAL_CONTACT", "me"),
    ("PORTAL_CONTACT", "https://me:hunter2@a.example/"),
    ("PORTAL_CONTACT", "me@a.example\nX-Header: b"),
    ("PORTAL_FETCH_ALLOW", "http://intranet.example/"),
    ("PORTAL_FETCH_ALLOW", "*"),
    ("PORTAL_FETCH_ALLOW", "2130706433"),
    ("PORTAL_FETCH_ALLOW", "10.0.0.0/8"),
    ("PORTAL_FETCH_DELAY", "-1"),
    ("PORTAL_FETCH_DELAY", "nan"),
    ("PORTAL_FETCH_DELAY", "301"),
    ("PORTAL_LOG_LEVEL", "loud"),
    ("PORTAL_LOG_FORMAT", "xml"),
]


@pytest.mark.parametrize("name", VARIABLES)
def test_every_variable_is_read(name: str) -> None:
    given, meant = GOOD[name]

    assert getattr(Settings.from_environment({name: f" {given} "}), VARIABLES[name]) == meant


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_told_with_its_name_and_what_was_expected(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{name}.*expected") as caught:
        Settings.from_environment({name: value})

    assert "hunter2" not in str(caught.value)
    assert "short" not in str(caught.value) or name != "PORTAL_SECRET_KEY"


def test_nothing_given_is_the_default() -> None:
    assert Settings.from_environment({"PATH": "/bin", "PORTAL_TITLE": " "}) == Settings()


def test_everything_lies_in_the_data_folder_by_default() -> None:
    settings = Settings(data_dir=Path("/srv/portal"))

    assert settings.database == "sqlite:////srv/portal/portal.db"
    assert settings.engine == "whoosh:/srv/portal/index"


def test_any_site_may_be_allowed_to_embed() -> None:
    assert Settings.from_environment({"PORTAL_EMBED_ORIGINS": "*"}).embed_origins == ("*",)


def test_the_default_data_folder_is_var_here() -> None:
    assert Settings().database == "sqlite:///var/portal.db"
