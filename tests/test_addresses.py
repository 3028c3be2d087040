"""Web addresses: which may be linked, and which are one."""

import pytest

from notes import addresses


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "http://www.example.org/a/"),
        ("https://EXAMPLE.org:443/a", "https://example.org/a"),
        ("https://example.org/a#part", "https://example.org/a?utm_source=x"),
        ("https://example.org/caf%C3%A9", "https://example.org/café"),
        ("https://example.org/a", "HTTP://WWW.Example.ORG:80/a"),
        ("https://example.org:/a", "https://example.org/a"),
        ("https://example.org", "https://example.org/?"),
        ("https://example.org/a#", "https://example.org/a?UTM_Campaign=x&fbclid=y#part"),
        ("https://example.org/a/?b=1", "https://example.org/a?b=1&gclid=x"),
        ("https://example.org/a?q=x%20y", "https://example.org/a?q=x+y"),
        ("https://example.org/a?q=caf%c3%a9", "https://example.org/a?q=café"),
        ("https://example.org/caf%c3%a9", "https://example.org/caf%C3%A9"),
        ("https://example.org/%7eann%2Db", "https://example.org/~ann-b"),
        ("https://example.org/a%2fb", "https://example.org/a%2Fb"),
        ("https://münchen.example/a", "https://xn--mnchen-3ya.example/a"),
        ("https://MÜNCHEN.example/a", "https://www.münchen.example/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/Page/./Café", "https://example.org/x/../Page/Caf%C3%A9"),
        ("https://example.org/../a/b/..", "https://example.org/a/"),
        ("https://example.org/a/%2e%2E/b/%2e", "https://example.org/b"),
        ("https://example.org/cafe\u0301", "https://example.org/caf\u00e9"),
        ("https://example.org/cafe%CC%81/x", "https://example.org/caf%c3%a9/x"),
        ("https://example.org/?q=cafe%CC%81", "https://example.org?q=café"),
        ("https://example.org/a?id=7&msclkid=1&mc_cid=2&mc_eid=3&igshid=4&yclid=5", "https://example.org/a?id=7"),
        (
            "https://example.org/a?dclid=1&gbraid=2&wbraid=3&_hsenc=4&_hsmi=5&mkt_tok=6&Fbclid=7",
            "https://example.org/a",
        ),
    ],
)
def test_spellings_of_one_address_are_one(one, other):
    assert addresses.fingerprint(one) == addresses.fingerprint(other)


@pytest.mark.parametrize(
    "other",
    ["https://example.org/A", "https://example.org/a?b=1", "https://b.example.org/a", "https://example.org:8443/a",
     "https://example.org/a%2F", "https://example.org/%2561", "https://example.org/a#!/b", "https://example.org/a?A=1",
     "https://example.org/a?ref=x", "https://example.org/a?source=x", "https://example.org/a?clid=1", "https://example.org/a/b",
     "https://example.org//a", "https://example.org/a/...", "https://example.org/a%FF", "https://example.org/a?q=%FF",
     "https://example.org/a/%2E%2Fb", "https://example.org/a?b=../c"],
)  # fmt: skip
def test_different_addresses_are_different(other):
    assert addresses.fingerprint("https://example.org/a") != addresses.fingerprint(other)


@pytest.mark.parametrize("host", ["a..b", "." * 3, "é" * 300, "a" * 80 + ".org", "xn--a", "[::1]", "1.2.3.4"])
def test_an_address_with_an_odd_host_has_a_fingerprint_too(host):
    assert len(addresses.fingerprint(f"https://{host}/a")) == 64


def test_a_resource_says_nothing_of_the_place_that_a_hidden_section_cited():
    assert addresses.without_place("https://example.org/a?b=1&utm_source=memo#secret") == "https://example.org/a?b=1"
    assert addresses.without_place("https://example.org/a%20b/?q=x%20y") == "https://example.org/a%20b/?q=x%20y"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://example.org/", "https://", "https://user:pw@example.org/", "https://exa mple.org/",
     "https://example.org:99999/", "//example.org/", "https://example.org/" + "a" * 2_000],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url):
    assert not addresses.is_web(url)


def test_a_site_is_named_as_people_say_it():
    assert addresses.site_of("https://www.bytherye.com/2013/") == "bytherye.com"
    assert addresses.site_of("https://[bad") == ""
