"""Settings say what was found and what was expected."""

from pathlib import Path

import pytest

from index import Document, SearchRequest, SearchTimeout
from index.query import Word
from portal.config import VARIABLES, ConfigError, Settings
from portal.secret_key import secret_key_of
from portal.wiring import open_services


def test_nothing_given_is_the_embedded_default() -> None:
    settings = Settings.from_environment({"HOME": "/root", "PORTAL_TITLE": "  "})

    assert settings == Settings()
    assert settings.database == "sqlite:///var/portal.db"
    assert settings.engine == "whoosh:var/index"


def test_every_variable_fills_its_field() -> None:
    given = {
        "PORTAL_DATA_DIR": "/srv/portal",
        "PORTAL_DATABASE_URL": "postgresql+psycopg://me@db/portal",
        "PORTAL_ENGINE_URL": "memory:",
        "PORTAL_SECRET_KEY": "k" * 43,
        "PORTAL_BASE_URL": "https://news.example/",
        "PORTAL_TITLE": "The Desk",
        "PORTAL_EMBED_ORIGINS": "https://a.example, https://b.example:8443",
        "PORTAL_TRUSTED_PROXIES": "1",
        "PORTAL_SEARCH_TIMEOUT": "2.5",
        "PORTAL_LOG_LEVEL": "DEBUG",
        "PORTAL_LOG_FORMAT": "json",
    }
    assert set(given) == set(VARIABLES)

    assert Settings.from_environment(given) == Settings(
        data_dir=Path("/srv/portal"),
        database_url="postgresql+psycopg://me@db/portal",
        engine_url="memory:",
        secret_key="k" * 43,
        base_url="https://news.example",
        title="The Desk",
        embed_origins=("https://a.example", "https://b.example:8443"),
        trusted_proxies=1,
        search_timeout=2.5,
        log_level="debug",
        log_format="json",
    )


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("PORTAL_SEARCH_TIMEOUT", "fast", "expected seconds, such as 2.5"),
        ("PORTAL_SEARCH_TIMEOUT", "nan", "expected seconds"),
        ("PORTAL_SEARCH_TIMEOUT", "-1", "expected seconds"),
        ("PORTAL_TRUSTED_PROXIES", "all", "how many proxies"),
        ("PORTAL_BASE_URL", "news.example", "https://news.example"),
        ("PORTAL_BASE_URL", "https://news.example/portal", "without a path"),
        ("PORTAL_BASE_URL", "https://news.example:port", "without a path"),
        ("PORTAL_EMBED_ORIGINS", "https://a.example,javascript:x", "without a path"),
        ("PORTAL_DATABASE_URL", "mysql://db", "sqlite:///PATH"),
        ("PORTAL_ENGINE_URL", "solr:", "whoosh:PATH"),
        ("PORTAL_ENGINE_URL", "whoosh:", "whoosh:PATH"),
        ("PORTAL_SECRET_KEY", "short", "32 or more"),
        ("PORTAL_LOG_LEVEL", "loud", "debug, info, warning, error"),
    ],
)
def test_a_bad_value_names_the_variable_and_what_was_expected(variable: str, value: str, expected: str) -> None:
    with pytest.raises(ConfigError, match=variable) as raised:
        Settings.from_environment({variable: value})

    assert expected in str(raised.value)


def test_a_refused_secret_is_not_repeated() -> None:
    with pytest.raises(ConfigError) as raised:
        Settings.from_environment({"PORTAL_SECRET_KEY": "hunter2"})
    with pytest.raises(ConfigError) as raised_too:
        Settings.from_environment({"PORTAL_DATABASE_URL": "mysql://me:hunter2@db/x"})

    assert "hunter2" not in str(raised.value) + str(raised_too.value)


def test_a_local_key_is_made_once_and_kept(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")

    key = secret_key_of(settings)

    assert len(key) >= 32
    assert secret_key_of(settings) == key
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0
    assert secret_key_of(Settings(data_dir=tmp_path, secret_key="k" * 40)) == "k" * 40


def test_a_key_that_was_cut_short_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("cut")

    with pytest.raises(ConfigError, match="delete it"):
        secret_key_of(Settings(data_dir=tmp_path))


def test_the_search_timeout_reaches_the_engine(tmp_path: Path) -> None:
    services = open_services(Settings(data_dir=tmp_path, search_timeout=1e-9))
    services.engine.write([Document(id="a1", title="Cobalt")])

    with pytest.raises(SearchTimeout):
        services.engine.search(SearchRequest(query=Word("cobalt")))
    services.close()
