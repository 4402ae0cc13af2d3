"""A browser without a screen: reads real HTML, fills real forms by the names of their fields, follows redirects."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

import httpx
from lxml import html

Upload = tuple[str, bytes, str]
Value = str | bool | Upload | Sequence[str]
TIMEOUT = 60.0


class Unexpected(AssertionError):
    """A page that is not what the script waits for: says where, with what status and which sentences."""


def _carrier(source: str | None) -> httpx.BaseTransport | None:
    if source:
        return httpx.HTTPTransport(local_address=source)
    return Browser.transport() if Browser.transport else None


class Browser:
    """One person's visit: a cookie jar and an address; `source` is the address the person comes from.

    `transport` makes what carries the requests of new browsers.
    """

    transport: ClassVar[Callable[[], httpx.BaseTransport] | None] = None

    def __init__(self, base_url: str, *, source: str | None = None) -> None:
        self._client = httpx.Client(
            base_url=base_url,
            transport=_carrier(source),
            follow_redirects=True,
            timeout=TIMEOUT,
            trust_env=False,
            headers={"Accept": "text/html", "Accept-Language": "zh-CN"},
        )

    def get(self, path: str, **query: str) -> "Page":
        return Page(self, self._client.get(path, params=query or None))

    def send(self, method: str, url: str, fields: list[tuple[str, Value]]) -> "Page":
        if method == "get":
            return Page(self, self._client.get(url, params=[(name, str(value)) for name, value in fields]))
        plain: dict[str, list[str]] = {}
        for name, value in fields:
            if not isinstance(value, tuple):
                plain.setdefault(name, []).append(str(value))
        uploads = [(name, value) for name, value in fields if isinstance(value, tuple)]
        headers = {"Sec-Fetch-Site": "same-origin", "Origin": str(self._client.base_url).rstrip("/")}
        return Page(self, self._client.post(url, data=plain, files=uploads or None, headers=headers))

    def report(self, path: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """What a page's script sends: JSON there and back."""
        headers = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
        answer = self._client.post(path, json=dict(body), headers=headers)
        return answer.status_code, answer.json()

    def cookie(self, name: str) -> str | None:
        return self._client.cookies.get(name)

    def close(self) -> None:
        self._client.close()


class Page:
    """An answer: status, address after redirects, what it says and the forms it offers."""

    def __init__(self, browser: Browser, response: httpx.Response) -> None:
        self.browser, self.status, self.url = browser, response.status_code, str(response.url)
        self.path = urlsplit(self.url).path
        self.tree: Any = html.fromstring(response.content or b"<html/>", parser=html.HTMLParser(encoding="utf-8"))

    @property
    def text(self) -> str:
        """All words of the main part, with single spaces."""
        part = self.tree.xpath("//main") or [self.tree]
        return " ".join(str(part[0].text_content()).split())

    @property
    def toast(self) -> str:
        """The sentence about what was just done; empty when there is none."""
        return " ".join(str(one) for one in self.tree.xpath("//*[@id='cf-toasts']//text()")).strip()

    @property
    def errors(self) -> list[str]:
        found = self.tree.xpath("//*[contains(concat(' ', @class, ' '), ' cf-errors ')]//li")
        return [" ".join(one.text_content().split()) for one in found]

    def links(self, prefix: str) -> list[str]:
        """Addresses on this page that begin so, in order, each once."""
        return list(dict.fromkeys(str(href) for href in self.tree.xpath("//a/@href") if str(href).startswith(prefix)))

    def forms(self) -> list["Form"]:
        return [Form(self, element) for element in self.tree.xpath("//form")]

    def has_form(self, action: str) -> bool:
        return any(action in form.action for form in self.forms())

    def form(self, action: str = "", *, field: str | None = None) -> "Form":
        """The form whose address contains `action` and that has the field. Raises Unexpected."""
        for form in self.forms():
            if action in form.action and (field is None or field in form.names()):
                return form
        offered = ", ".join(f"{form.action}({'/'.join(form.names())})" for form in self.forms())
        raise self.unexpected(f"no form {action} {field or ''} among {offered}")

    def ok(self) -> "Page":
        """This page, when it is one. Raises Unexpected on any refusal."""
        if self.status != 200 or self.errors:
            raise self.unexpected("refused")
        return self

    def unexpected(self, what: str) -> Unexpected:
        return Unexpected(f"{what}: {self.status} {self.path} {'; '.join(self.errors)} | {self.text[:400]}")


