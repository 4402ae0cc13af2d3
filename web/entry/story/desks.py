"""The review desks at work, with the awkward moments: two at one item, a lease that expires, a change of mind."""

from collections.abc import Callable
from dataclasses import dataclass, field

from web.entry.story.client import Page, Unexpected
from web.entry.story.judging import Decision
from web.entry.story.office import Operator
from web.entry.story.reviewers import Casebook, Reviewer, number_of, verdict
from web.entry.story.script import Fate

LEASE_MINUTES = 21
MOST_CASES = 10_000


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
        for count in range(MOST_CASES):
            page = reviewer.next()
            if page is None:
                return count
            self._judge(reviewer, page)
        raise Unexpected("applicants without end")

    def _judge(self, reviewer: Reviewer, page: Page) -> None:
        no = number_of(page)
        fate = self.casebook.fates[no]
        if reviewer is self.colleagues[0] and fate not in self.seen:
            if fate is Fate.TWO_PEOPLE:
                self._two_people(page, no)
            elif fate is Fate.LEASE:
                reviewer, page = self._lease(page, no)
        decision = self.casebook.next_decision(no, reviewer.stage)
        reviewer.judge(page, decision)
        self.tell(f"{no} {decision.conclusion}")
        if decision.then:
            self._change_of_mind(reviewer, no, decision.then)

    def _two_people(self, page: Page, no: str) -> None:
        """The second reviewer tries the same item with the first one's form, and is refused."""
        other = self.colleagues[1]
        other.open("/review")
        form = page.form("/material/", field="verdict")
        refused = other.browser.send("post", form.address(), form.filled(verdict(form, returned=False)))
        if refused.status not in (403, 409):
            raise refused.unexpected(f"{no}: two people judged one item")
        self.seen.add(Fate.TWO_PEOPLE)

    def _lease(self, page: Page, no: str) -> tuple[Reviewer, Page]:
        """The first reviewer goes away; the second gets the applicant; what the first one sends then is refused."""
        second = self.colleagues[1]
        self.operator.move_clock(minutes=LEASE_MINUTES)
        taken = second.next()
        if taken is None or number_of(taken) != no:
            raise (taken or page).unexpected(f"{no}: an expired lease did not hand the applicant on")
        form = page.form("/material/", field="verdict")
        refused = form.submit(verdict(form, returned=False))
        if refused.status != 409:
            raise refused.unexpected(f"{no}: a verdict under an expired lease was taken")
        self.seen.add(Fate.LEASE)
        return second, taken

    def _change_of_mind(self, reviewer: Reviewer, no: str, then: Decision) -> None:
        page = reviewer.take_back(no)
        reviewer.judge(page, then)
        self.seen.add(Fate.TAKEN_BACK)
        self.tell(f"{no} taken back, {then.conclusion}")
