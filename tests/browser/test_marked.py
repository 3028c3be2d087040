"""A hit opens at its place, with the words marked there as well: one sees them in any colours and on paper."""

from __future__ import annotations

from tests.browser.conftest import faults

INK = "mark => [getComputedStyle(mark).color, getComputedStyle(mark).backgroundColor]"
LINE = "mark => parseFloat(getComputedStyle(mark).borderBlockEndWidth)"


def test_a_hit_opens_with_its_words_marked_for_every_eye(page_at):
    page = page_at("/search/?q=housing")
    page.locator(".passage:has(.words mark) h4 a").first.click()
    page.wait_for_selector(":target mark")
    said = {words.lower() for words in page.locator(":target mark").all_inner_texts()}
    assert said <= {"house", "housed", "houses", "housing"}
    assert not faults(page)
    mark = page.locator(":target mark").first
    page.emulate_media(color_scheme="dark")
    assert not faults(page)
    assert mark.evaluate(LINE) >= 2
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, forced_colors="active")
        ink, ground = mark.evaluate(INK)
        assert ground not in (ink, "rgba(0, 0, 0, 0)"), scheme
    page.emulate_media(media="print", forced_colors="none")
    assert mark.evaluate(LINE) >= 1
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Show without marks").click()
    page.wait_for_url(lambda url: "marked" not in url)
    assert not page.locator("main mark").count()
