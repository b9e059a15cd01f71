"""Sites that mean harm, or are broken, cost a bounded time and a bounded memory."""

import gzip
import os
import socket
import ssl
import subprocess
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.sources.fetching import fetcher as fetcher_module
from portal.sources.fetching.errors import FetchError, NotAnswering, TooMuch
from portal.sources.fetching.fetched import ANYTHING, FEED, PAGE, Content, Limits
from portal.sources.fetching.unpacking import unpacked
from tests.fetching.internet import Internet, Request, answer

MB = 1024 * 1024
OPEN = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"


def endless(piece: bytes) -> Iterator[bytes]:
    yield OPEN + b"\r\n"
    while True:
        yield piece


def dripping(first: bytes, piece: bytes) -> Iterator[bytes]:
    yield first
    while True:
        time.sleep(0.05)
        yield piece


@pytest.mark.parametrize(("beginning", "most"), [(b"<html>", 5), (b"<rss>", 20), (b"{", 20)])
def test_an_endless_answer_ends_at_its_cap(internet: Internet, beginning: bytes, most: int) -> None:
    site = internet.site("news.example")
    site.pages["/"] = endless(beginning + b"x" * 65_536)
    with pytest.raises(TooMuch, match=f"{most * MB:,}"):
        internet.fetcher().fetch("http://news.example/", limits=ANYTHING)


def test_an_article_page_is_never_more_than_five_megabytes_whatever_it_is(internet: Internet) -> None:
    site = internet.site("news.example")
    site.pages["/"] = endless(b"x" * 65_536)
    with pytest.raises(TooMuch, match=f"{5 * MB:,}"):
        internet.fetcher().fetch("http://news.example/", limits=PAGE)


def test_an_export_may_be_long_where_one_is_expected_and_is_not_held_in_memory(internet: Internet) -> None:
    site = internet.site("news.example")
    line = b'{"title": "t", "body": "' + b"x" * 1000 + b'"}\n'
    site.page = lambda _: iter([OPEN + b"\r\n", *([line * 1000] * 40)])
    fetcher = internet.fetcher()
    tracemalloc.start()
    with fetcher.fetch("http://news.example/all.jsonl", limits=ANYTHING) as fetched:
        size = sum(map(len, fetched.content.chunks()))
        _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size == fetched.content.size == 40_000 * len(line)
    assert peak < 30 * MB  # the test's own site holds none: it sends one line again and again
    with pytest.raises(TooMuch):
        fetcher.fetch("http://news.example/all.jsonl", limits=FEED)


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (OPEN + b"\r\n<rss>", b"x"),
        (OPEN, b"X-A: b\r\n"),
        (b"", b"H"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (OPEN + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["body", "headers", "first line", "endless interim answers", "chunks"],
)
def test_a_dripping_answer_ends_when_its_time_is_up(internet: Internet, first: bytes, piece: bytes) -> None:
    site = internet.site("news.example")
    site.pages["/"] = dripping(first, piece)
    started = time.monotonic()
    with pytest.raises(NotAnswering):
        internet.fetcher().fetch("http://news.example/", limits=Limits(seconds=0.6))
    assert time.monotonic() - started < 5


def test_redirects_share_the_time_of_one_fetch(internet: Internet) -> None:
    site = internet.site("news.example")

    def slowly(request: Request) -> Iterable[bytes]:
        time.sleep(0.3)
        yield answer(status="302 Found", Location=f"{request.path}x")

    site.page = slowly
    with pytest.raises(NotAnswering, match="within"):
        internet.fetcher().fetch("http://news.example/", limits=Limits(seconds=0.7))
    assert len(site.asked) <= 3


def test_a_host_that_accepts_and_says_nothing_is_left(internet: Internet) -> None:
    internet.site("news.example")
    silent = socket.create_server(("127.0.0.1", 0))
    internet.sites["93.184.216.1"].port = silent.getsockname()[1]
    with silent, pytest.raises(NotAnswering):
        internet.fetcher(robots_seconds=0.3).fetch("http://news.example/", limits=Limits(seconds=0.3))


def test_a_host_that_accepts_slowly_is_left(internet: Internet) -> None:
    def dial(number: str, port: int, seconds: float) -> socket.socket:
        time.sleep(min(seconds, 0.4))
        raise TimeoutError("timed out")

    internet.site("news.example")
    with pytest.raises(NotAnswering, match="in time"):
        internet.fetcher(dial=dial, robots_seconds=0.3).fetch("http://news.example/", limits=Limits(seconds=0.3))


def test_a_name_that_is_resolved_too_slowly_is_left(internet: Internet) -> None:
    until = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        until.wait(10)
        return ["93.184.216.1"]

    with pytest.raises(NotAnswering, match="was not found within"):
        internet.fetcher(resolve=resolve, robots_seconds=0.2).fetch("http://news.example/")
    until.set()


@pytest.mark.parametrize(
    "header", [b"X-A: " + b"a" * 60_000 + b"\r\n", b"X: y\r\n" * 20_000, b"Set-Cookie: a=b\r\n" * 9_999]
)
def test_a_flood_of_headers_is_stopped(internet: Internet, header: bytes) -> None:
    site = internet.site("news.example")
    site.pages["/"] = iter([OPEN, *([header] * 1000)])
    with pytest.raises(TooMuch, match="headers"):
        internet.fetcher().fetch("http://news.example/")


def test_a_site_that_closes_midway_is_told_and_gives_nothing(internet: Internet) -> None:
    site = internet.site("news.example")
    site.pages["/a"] = OPEN + b"Content-Length: 1000\r\n\r\n<rss>half"
    site.pages["/b"] = OPEN + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(os.urandom(5_000))[:2_000]
    for path in ("/a", "/b"):
        with pytest.raises(NotAnswering, match=r"closed|broke off"):
            internet.fetcher().fetch(f"http://news.example{path}")


# ---- packed answers


def bomb(encoding: str, size: int) -> bytes:
    if encoding == "zstd":
        packer = zstandard.ZstdCompressor().compressobj()
    else:
        packer = zlib.compressobj(9, zlib.DEFLATED, {"gzip": 31, "deflate": 15}[encoding])  # type: ignore[assignment]
    pieces = [packer.compress(bytes(MB)) for _ in range(size // MB)]
    return b"".join([*pieces, packer.flush()])


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_a_bomb_is_stopped_at_its_first_megabytes(internet: Internet, encoding: str) -> None:
    site = internet.site("news.example")
    packed = bomb(encoding, 500 * MB)
    site.page = lambda _: answer(packed, Content_Encoding=encoding)
    fetcher = internet.fetcher()
    tracemalloc.start()
    with pytest.raises(TooMuch):
        fetcher.fetch("http://news.example/")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60 * MB


def test_a_bomb_of_many_small_members_is_stopped(internet: Internet) -> None:
    site = internet.site("news.example")
    packed = gzip.compress(bytes(100_000)) * 1_000
    site.page = lambda _: answer(packed, Content_Encoding="gzip")
    with pytest.raises(TooMuch, match="100 times"):
        internet.fetcher().fetch("http://news.example/")


def test_text_that_packs_well_is_still_under_the_cap_of_what_it_becomes(internet: Internet) -> None:
    site = internet.site("news.example")
    packed = gzip.compress(b"<rss>" + os.urandom(11 * MB).hex().encode(), 1)
    site.page = lambda _: answer(packed, Content_Encoding="gzip")
    with pytest.raises(TooMuch, match=f"{20 * MB:,}"):
        internet.fetcher().fetch("http://news.example/")


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@settings(max_examples=60)
@given(st.binary(max_size=5_000), st.integers(1, 3), st.integers(1, 700), st.data())
def test_whatever_is_packed_comes_out_again_however_it_is_cut(
    data: bytes, times: int, step: int, draw: st.DataObject
) -> None:
    data *= times
    encoding, pack = draw.draw(
        st.sampled_from(
            [
                ("gzip", gzip.compress),
                ("x-gzip", gzip.compress),
                ("GZip", lambda plain: gzip.compress(plain) + gzip.compress(b"")),
                ("gzip", lambda plain: gzip.compress(plain) + b"\0\0\0"),
                ("deflate", zlib.compress),
                ("deflate", raw_deflate),
                ("zstd", zstandard.ZstdCompressor(write_content_size=False).compress),
                ("identity", bytes),
                ("", bytes),
            ]
        )
    )
    packed = pack(data)
    pieces = [packed[start : start + step] for start in range(0, len(packed), step)]
    assert b"".join(unpacked(pieces, encoding)) == data


@settings(max_examples=100)
@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "zstd"]))
def test_what_is_said_to_be_packed_and_is_not_is_refused_with_a_sentence(data: bytes, encoding: str) -> None:
    try:
        list(unpacked([data], encoding))
    except FetchError as error:
        assert str(error)  # noqa: PT017  # random bytes may also be packed well


