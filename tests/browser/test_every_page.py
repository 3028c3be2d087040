"""What every kind of page keeps to, as visitors and as writers see it."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.browser.conftest import faults

# What can be said before the samples are read. The rest is found by following links.
PUBLIC = {
    "home": "/",
    "journals": "/journals/",
    "topics": "/topics/",
    "resources": "/resources/",
    "search": "/search/",
    "search with hits": "/search/?q=housing",
    "search for a phrase": "/search/?q=%22damp+and+mould%22",
    "briefing of a topic": "/topics/data-sharing/briefing/",
    "briefing of a search": "/search/briefing/?q=housing",
    "search without hits": "/search/?q=zzzxqy",
    "a topic to compare with": "/topics/data-sharing/with/?other=dat",
    "sign in": "/accounts/login/",
    "forgotten password": "/accounts/password/reset/",
}
FOLLOWED = {
    "year": ("/", r"^/\d{4}/$"),
    "week": ("/", r"^/\d{4}-\d\d-\d\d/$"),
    "entry": ("/", r"^/\d{4}-\d\d-\d\d/[\w-]+/$"),
    "journal of a person": ("/journals/", r"^/journals/priya-anand/$"),
    "journal of a team": ("/journals/", r"^/journals/housing-digital/$"),
    "quiet journal": ("/journals/", r"^/journals/mairi-sinclair/$"),
    "topic": ("/topics/", r"^/topics/[\w-]+/$"),
    "two topics": ("/topics/data-sharing/", r"^/topics/[\w-]+/with/[\w-]+/$"),
    "resource": ("/resources/", r"^/resources/\d+/$"),
}
DESK = {
    "your weeks": ("/write/", None),
    "write": ("/write/", r"^/write/\d+/$"),
    "history": ("/write/", r"^/write/\d+/$", "history/"),
    "check": ("/write/", r"^/write/\d+/$", "check/"),
    "preview": ("/write/", r"^/write/\d+/$", "preview/"),
    "put away": ("/write/", r"^/write/\d+/$", "discard/"),
    "links": ("/write/", r"^/write/\d+/$", "links/"),
    "prompts": ("/write/", r"^/write/journals/[\w-]+/prompts/$"),
    "pictures": ("/write/", r"^/write/\d+/$", "pictures/"),
    "begin from something": ("/write/", r"^/write/\d+/$", "begin/"),
    "paste a week": ("/write/", r"^/write/\d+/$", "bring-in/"),
    "following": ("/following/", None),
    "change password": ("/accounts/password/change/", None),
    "sign out": ("/accounts/logout/", None),
}
OWNERS = {
    "topics, kept tidy": ("/write/tidy/", None),
    "a topic, kept tidy": ("/write/tidy/", r"^/write/tidy/\d+/$"),
}
KINDS = [*PUBLIC, *FOLLOWED, "not found", *DESK, *OWNERS]


def links(page) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")
    return list(dict.fromkeys(href.split("#")[0] for href in found if href.startswith("/")))


@pytest.fixture(scope="session")
def found() -> dict[str, str]:
    return {}


@pytest.fixture
def opened(page_at, found):
    """Opens a page of a kind, wherever the samples have one."""

    def address_of(kind: str, by: str | None) -> str:
        start, pattern, *more = OWNERS.get(kind) or DESK.get(kind) or FOLLOWED[kind]
        if pattern is None:
            return start
        key = f"{start} {pattern}"
        if key not in found:
            matching = [href for href in links(page_at(start, by=by)) if re.match(pattern, href)]
            assert matching, f"no {kind} is linked from {start}"
            found[key] = matching[0]
        return found[key] + "".join(more)

    def open_kind(kind: str, **more):
        if kind in PUBLIC:
            return page_at(PUBLIC[kind], **more)
        if kind == "not found":
            return page_at("/journals/nobody/", expect=404, **more)
        by = "owner" if kind in OWNERS else "priya" if kind in DESK else None
        return page_at(address_of(kind, by), by=by, **more)

    return open_kind


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(opened, kind, scheme):
    page = opened(kind, scheme=scheme)
    # The whole page in the window: what the desk's bar covers of a button, scrolling uncovers
    page.set_viewport_size({"width": 1280, "height": page.evaluate("document.documentElement.scrollHeight") + 200})
    assert not faults(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_revision_or_between_two(opened, page_at, scheme):
    history = opened("history")
    revision = next(href for href in links(history) if re.search(r"/history/\d+/$", href))
    assert not faults(page_at(revision, by="priya", scheme=scheme))
    two = [number.get_attribute("value") for number in history.locator("[name=from]").all()][:2]
    address = re.sub(r"\d+/$", f"compare/?from={two[1]}&to={two[0]}", revision)
    assert not faults(page_at(address, by="priya", scheme=scheme))
    history.get_by_text("Name it").first.click()
    assert not faults(history)


@pytest.mark.parametrize("kind", ["home", "entry", "topic", "search with hits", "your weeks", "write"])
def test_axe_finds_nothing_on_a_narrow_screen(opened, kind):
    assert not faults(opened(kind, width=360, height=740))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_has_to_be_scrolled_sideways(opened, kind):
    assert scrolling_sideways(opened(kind, width=320, height=640)) == []


# Words that do not break by themselves, and tables beside other things
LONG_WORDS = {
    "two topics with unlike names": "/topics/governance/with/data-sharing/",
    "a topic whose sections cite long addresses": "/topics/governance/",
    "a topic that nobody knows": f"/topics/governance/with/?other={'unbreakable' * 9}",
    "a search in figures": "/search/?q=damp+OR+mould",
}


@pytest.mark.parametrize("kind", LONG_WORDS)
def test_long_words_do_not_widen_a_page(page_at, kind):
    assert scrolling_sideways(page_at(LONG_WORDS[kind], width=320, height=640)) == []


def test_no_resource_widens_its_page(page_at):
    page = page_at("/resources/", width=320, height=640)
    for address in [href for href in links(page) if re.match(r"/resources/\d+/$", href)]:
        assert scrolling_sideways(page_at(address, width=320, height=640)) == []


def test_what_one_follows_fits_a_narrow_screen(page_at):
    page = page_at("/topics/governance/", width=320, by="priya")
    page.get_by_role("button", name="Follow").click()
    assert scrolling_sideways(page_at("/following/", width=320, height=640, by="priya")) == []


def scrolling_sideways(page) -> list[str]:
    """At which widths and sizes of text a page is wider than its window, with all that is folded folded, and open."""
    found = []
    for size in ("100%", "200%"):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        for width in (320, 360, 640, 1280) if size == "200%" else (320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            for is_open in (False, True):
                folds = "open => document.querySelectorAll('main details').forEach(one => { one.open = open })"
                page.evaluate(folds, is_open)
                found += [f"{width} px, {size}, {'open' if is_open else 'shut'}: {line}" for line in overflow(page)]
    return found


def overflow(page) -> list[str]:
    """What makes a page wider than its window."""
    return page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= wide) return [];
            const all = [...document.querySelectorAll('body *')];
            const guilty = all.filter(e => e.getBoundingClientRect().right > wide + 1);
            return [`${document.documentElement.scrollWidth} in ${wide}`,
                    ...guilty.slice(-4).map(e => e.outerHTML.slice(0, 120))];
        }"""
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_reads_the_same_without_javascript(opened, kind):
    page = opened(kind, javascript=False)
    assert page.title()
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.locator("main").inner_text().strip()


