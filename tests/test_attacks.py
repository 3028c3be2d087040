"""What a hostile visitor, a careless colleague or a broken browser sends to the running product."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from xml.etree import ElementTree

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from notes import publishing
from notes.content import SectionContent, clean, one_line
from notes.models import Entry
from tests.conftest import WEEK, Person, content, draft_of, published, section
from tests.shared import records
from weeknotes import env

pytestmark = pytest.mark.django_db
ALL = os.environ.get("WEEKNOTES_ALL_ATTACKS") == "1"

NAUGHTY = [
    "<script>alert(1)</script>",
    "</title></textarea></template><img src=x onerror=alert(1)>",
    "]]><item><title>x</title></item>",
    '" onfocus=alert(1) autofocus="',
    "{{ request.user.password }}{% csrf_token %}{% debug %}",
    "%s%n{0.__class__}${7*7}",
    "a\u202eb\u2066c",
    "z\u0300\u0301\u0302\u0303a\u0304l\u0305go",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \ufeff\u200b",
    "\ufdd0 \U000f0000 \U0010fffd",
    "Robert'); DROP TABLE notes_entry;--",
    "../../../../etc/passwd%00",
    "x\r\nSet-Cookie: a=b",
    "\u0130stanbul \u1e9e \u01c5 \ufb03",
    "1/0 NaN Infinity -0 1e1000",
    "=cmd|' /C calc'!A0",
]


def corpus(name: str) -> list[str]:
    return [row["input"] for row in records(name) if isinstance(row.get("input"), str) and len(row["input"]) < 40_000]


def everything_typed() -> list[str]:
    names = ("blns", "template_injection", "header_injection", "unicode", "csv_formula")
    texts = [*NAUGHTY, *[text for name in names for text in corpus(name)][:: 1 if ALL else 12]]
    return [text for text in dict.fromkeys(texts) if _can_be_sent(text)]


def _can_be_sent(text: str) -> bool:
    """Half of a pair of surrogates has no UTF-8, so no browser sends it."""
    return not re.search("[\ud800-\udfff]", text)


def send(person: Person, entry: Entry, act: str = "save", **fields):
    form = {"base": entry.head_id, "act": act, "title": "T", "summary": "", "section": ["search"],
            "audience-search": "everyone", "heading-search": "H", "body-search": "B", "topics-search": ""}  # fmt: skip
    return person.post(entry.get_write_url(), form | {name.replace("_", "-"): value for name, value in fields.items()})


def pages_of(entry: Entry) -> list[str]:
    week, slug = entry.week.key, entry.journal.slug
    sections = entry.sections.prefetch_related("topics")
    topics = [topic.get_absolute_url() for part in sections for topic in part.topics.all()]
    resources = [f"/resources/{pk}/" for pk in sections.values_list("citations__resource", flat=True) if pk]
    shelves = ["/", f"/{week[:4]}/", f"/{week}/", f"/{week}/{slug}/", "/journals/", f"/journals/{slug}/", "/topics/"]
    feeds = [f"{at}feed.{kind}" for at in ("/", f"/journals/{slug}/", *topics[:1]) for kind in ("atom", "rss", "json")]
    desk = [f"/write/{entry.pk}/{name}" for name in ("", "preview/", "check/", "history/", "unpublish/", "discard/")]
    past = [f"/write/{entry.pk}/history/{pk}/" for pk in entry.revisions.values_list("pk", flat=True)[:2]]
    others = ["/resources/", *resources[:2], "/search/?q=weeknote", "/sitemap.xml", "/write/", "/write/topics/"]
    return [*shelves, *topics[:2], *feeds, *desk, *past, *others]


BATCH = 60
BATCHES = range(0, len(everything_typed()), BATCH)


def look_at(pages: list[str], *people: Person) -> dict[str, str]:
    """Every page answers, every feed can be read, and no page holds markup that somebody typed."""
    seen = {}
    for who in people:
        for page in pages:
            if page.startswith("/write") and who.user is None:
                continue
            answer = who.get(page)
            assert answer.status_code == 200, (page, answer.status_code)
            seen[page] = answer.content.decode()
            if "xml" in answer["Content-Type"]:
                ElementTree.fromstring(answer.content)
            elif "json" in answer["Content-Type"]:
                answer.json()
            else:
                assert not re.search(r"<script>|<img src=x|<svg/onload|<item>", seen[page]), page
    return seen


@pytest.mark.parametrize("start", BATCHES)
def test_whatever_is_typed_into_sections_is_kept_to_the_letter_and_shown_as_typed(alice, visitor, start):
    texts = everything_typed()[start : start + BATCH]
    entry = draft_of(alice)
    keys = [f"k{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(len(texts))]
    fields: dict[str, object] = {"base": entry.head_id, "title": "T", "section": keys, "act": "save"}
    for key, text in zip(keys, texts, strict=True):
        fields |= {f"heading-{key}": text[:190], f"body-{key}": f"x {text}", f"topics-{key}": text[:55],
                   f"audience-{key}": "everyone"}  # fmt: skip
    answer = alice.post(entry.get_write_url(), fields)
    assert answer.status_code == 302, re.findall(r"<a href=.#k[^<]+", answer.content.decode())
    entry.refresh_from_db()
    for kept, text in zip(entry.draft.sections, texts, strict=True):
        assert kept.heading == one_line(text[:190])
        assert kept.body == clean(f"x {text}")
    alice.post(reverse("publish", args=[entry.pk]), {"base": entry.head_id})
    entry.refresh_from_db()
    assert entry.is_published
    seen = look_at(pages_of(entry), alice, visitor)
    page = one_line(unescape(re.sub(r"<[^>]+>", "", seen[entry.get_absolute_url()])))
    for text in texts:
        assert one_line(text[:190]) in page, repr(text)


@pytest.mark.parametrize("start", BATCHES)
def test_whatever_is_typed_as_title_and_summary_is_kept_and_shown_as_typed(alice, visitor, start):
    week = WEEK
    texts = everything_typed()[start : start + BATCH]
    for text in texts:
        week = week.next
        entry = draft_of(alice, week=week)
        answer = send(alice, entry, title=text[:190], summary=text[:480])
        assert answer.status_code == 302, repr(text)
        entry.refresh_from_db()
        assert (entry.draft.title, entry.draft.summary) == (one_line(text[:190]), one_line(text[:480]))
        alice.post(reverse("publish", args=[entry.pk]), {"base": entry.head_id})
        entry.refresh_from_db()
        if entry.is_published:
            page = alice.get(entry.get_absolute_url()).content.decode()
            assert one_line(text[:190]) in one_line(unescape(re.sub(r"<[^>]+>", "", page))), repr(text)
    look_at(pages_of(entry), alice, visitor)


# What cannot be read


@pytest.mark.parametrize("charset", ["utf-7", "rot13", "utf-16", "nonsense"])
def test_a_form_in_a_charset_that_is_not_ours_gets_a_page(alice, entry, charset):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice.user)
    page = browser.get(entry.get_write_url())
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert token
    answer = browser.generic(
        "POST",
        entry.get_write_url(),
        b"title=a",
        content_type=f"application/x-www-form-urlencoded; charset={charset}",
        headers={"X-CSRFToken": token[1]},
    )
    assert answer.status_code in ((200, 302) if charset == "nonsense" else (400,))
    assert "Content-Security-Policy" in answer
    entry.refresh_from_db()
    assert entry.head == entry.live or charset == "nonsense"


@pytest.mark.parametrize(
    "sent",
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nabc'),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="ti\0"\r\n\r\n\0\r\n--b--'),
        ("application/x-www-form-urlencoded", b"title=%ff%00&section=%ff&body-%ff=%00&week=%00&base=%00&act=%00&q=%ff"),
        ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % number for number in range(2_500))),
        ("application/json", b'{"title": 1}'),
    ],
)
@pytest.mark.parametrize("name", ["write", "publish", "unpublish", "discard", "bring-back", "autosave", "pictures"])
def test_a_form_that_is_broken_is_no_crash(alice, entry, name, sent):
    content_type, body = sent
    answer = alice.post(reverse(name, args=[entry.pk]), body, content_type=content_type)
    assert answer.status_code < 500
    assert "Content-Security-Policy" in answer


def test_what_forms_send_of_their_own_accord_is_not_shown_as_typed(alice, entry):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice.user)
    fields = {"tab": "tabtabtab", "turn": "4711", "writer": "writer4712", "base": "4713", "title": "Typed words"}
    page = browser.post(entry.get_write_url(), fields).content.decode()
    assert "Typed words" in page
    for name in ("tab", "turn", "writer", "base"):
        assert fields[name] not in page


# Twice, or too late


@pytest.mark.parametrize("name", ["unpublish", "discard", "bring-back"])
def test_a_button_pressed_twice_says_what_holds(alice, bob, name):
    entry = published(alice) if name == "unpublish" else draft_of(alice)
    if name == "bring-back":
        publishing.discard(entry, by=alice.user)
    address = reverse(name, args=[entry.pk])
    answers = [alice.post(address, follow=True) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert bob.post(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_week_begun_in_two_tabs_at_once_is_one_draft(alice):
    sent = {"journal": alice.journal.slug, "week": "2017-05-01"}
    tabs = [Client() for _ in range(4)]
    for tab in tabs:
        tab.force_login(alice.user)
    with ThreadPoolExecutor(len(tabs)) as pool:
        answers = list(pool.map(lambda tab: _and_hang_up(tab.post, reverse("start"), sent), tabs))
    assert len({answer["Location"] for answer in answers}) == 1
    assert Entry.objects.by_journal(alice.journal).count() == 1


def _and_hang_up(ask, *arguments):
    try:
        return ask(*arguments)
    finally:
        connection.close()


# Guessing


def test_a_stranger_cannot_push_the_count_of_their_failures_out_of_the_cache(settings, monkeypatch):
    monkeypatch.setenv("CACHE_URL", "dbcache://cache")
    settings.CACHES = {"default": env.cache("CACHE_URL", "")}
    call_command("createcachetable")
    cache = caches.create_connection("default")
    names = [f"allauth:rl:{number:04}" for number in range(700)]
    for name in names:
        cache.set(name, [1], 300)
    assert len(cache.get_many(names)) == len(names)


# Accounts


def test_nobody_ties_a_colleagues_address_to_their_own_account(alice, bob, mailoutbox):
    """Bob would be sent a link that opens Alice's account, and write in it."""
    for person in (alice, Client()):
        for address in ("email/", "confirm-email/", "confirm-email/Mw:1:x/"):
            assert person.get(f"/accounts/{address}").status_code == 404
            answer = person.post(f"/accounts/{address}", {"action_add": "", "email": "bob@example.org"})
            assert answer.status_code == 404
    assert not EmailAddress.objects.filter(user=alice.user, email="bob@example.org").exists()
    assert not mailoutbox


