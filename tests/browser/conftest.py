"""A portal with its sample articles on loopback, and a real Chromium to read it with."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import cast

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from index import Engine, EngineUnavailable
from portal import create_app
from portal.articles.authority import Entry
from portal.articles.store import NameKind
from portal.config import Settings
from portal.indexing.sync import sync
from portal.ingest.pipeline import ingest
from portal.places import samples_file
from portal.wiring import open_services

WINDOW = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}

LABOUR = Entry(
    id="ilo",
    name="International Labour Organization",
    acronym="ILO",
    names={"fr": ("Organisation internationale du travail", "OIT"), "ar": ("منظمة العمل الدولية",)},
    homepage="https://www.ilo.org/",
    wikidata="Q54129",
    description="Sets labour standards, and watches over them.",
)

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium of this machine: ``PORTAL_TEST_CHROMIUM``, or one in the PATH."""
    path = os.environ.get("PORTAL_TEST_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("no Chromium: set PORTAL_TEST_CHROMIUM or put one into the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Outage:
    """An engine that can be told to be away."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.is_on = False

    def __getattr__(self, name: str) -> object:
        if self.is_on and name == "search":
            raise EngineUnavailable("told to be away")
        return getattr(self._engine, name)


@dataclass(frozen=True, slots=True)
class Portal:
    """A running portal."""

    address: str
    outage: Outage


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The embedded default, with the sample articles, on a free port of loopback."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("portal"), title="Discovery portal")
    services = open_services(settings)
    services.store.authority.keep(NameKind.ORGANIZATION, [LABOUR])
    ingest([str(samples_file())], services.store)
    sync(services.store, services.engine)
    outage = Outage(services.engine)
    app = create_app(settings, replace(services, engine=cast("Engine", outage)))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield Portal(f"http://127.0.0.1:{server.server_port}", outage)
    server.shutdown()
    serving.join()
    server.server_close()
    services.close()


@pytest.fixture(scope="session")
def base_url(portal: Portal) -> str:
    return portal.address


class Complaints(list[str]):
    """What the browser complained about: console errors, violations of the content security policy, failed scripts."""

    def watch(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.append(f"script: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        # A true status of 404 or 503 is said by the browser too; the pages under test answer it on purpose.
        if message.type in ("error", "warning") and "the server responded with a status of" not in message.text:
            self.append(f"{message.type}: {message.text}")


@contextmanager
def _opened(browser: Browser, base_url: str, **options: object) -> Iterator[Page]:
    """A page in a context of its own; fails at the end when the browser complained."""
    context: BrowserContext = browser.new_context(base_url=base_url, **options)  # type: ignore[arg-type]  # Playwright's own
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints = Complaints()
    complaints.watch(page)
    yield page
    context.close()
    assert complaints == []


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, base_url: str) -> Iterator[Open]:
    """Opens pages in contexts of their own, with options of Playwright's; fails when the browser complained."""
    with ExitStack() as stack:

        def opened(**options: object) -> Page:
            given = {"viewport": WINDOW, **options}
            return stack.enter_context(_opened(browser, base_url, **given))

        yield opened


@pytest.fixture
def page(open_page: Open) -> Page:
    """A page in a usual window."""
    return open_page()


@pytest.fixture
def plain_page(open_page: Open) -> Page:
    """The same without script."""
    return open_page(java_script_enabled=False)


@pytest.fixture
def phone(open_page: Open) -> Page:
    """The same on a small phone."""
    return open_page(viewport=PHONE, has_touch=True)
