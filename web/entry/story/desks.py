"""The review desks at work, with the awkward moments: two at one item, a lease that expires, a change of mind."""

from collections.abc import Callable
from dataclasses import dataclass, field

from web.entry.story.client import Page
from web.entry.story.office import Operator
from web.entry.story.reviewers import Casebook, Reviewer, number_of, verdict
from web.entry.story.script import Fate

LEASE_MINUTES = 21


@dataclass
class Desks:
    """`colleagues` sit at the same institution as each other; `seen` lists the awkward moments that happened."""

    colleagues: tuple[Reviewer, Reviewer]
    operator: Operator
    casebook: Casebook
    tell: Callable[[str], None]
    seen: set[Fate] = field(default_factory=set)

    def work(self, reviewer: Reviewer) -> int:
        """Judge applicants until nobody waits for this reviewer; returns how many."""
        count, page = 0, reviewer.next()
        while page is not None:
            page = self._judge(reviewer, page) or reviewer.next()
            count += 1
        return count

    def _judge(self, reviewer: Reviewer, page: Page) -> Page | None:
        """Judge the applicant of this page; returns the next one's when the house has brought it by itself."""
        no = number_of(page)
        fate = self.casebook.fates[no]
        if reviewer is self.colleagues[0] and fate not in self.seen:
            if fate is Fate.TWO_PEOPLE:
                self._two_people(page, no)
            elif fate is Fate.LEASE:
                self._lease(page, no)
                return None
        decision = self.casebook.next_decision(no, reviewer.stage)
        following = reviewer.judge(page, decision)
        self.tell(f"{no} {decision.conclusion}")
        if decision.then:
            reviewer.judge(reviewer.take_back(no), decision.then)
            self.seen.add(Fate.TAKEN_BACK)
            self.tell(f"{no} taken back, {decision.then.conclusion}")
            return None
        return following if number_of(following) not in ("", no) else None

    def _two_people(self, page: Page, no: str) -> None:
        """The second reviewer tries the same item with the first one's form, and is refused."""
        other = self.colleagues[1]
        other.open("/review")
        form = page.form("/material/", field="verdict")
        refused = other.browser.send("post", form.address(), form.filled(verdict(form, returned=False)))
        if refused.status not in (403, 409):
            raise refused.unexpected(f"{no}: two people judged one item")
        self.seen.add(Fate.TWO_PEOPLE)

    def _lease(self, page: Page, no: str) -> None:
        """The first reviewer goes away; the second gets the applicant; what the first one sends then is refused."""
        second = self.colleagues[1]
        self.operator.move_clock(minutes=LEASE_MINUTES)
        taken = second.take(no)
        if number_of(taken) != no:
            raise taken.unexpected(f"{no}: an expired lease did not hand the applicant on")
        form = page.form("/material/", field="verdict")
        refused = form.submit(verdict(form, returned=False))
        if refused.status != 409:
            raise refused.unexpected(f"{no}: a verdict under an expired lease was taken")
        self.seen.add(Fate.LEASE)
        second.judge(taken, self.casebook.next_decision(no, second.stage), stop=True)
        self.tell(f"{no} handed on")