def test_static_files_carry_the_policy_as_pages_do(settings, client):
    (settings.STATIC_ROOT / "for-a-test.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    settings.WHITENOISE_AUTOREFRESH = True  # look for files at each request
    answer = client.get("/static/for-a-test.svg")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer["Content-Security-Policy"]


# Settings


@pytest.mark.parametrize("address", ["redis://[h/0", "dbcache://[x", "locmemcache://[x"])
def test_a_cache_address_that_cannot_be_read_is_named_in_a_sentence(monkeypatch, address):
    monkeypatch.setenv("CACHE_URL", address)
    with pytest.raises(env.BadSetting, match="CACHE_URL cannot be read"):
        env.cache("CACHE_URL", "")


def test_a_former_secret_key_may_not_be_weaker_than_the_one_in_use(monkeypatch):
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", f"{'long' * 10},guessed")
    with pytest.raises(env.BadSetting, match="SECRET_KEY_FALLBACKS") as said:
        env.former_keys("SECRET_KEY_FALLBACKS")
    assert "guessed" not in str(said.value)


# What must leave no trace


def hidden_words(person: Person) -> dict[str, list[str]]:
    """An archive where each word stands for what may be seen of it: the words hidden from each sort of reader."""

    def about(word: str, audience: str = "everyone") -> SectionContent:
        body = (
            f"{word}bd zebra\n\n- {word}bl [{word}lw](https://{word}.example.net/{word})\n\nFoot[^1]\n\n[^1]: {word}fn"
        )
        return section(word, f"{word}hd", body, audience=audience, topics=(f"{word} topic", "Governance"))

    published(person, about("memxq", "members"), about("colxq", "colleagues"), about("pubxq"))
    published(person, about("memzq", "members"), week=WEEK + 10, title="memyq", summary="memwq")
    published(person, about("colzq", "colleagues"), week=WEEK + 20, title="colyq", summary="colwq")
    draft_of(person, about("drazq"), week=WEEK + 30, title="drayq", summary="drawq")
    publishing.discard(draft_of(person, about("awazq"), week=WEEK + 40, title="awayq"), by=person.user)
    publishing.unpublish(published(person, about("unpzq"), week=WEEK + 50, title="unpyq"), by=person.user)
    later = published(person, about("oldzq"), week=WEEK + 60)
    publishing.save_draft(later, content(about("latzq"), title="latyq", summary="latwq"), by=person.user)
    members = [
        "memxq",
        "memzq",
        "memyq",
        "memwq",
        *"drazq drayq drawq awazq awayq unpzq unpyq latzq latyq latwq".split(),
    ]
    return {"colleague": members, "visitor": [*members, "colxq", "colzq", "colyq", "colwq"]}


@pytest.mark.parametrize("reader", ["visitor", "colleague"])
def test_what_somebody_may_not_see_leaves_no_trace_on_any_page(alice, bob, visitor, reader):
    hidden = hidden_words(alice)[reader]
    weeks = [(WEEK + n).key for n in ((10, 30, 40, 50) if reader == "colleague" else (10, 20, 30, 40, 50))]
    who = bob if reader == "colleague" else visitor
    feeds = [
        f"/{at}feed.{kind}" for at in ("", "journals/alice/", "topics/governance/") for kind in ("atom", "rss", "json")
    ]
    asked = [
        f"/search/?q={word}" for word in ("zebra", "governance", "topic:governance", "journal:alice", "example", "z*")
    ]
    asked += [f"/search/?q={word}" for word in hidden] + [f"/topics/{word}-topic/" for word in hidden]
    waiting, seen = ["/", "/sitemap.xml", "/write/topics/", *feeds, *asked, *[f"/{week}/alice/" for week in weeks]], {}
    while waiting and len(seen) < 250:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen[address] = who.get(address).content.decode(errors="replace")  # a briefing as PDF is no text
        shown = seen[address].lower().replace(address.partition("=")[2] or "\0", "")
        assert not [word for word in hidden if word in shown and word not in address], address
        assert not [
            f"{word}{part}" for word in hidden for part in ("bd", "bl", "lw", "fn", "hd") if f"{word}{part}" in shown
        ]
        assert not re.search(rf'(?:href="|://testserver)/(?:{"|".join(weeks)})/alice', shown), address
        found = re.findall(r'(?:href="|<loc>http://testserver)(/[^"#<]*)', seen[address])
        waiting += [unescape(link) for link in found if not link.startswith(("/static", "/accounts", "/write"))]
    assert len(seen) > 60
