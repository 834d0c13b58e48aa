"""A reader's browser: cookies, forms as pages write them, and a network of its own."""

import http.client
from contextlib import closing
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

TIMEOUT_S = 30
REDIRECTS = 6
BUTTONS = ("submit", "button", "image", "reset")


class NotReached(Exception):
    """There was no answer, or one that only says to try again: whoever asked does so, or leaves."""


class Page(NamedTuple):
    """What a browser shows."""

    url: str
    status: int
    body: str

    def form(self, action: str) -> dict[str, str] | None:
        """Return what the form that is sent to this address holds; None where there is none."""
        drawn = BeautifulSoup(self.body, "html.parser")
        for form in drawn.find_all("form", method="post"):
            if urlsplit(str(form.get("action") or self.url)).path == action:
                return dict(_fields(form))
        return None


class Browser:
    """Asks as a reader's does, over HTTP, at one site and at the pages that it leads to."""

    def __init__(self, network: str) -> None:
        self.network = network
        self._cookies: dict[str, dict[str, str]] = {}

    def get(self, url: str) -> Page:
        """Open a page and follow where it leads; raise NotReached."""
        return self._ask("GET", url, None, REDIRECTS)

    def post(self, url: str, fields: dict[str, str]) -> Page:
        """Send a form and follow where it leads; raise NotReached."""
        return self._ask("POST", url, urlencode(fields), REDIRECTS)

    def leads_to(self, url: str, fields: dict[str, str]) -> str:
        """Send a form, and return where it leads without going there; raise NotReached."""
        return self._ask("POST", url, urlencode(fields), 0).url

    def submit(self, page: Page, action: str, **changes: str) -> Page | None:
        """Send a page's form with changes; None where the page has no such form."""
        fields = page.form(action)
        return None if fields is None else self.post(urljoin(page.url, action), fields | changes)

    def tab(self) -> "Browser":
        """Return another tab: it knows what this browser knows now."""
        other = Browser(self.network)
        other._cookies = {host: dict(kept) for host, kept in self._cookies.items()}
        return other

    def _ask(self, method: str, url: str, body: str | None, redirects: int) -> Page:
        parts = urlsplit(url)
        kept = self._cookies.setdefault(parts.netloc, {})
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in kept.items()),
            "X-Forwarded-For": self.network,
            "Origin": f"{parts.scheme}://{parts.netloc}",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_S)
        try:
            with closing(connection):
                connection.request(method, address, body, headers)
                answer = connection.getresponse()
                text = answer.read().decode()
        except (OSError, http.client.HTTPException) as fault:
            raise NotReached(f"{method} {url}: {fault!r}") from None
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                kept[name] = morsel.value
        location = answer.headers.get("Location")
        if location and answer.status in (301, 302, 303, 307, 308):
            onward = urljoin(url, location)
            return (
                self._ask("GET", onward, None, redirects - 1) if redirects else Page(onward, 0, "")
            )
        if answer.status in (502, 503, 504):
            raise NotReached(f"{method} {url}: {answer.status}")
        if answer.status >= 500:
            raise AssertionError(f"{method} {url} answered {answer.status}")
        return Page(url, answer.status, text)


def _fields(form: Tag) -> list[tuple[str, str]]:
    """Return what a browser would send of a form in which nothing was touched but radio buttons."""
    found: list[tuple[str, str]] = []
    for one in form.find_all(["input", "textarea", "select"]):
        name, kind = str(one.get("name") or ""), str(one.get("type") or "text")
        if not name or kind in BUTTONS or one.has_attr("disabled"):
            continue
        if kind in ("radio", "checkbox") and not one.has_attr("checked"):
            continue
        if one.name == "select":
            chosen = one.find("option", selected=True) or one.find("option")
            found.append((name, str(chosen.get("value") or "") if chosen else ""))
        else:
            text = one.get_text() if one.name == "textarea" else str(one.get("value") or "")
            found.append((name, text))
    return found
