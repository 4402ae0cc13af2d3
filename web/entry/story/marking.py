"""Skill scores, and objections to results."""

from collections.abc import Callable

from web.entry.story.client import Page
from web.entry.story.people import Person, Staff

Points = Callable[[str], str]
"""The points of an application's number, such as `82.5`."""


class Examiner(Staff):
    def score_all(self, points: Points) -> int:
        """Score everybody on the list; returns how many."""
        found = _waiting(self)
        for at, no in found.items():
            self.open(at).form("/score", field="score").submit({"score": points(no)}).ok()
        return len(found)


class ChiefExaminer(Staff):
    def close_all(self) -> int:
        """Confirm everybody's score; returns how many."""
        found = _waiting(self)
        for at in found:
            self.open(at).form("/close", field="reason").submit({"reason": "考评员评分一致，已复核。"}).ok()
        return len(found)


class ObjectionOfficer(Staff):
    def uphold(self, points: str) -> int:
        """Uphold every open objection with these points; returns how many."""
        answer = {"decision": "upheld", "new_score": points, "answer": "复看录像，第二项操作漏计 5 分。"}
        return _answer_all(self, "decision", answer)


class ObjectionConfirmer(Staff):
    def confirm_all(self) -> int:
        """Confirm every score that an officer changed; returns how many."""
        return _answer_all(self, "confirmation", {"confirmation": "confirmed"})


def results(person: Person, no: str) -> Page:
    """What the candidate sees of the results."""
    return person.open(f"/my/cases/{no}/results")


def object_to(person: Person, no: str, subject: str, text: str) -> None:
    """Object to the result of a subject such as 操作技能考核. Raises Unexpected when that can't be done now."""
    page = results(person, no)
    for link in page.tree.xpath("//a[contains(@href, '/objection')]"):
        if subject in link.xpath("string(ancestor::section[1]/h2)"):
            person.open(str(link.get("href"))).form("/objection", field="text").submit({"text": text}).ok()
            return
    raise page.unexpected(f"no objection to {subject} is possible")


def _answer_all(staff: Staff, field: str, answer: dict[str, str]) -> int:
    """Fill in the form of every objection that has one for this person."""
    pages = [(at, staff.open(at)) for at in staff.open("/mark/objections").links("/mark/objections/")]
    own = [(at, page) for at, page in pages if page.has_form(at)]
    for at, page in own:
        page.form(at, field=field).submit(answer).ok()
    return len(own)


def _waiting(staff: Staff) -> dict[str, str]:
    """Addresses of the sittings on the list with their application's numbers."""
    found = {}
    for row in staff.open("/mark").tree.xpath("//tr[.//a[starts-with(@href, '/mark/sittings/')]]"):
        href = str(row.xpath(".//a[starts-with(@href, '/mark/sittings/')]/@href")[0])
        found[href] = str(row.xpath("string(td[1])")).strip()
    return found
