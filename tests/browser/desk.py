"""Staff at their desks: signing in, and the keys of the review desk."""

from tests.browser.journey import Journey
from web.entry.demo import accounts


def sign_in(journey: Journey, login: str) -> None:
    account = next(one for one in accounts() if one.login == login)
    journey.go("/signin/staff")
    journey.fill(login=account.login, password=account.password)
    journey.press("登录", exact=True)
    journey.go(account.opens)


def heading(journey: Journey) -> str:
    return journey.page.locator("h1").first.inner_text()


def key(journey: Journey, name: str) -> None:
    """Press a key as the page stands, and wait until the answer is shown."""
    journey.page.keyboard.press(name)
    journey.page.wait_for_timeout(150)  # a key does not wait for the way it opens
    journey.settle()


def judge_all(journey: Journey) -> int:
    """Pass every material that waits, a key each; returns how many there were."""
    count = 0
    while journey.page.locator("#pass").count() and _waiting(journey):
        key(journey, "y")
        count += 1
        assert count < 20, "the desk does not go on"
    return count


def _waiting(journey: Journey) -> bool:
    return journey.page.locator("#why", has_text="未判").count() > 0
