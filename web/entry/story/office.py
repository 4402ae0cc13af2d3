"""Staff beside the review desk: who plans, who approves plans, and the operator, who moves the clock."""

from datetime import date, timedelta

from web.entry.story.client import Page, Value
from web.entry.story.people import Staff, dated, wait_for
from web.entry.story.script import Part, places

OPENS_IN, LASTS = timedelta(days=1), timedelta(days=60)
CORRECTION_DAYS = 5  # working days
OCCUPATION, GRADE = "6-11-01-03", "3"
EXAM_FROM = LASTS + timedelta(days=1)


class Planner(Staff):
    def draw_up(self, title: str, cast: list[Part], *, today: date) -> str:
        """Draw up a plan with one line and hand it over for approval; returns its address."""
        page = self.open("/plans/new")
        form = page.form(field="title")
        institutions, points = form.options("institutions.0.institution"), form.options("points.0.point")
        page = _with_rows(page, {"lines": 1, "institutions": len(institutions), "points": len(points)})
        form = page.form(field="title")
        given: dict[str, Value] = {
            "title": title,
            "first_review_days": "3",
            "approval_days": "5",
            "correction_days": str(CORRECTION_DAYS),
            "most_returns": "2",
            "take_back_minutes": "2",
            "sampling_percent": "0",
            "pay_hours": "72",
            "training_required": True,
            "training_days": "30",
            "exam_minutes": "90",
            "late_minutes": "30",
            "early_minutes": "30",
            "idle_minutes": "60",
            "most_switches": "3",
            "most_retakes": "1",
            "publicity_days": "5",
            **dated(form, "exam_from_on", (today + EXAM_FROM).isoformat()),
            **dated(form, "exam_until_on", (today + LASTS + timedelta(days=120)).isoformat()),
            "waiting_list": False,
            **dated(form, "opens_on", (today + OPENS_IN).isoformat()),
            **dated(form, "closes_on", (today + LASTS).isoformat()),
        }
        given |= {"lines.0.occupation": OCCUPATION, "lines.0.grade": GRADE, "lines.0.capacity": str(places(cast))}
        given |= {f"institutions.{at}.institution": value for at, value in enumerate(institutions)}
        given |= {f"points.{at}.point": value for at, value in enumerate(points)}
        return form.submit(given).ok().path


class PlanApprover(Staff):
    def approve(self, plan_path: str) -> None:
        form = self.open(f"{plan_path}/approve").form(field="decision")
        form.submit({"decision": "approve"}).ok()


class Operator(Staff):
    def move_clock(self, *, days: int = 0, minutes: int = 0) -> None:
        """Move the clock of the whole installation forward."""
        amount, unit = (days, "days") if days else (minutes, "minutes")
        self.open("/ops/clock").form("/ops/clock").submit({"amount": str(amount), "unit": unit}).ok()


def wait_for_open_plan(visitor: Staff, title: str) -> str:
    """The address of the plan once the public home offers it."""

    def offered() -> str | None:
        page = visitor.browser.get("/").ok()
        for link in page.tree.xpath("//a[starts-with(@href, '/open/')]"):
            around = link.xpath("string(ancestor::*[self::li or self::article or self::section or self::tr][1])")
            if title in (around or link.text_content()):
                return str(link.get("href"))
        return None

    return wait_for(f"plan {title} on the home page", offered)


def _with_rows(page: Page, wanted: dict[str, int]) -> Page:
    for name, count in wanted.items():
        while not any(field.startswith(f"{name}.{count - 1}.") for field in page.form(field="title").names()):
            page = page.form(field="title").submit(button=("_add", name))
    return page