@settings(max_examples=40)
@given(st.lists(st.binary(max_size=400), max_size=30), st.integers(0, 3_000))
def test_long_content_is_the_same_in_a_file_as_in_memory(chunks: list[bytes], held: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portal.sources.fetching.fetched.HELD_BYTES", held)
        content = Content(chunks)
    whole = b"".join(chunks)
    assert content.size == len(whole)
    assert [b"".join(content.chunks()), b"".join(content.chunks())] == [whole, whole]
    assert content.head(7) == whole[:7]
    content.close()


# ---- certificates


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of good.example with its key, in one file."""
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=good.example"
        " -addext subjectAltName=DNS:good.example -keyout key.pem -out cert.pem"
    )
    try:
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no certificate can be made: {error}")
    return folder


@pytest.mark.parametrize(("name", "is_good"), [("good.example", True), ("evil.example", False)])
def test_the_certificate_must_be_of_the_name_though_a_number_is_dialed(
    internet: Internet, certificate: Path, name: str, is_good: bool
) -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    site = internet.site(name)
    site.tls = serving
    site.page = lambda _: answer(b"secret")
    trusting = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    fetcher = internet.fetcher(tls=trusting)
    if is_good:
        assert fetcher.fetch(f"https://{name}/").body == b"secret"
    else:
        with pytest.raises(NotAnswering, match=r"certificate of evil\.example is not valid"):
            fetcher.fetch(f"https://{name}/")
    assert set(internet.dialed) == {"93.184.216.1"}


def test_a_certificate_that_nobody_vouches_for_is_refused(internet: Internet, certificate: Path) -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    site = internet.site("good.example")
    site.tls = serving
    with pytest.raises(NotAnswering, match="certificate"):
        internet.fetcher().fetch("https://good.example/")
    assert site.requests == []


def test_a_host_that_speaks_no_tls_is_told(internet: Internet) -> None:
    internet.site("plain.example").page = lambda _: answer(b"x")
    with pytest.raises(NotAnswering, match=r"secure connection|in time|within"):
        internet.fetcher(robots_seconds=0.5).fetch("https://plain.example/")


def test_every_error_of_httpx_becomes_one_of_ours() -> None:
    import httpx

    from portal.sources.fetching.addresses import address_of

    def every(kind: type[Exception]) -> Iterator[type[Exception]]:
        yield kind
        for below in kind.__subclasses__():
            yield from every(below)

    for kind in every(httpx.RequestError):
        told = fetcher_module._told(kind("it broke"), address_of("http://news.example/"))
        assert isinstance(told, FetchError), kind
