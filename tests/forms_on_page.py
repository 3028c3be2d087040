"""What a browser would send for a form of a page: reads the HTML, so that tests post what people see."""

from __future__ import annotations

from html.parser import HTMLParser

from django.http import HttpResponse


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.buttons: list[tuple[str, str]] = []
        self.autofocused: list[str] = []
        self._textarea: tuple[str, list[str]] | None = None
        self._in_template = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._in_template += 1
        if self._in_template:
            return
        if "id" in given:
            self.ids.append(given["id"])
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            self.references += given.get(name, "").split()
        if "autofocus" in given:
            self.autofocused.append(given.get("id") or given.get("value") or given.get("class", ""))
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        elif tag == "button":
            self.buttons.append((given.get("name", ""), given.get("value", "")))
        elif tag == "textarea":
            self._textarea = (given["name"], []) if "name" in given else None
        elif tag == "input" and given.get("name") and self.forms and _is_sent(given):
            self._keep(given["name"], given.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._in_template -= 1
        if tag == "textarea" and self._textarea and not self._in_template:
            name, parts = self._textarea
            self._keep(name, "".join(parts).removeprefix("\n"))
            self._textarea = None

    def handle_data(self, words: str) -> None:
        if self._textarea:
            self._textarea[1].append(words)

    def _keep(self, name: str, value: str) -> None:
        self.forms[-1][1].setdefault(name, []).append(value)


def _is_sent(given: dict[str, str]) -> bool:
    return given.get("type") not in ("radio", "checkbox") or "checked" in given


def read(response: HttpResponse) -> _Forms:
    page = _Forms()
    page.feed(response.content.decode())
    return page


def fields(response: HttpResponse, action: str) -> dict[str, list[str]]:
    """The fields of the page's form with that address."""
    return next(found for address, found in read(response).forms if address == action)


def dangling(response: HttpResponse) -> set[str]:
    """Ids that labels and descriptions name and that the page does not hold."""
    page = read(response)
    return set(page.references) - set(page.ids)