@dataclass
class Form:
    """A form as it stands on the page, with what it already holds."""

    page: Page
    element: Any

    @property
    def action(self) -> str:
        return str(self.element.get("action") or self.page.path)

    def _controls(self) -> list[Any]:
        inside = self.element.xpath(".//input|.//select|.//textarea|.//button")
        identity = self.element.get("id")
        outside = self.page.tree.xpath("//*[@form=$id]", id=identity) if identity else []
        return [one for one in (*inside, *outside) if one.get("name") and one.get("disabled") is None]

    def names(self) -> list[str]:
        return list(dict.fromkeys(str(one.get("name")) for one in self._controls()))

    def values(self) -> list[tuple[str, Value]]:
        """What a browser would send if nothing was touched and no button named."""
        found: list[tuple[str, Value]] = []
        for one in self._controls():
            found.extend((str(one.get("name")), value) for value in _held(one))
        return found

    def options(self, name: str) -> list[str]:
        """The values a person can choose from in a select, radio or checkbox group."""
        found: list[str] = []
        for one in self._controls():
            if one.get("name") == name:
                found.extend(one.xpath(".//option/@value") if one.tag == "select" else [one.get("value", "on")])
        return [str(value) for value in found if value]

    def submit(self, values: Mapping[str, Value] | None = None, *, button: tuple[str, str] | None = None) -> Page:
        """Fill by name and send. True ticks a box, False clears it. Raises Unexpected for a field that isn't there."""
        fields = self.filled(values or {})
        if button:
            fields.append(button)
        method = str(self.element.get("method") or "get").lower()
        return self.page.browser.send(method, self.address(button), fields)

    def filled(self, values: Mapping[str, Value]) -> list[tuple[str, Value]]:
        """All fields with these values in them. Raises Unexpected for a field that isn't there."""
        if missing := set(values) - set(self.names()):
            raise self.page.unexpected(f"no field {sorted(missing)} in {self.action}, only {self.names()}")
        fields = [(name, value) for name, value in self.values() if name not in values]
        for name, value in values.items():
            fields.extend(_sent(name, value, self.options(name)))
        return fields

    def address(self, button: tuple[str, str] | None = None) -> str:
        """Where the form goes, in full; a button may lead elsewhere."""
        for one in self._controls():
            if (one.get("name"), one.get("value")) == button and one.get("formaction"):
                return urljoin(self.page.url, str(one.get("formaction")))
        return urljoin(self.page.url, self.action)


def _held(control: Any) -> list[str]:
    match control.tag, str(control.get("type") or "text").lower():
        case "select", _:
            options = control.xpath(".//option[@selected]") or (
                [] if control.get("multiple") is not None else control.xpath(".//option[not(@disabled)]")[:1]
            )
            return [str(one.get("value", one.text_content())) for one in options]
        case "textarea", _:
            return [str(control.text_content()).removeprefix("\n")]
        case "input", "checkbox" | "radio":
            return [str(control.get("value", "on"))] if control.get("checked") is not None else []
        case "input", kind if kind not in ("file", "submit", "button", "image", "reset"):
            return [str(control.get("value", ""))]
    return []


def _sent(name: str, value: Value, options: list[str]) -> list[tuple[str, Value]]:
    match value:
        case True:
            return [(name, options[0] if options else "on")]
        case False:
            return []
        case str() | tuple():
            return [(name, value)]
    return [(name, one) for one in value]
