"""Web addresses as people read them."""

from urllib.parse import quote

import pytest

from notes.legible import bare, legible, legible_host


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://xn--mnchen-3ya.example.com/Caf%C3%A9?q=%C3%BC", "https://münchen.example.com/Café?q=ü"),
        ("https://MÜNCHEN.example.com:8443/a", "https://münchen.example.com:8443/a"),
        ("https://example.org/%D0%96%D0%B8%D0%B7%D0%BD%D1%8C/", "https://example.org/Жизнь/"),
        ("https://xn--e1afmkfd.xn--p1ai/", "https://пример.рф/"),
        ("https://xn--r8jz45g.jp/", "https://例え.jp/"),
        ("https://example.org/a%20b%2Fc%25", "https://example.org/a%20b%2Fc%25"),
        ("https://example.org/a#part", "https://example.org/a#part"),
        ("https://[::1]:80/a", "https://[::1]:80/a"),
        ("no address", "no address"),
    ],
)
def test_an_address_is_read_in_letters(url, read):
    assert legible(url) == read


@pytest.mark.parametrize(
    "host",
    [
        "xn--pypal-4ve.com",  # a Cyrillic а among Latin letters
        "xn--80ak6aa92e.com",  # аррӏе, all of it Cyrillic
        "xn--a", "xn--999999999",
    ],
)  # fmt: skip
def test_a_name_that_could_be_taken_for_another_stays_encoded(host):
    assert legible_host(host) == host
    assert legible(f"https://{host}/") == f"https://{host}/"


def test_a_name_is_read_as_strictly_when_it_is_written_in_letters():
    assert legible("https://PАYPAL.com/") == "https://xn--pypal-4ve.com/"
    assert legible("https://pаypal.com/") == "https://xn--pypal-4ve.com/"


@pytest.mark.parametrize(
    "odd",
    "\u202e\u202d\u2066\u2069\u200e\u200f\u061c\u200d\u200b\u00ad\ufe0f\u3164\u2044\u2215\uff0fא\u0627\u00a0\u3000",
)
def test_nothing_turns_the_line_or_hides_in_it(odd):
    for url in (f"https://example.org/a{quote(odd)}b", f"https://example.org/a{odd}b?q={odd}#{odd}"):
        assert odd not in legible(url)
        assert quote(odd) in legible(url)
        assert odd not in bare(url)
    assert odd not in legible(f"https://a{odd}b.example.org/")


def test_it_is_printed_without_scheme():
    assert bare("https://www.xn--mnchen-3ya.example/Caf%C3%A9/") == "münchen.example/Café"