@pytest.mark.parametrize("kind", KINDS)
def test_headings_go_down_one_step_at_a_time(opened, kind):
    levels = opened(kind).eval_on_selector_all(
        "h1,h2,h3,h4,h5,h6", "all => all.filter(h => !h.closest('template')).map(h => +h.tagName[1])"
    )
    assert all(below - above <= 1 for above, below in pairwise(levels)), levels


@pytest.mark.parametrize("kind", ["home", "entry", "topic", "search with hits", "write"])
def test_the_first_key_offers_to_skip_to_the_words(opened, kind):
    page = opened(kind)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("class") == "skip"
    box = skip.bounding_box()
    assert min(box["x"], box["y"]) >= 0
    assert box["width"] > 20
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


@pytest.mark.parametrize("kind", ["home", "entry", "search with hits", "your weeks"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_always_seen(opened, kind, scheme):
    page = opened(kind, scheme=scheme)
    hidden = []
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
                if (at === document.body) return null;
                const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
                const on = at.matches(':focus-visible') && (ring || style.boxShadow !== 'none');
                const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
                return on && inside ? '' : at.outerHTML.slice(0, 120);
            }"""
        )
        if seen:
            hidden.append(seen)
    assert not hidden


def test_every_address_of_the_archive_answers(page_at, site):
    """Follows every link within the archive that a visitor can reach from home."""
    page = page_at("/")
    request = page.context.request
    waiting, seen, wrong = ["/"], {"/"}, []
    while waiting and len(seen) < 1500:
        path = waiting.pop(0)
        answer = request.get(site.at(path), max_redirects=0)
        if answer.status >= 400:
            wrong.append(f"{answer.status} {path}")
            continue
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        for href in re.findall(r'<(?:a|link)\s[^>]*?href="(/[^"#]*)', answer.text()):
            address = href.replace("&amp;", "&")
            # A search leads to ever more searches, and each of them is one page
            if address not in seen and not address.startswith(("/search/", "/static/", "/accounts/")):
                seen.add(address)
                waiting.append(address)
    assert not wrong
    assert len(seen) > 150


def test_an_entry_and_all_its_parts_are_small(opened):
    """30 KB compressed, as they come over the wire."""
    page = opened("entry")
    sizes = []
    page.on("requestfinished", lambda request: sizes.append((request.sizes()["responseBodySize"], request.url)))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert len(sizes) > 3
    assert sum(size for size, _ in sizes) <= 30 * 1024, sorted(sizes, reverse=True)


def test_print_shows_addresses_and_no_furniture(opened):
    page = opened("entry", media="print")
    assert not page.locator("nav").first.is_visible()
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize(
    "address",
    ["/topics/governance/briefing/", "/search/briefing/?q=damp+OR+mould", "/search/briefing/?q=site:example.gov.uk"],
)
def test_a_briefing_is_printed_on_one_sheet(page_at, address):
    page = page_at(address)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1
    page.emulate_media(media="print")
    cited, words = page.locator(".sources li p a").first, page.locator(".period .words").first
    font = "one => [getComputedStyle(one).fontFamily, getComputedStyle(one).fontSize]"
    assert cited.evaluate(font) == words.evaluate(font)


@pytest.mark.parametrize("by", [None, "priya"])
@pytest.mark.parametrize("address", ["/topics/governance/", "/topics/governance/with/data-sharing/"])
def test_on_a_telephone_one_comes_soon_to_what_was_written(page_at, address, by):
    page = page_at(address, width=360, height=740, javascript=False, by=by)
    assert page.locator(".diary > li").first.bounding_box()["y"] < 1.5 * 740
    assert not page.locator(".around .companions").is_visible()
    for folded, within in ((".near-years", ".ribbon-weeks a >> nth=0"), (".around", "h2 >> nth=0")):
        fold = page.locator(folded)
        assert not fold.locator(within).is_visible()
        fold.locator("summary").focus()
        page.keyboard.press("Enter")
        assert fold.locator(within).is_visible()
    assert not faults(page_at(address, width=360, height=740, by=by))


@pytest.mark.parametrize("address", ["/topics/governance/", "/topics/governance/with/data-sharing/"])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_nothing_is_folded_where_there_is_room_for_it(page_at, address, media):
    page = page_at(address, width=1280 if media == "screen" else 700, media=media, by="priya")
    for part in (".near-years .ribbon-month", ".around h2"):
        assert page.locator(part).first.is_visible()
    assert not page.locator(".near-years > summary").is_visible()
    assert not page.locator(".around > summary").is_visible()


def test_who_may_read_it_is_told_by_a_shape_wherever_it_is_told(page_at):
    page = page_at("/search/?q=is:colleagues", by="priya")
    told = page.locator(".audience-colleagues").first
    assert told.evaluate("one => getComputedStyle(one, '::before').borderRadius") == "50%"
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    assert told.evaluate(size) <= page.locator(".words").first.evaluate(size)


def test_a_letter_of_the_topics_stands_in_one_column(page_at):
    page = page_at("/topics/")
    apart = """all => all.filter(one => one.querySelector('li:last-child').getBoundingClientRect().left
        !== one.querySelector('li').getBoundingClientRect().left).map(one => one.innerText)"""
    assert page.eval_on_selector_all(".index > section", apart) == []
    assert page.get_by_role("main").get_by_role("link", name="What we cite").is_visible()


def test_what_can_be_opened_looks_so(page_at):
    page_at("/topics/forms/", by="priya").get_by_role("button", name="Follow").click()
    summary = page_at("/following/", by="priya").locator(".change summary").first
    assert summary.evaluate("one => getComputedStyle(one).display") == "list-item"
