"""Whoever sits before a screen: signs in when asked to, and goes on."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from web.entry.story.client import Browser, Form, Page, Unexpected, Value

PATIENCE = 90.0
T = TypeVar("T")


def wait_for(what: str, look: Callable[[], T | None], *, every: float = 0.2) -> T:
    """What `look` finds, as soon as it does. Raises Unexpected when it never does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if (found := look()) is not None:
            return found
        time.sleep(every)
    raise Unexpected(f"waited {PATIENCE:.0f} s in vain for {what}")


@dataclass
class Person:
    """`sign_in` is called again whenever the house has forgotten who we are (the clock moves by days)."""

    browser: Browser

    def sign_in(self) -> None:
        raise NotImplementedError

    def get(self, path: str, **query: str) -> Page:
        page = self.browser.get(path, **query)
        if page.path.startswith("/signin"):
            self.sign_in()
            page = self.browser.get(path, **query)
        return page

    def open(self, path: str, **query: str) -> Page:
        """The page, which must be there. Raises Unexpected."""
        return self.get(path, **query).ok()


@dataclass
class Staff(Person):
    """Someone with a login name and a password."""

    login: str
    password: str

    def sign_in(self) -> None:
        form = self.browser.get("/signin/staff").ok().form("/signin", field="password")
        page = form.submit({"login": self.login, "password": self.password}).ok()
        if page.path.startswith("/signin"):
            raise page.unexpected(f"{self.login} could not sign in")


def code_sent_to(browser: Browser, phone: str, *, used: str = "") -> str:
    """The newest code on the simulator's page, once it is not the one that was used before."""

    def newest() -> str | None:
        page = browser.get("/simulators/sms", phone=phone).ok()
        for message in page.tree.xpath("//*[@id='messages']//li"):
            text = str(message.text_content()).replace(phone, "")
            if found := re.search(r"(?<!\d)\d{6}(?!\d)", text):
                return found.group() if found.group() != used else None
        return None

    return wait_for(f"a code for {phone[:3]}…{phone[-2:]}", newest)


def dated(form: Form, name: str, value: str) -> dict[str, Value]:
    """A date or month such as `2020-09-01` in the inputs that the form has for it."""
    if name in form.names():
        return {name: value}
    parts = zip(("year", "month", "day"), value.split("-"), strict=False)
    return {f"{name}.{part}": number for part, number in parts if f"{name}.{part}" in form.names()}
