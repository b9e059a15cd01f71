"""Addresses have one plain form, and what is not public is never asked, however it is written."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.sources.fetching.addresses import address_of, host_of
from portal.sources.fetching.errors import AddressRefused
from portal.sources.fetching.guard import why_denied


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("HTTP://News.Example", "http://news.example/"),
        ("https://news.example.:443/a?b=c#d", "https://news.example/a?b=c"),
        ("http://bücher.example/ä", "http://xn--bcher-kva.example/%C3%A4"),
        ("http://１.２.３.４/", "http://1.2.3.4/"),
        ("http://[2606:4700:0:0::1]:8080/", "http://[2606:4700::1]:8080/"),
        (" http://news.example/a%20b \n", "http://news.example/a%20b"),
        ("http://a_b.example/?q=ü", "http://a_b.example/?q=%C3%BC"),
    ],
)
def test_an_address_has_one_plain_form(written: str, plain: str) -> None:
    assert str(address_of(written)) == plain
    assert str(address_of(plain)) == plain


@pytest.mark.parametrize(
    "written",
    [
        "file:///etc/passwd",
        "ftp://news.example/",
        "gopher://news.example/",
        "javascript:alert(1)",
        "//news.example/",
        "news.example",
        "",
        "http://",
        "http:///a",
        "http://user@news.example/",
        "http://user:password@news.example/",
        "http://@news.example/",
        "http://news.example\\@127.0.0.1/",
        "http://news.example/a b",
        "http://news.example/\x00",
        "http://news.example:99999/",
        "http://news.example:port/",
        "http://news.example:22/",
        "http://news.example:25/",
        "http://news.example:6379/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://127.0.0.1.1/",
        "http://127.0.0.0x1/",
        "http://1.2.3.4../",
        "http://news..example/",
        "http://127%2e0.0.1/",
        "http://[::1%25eth0]/",
        "http://[fe80::1%eth0]/",
        "http://[not.ip]/",
        "http://[::1/",
        "http://-news.example/",
        "http://news.example/" + "a" * 5_000,
        f"http://{'a' * 64}.example/",
    ],
)
def test_what_no_site_is_written_as_is_refused(written: str) -> None:
    with pytest.raises(AddressRefused):
        address_of(written)


@pytest.mark.parametrize("port", [22, 6379, 5432, 8123])
def test_a_host_that_the_operator_allows_may_use_any_port(port: int) -> None:
    assert address_of(f"http://intranet.example:{port}/", allowed=frozenset(["intranet.example"])).port == port


@given(st.text(max_size=60))
def test_whatever_is_written_is_taken_in_its_plain_form_or_refused(written: str) -> None:
    for text in (written, f"http://{written}", f"http://news.example/{written}"):
        with suppress(AddressRefused):
            address = address_of(text)
            assert str(address).isascii()
            assert address_of(str(address)) == address


@given(st.integers(0, 2**32 - 1))
def test_a_number_is_a_host_in_its_dotted_form_alone(number: int) -> None:
    dotted = ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))
    assert host_of(dotted) == dotted
    for other in (str(number), hex(number), f"0{number:o}"):
        with pytest.raises(AddressRefused):
            host_of(other)


DENIED = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.0.1 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1
239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b::a00:1
64:ff9b:1::808:808 100::1 2001::1 2001:0:53aa:64c:0:7a:f5ff:ffd 2001:db8::1 2001:10::1 2001:2::1 2002:7f00:1::
2002:a00:1::1 2002:808:808::1 3fff::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 4000::1 5f00::1 1::1
not-a-number 2606:4700::1%eth0
""".split()

PUBLIC = """
1.1.1.1 8.8.8.8 93.184.216.34 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.167.1.1 198.17.0.1 198.20.0.1
223.255.255.1 2606:4700:4700::1111 2a00:1450:4001::200e 2001:4860:4860::8888 2400:cb00::1 64:ff9b::808:808
""".split()


@pytest.mark.parametrize("number", DENIED)
def test_what_is_not_public_is_denied_with_a_reason(number: str) -> None:
    assert why_denied(number)


@pytest.mark.parametrize("number", PUBLIC)
def test_what_is_public_is_not_denied(number: str) -> None:
    assert why_denied(number) == ""


@given(st.integers(0, 2**32 - 1))
def test_a_denied_number_is_denied_in_every_disguise(number: int) -> None:
    dotted = ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    assert why_denied(f"::ffff:{dotted}")
    assert why_denied(f"::{high}:{low}")
    assert why_denied(f"2002:{high}:{low}::1")
    assert bool(why_denied(f"64:ff9b::{high}:{low}")) == bool(why_denied(dotted))
