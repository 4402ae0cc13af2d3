"""Whoever studies, and whoever teaches: through the real pages, without a script, with the clock of the house."""

from collections.abc import Callable

from web.entry.story.client import Form, Page, Unexpected, Value
from web.entry.story.people import Person, Staff

Tick = Callable[[int], None]
"""Lets so many minutes pass, for the whole house."""
Answers = Callable[[str], str]
"""The letters of a question's right answer, by its stem."""


class Learner:
    """The learning side of somebody who is signed in, such as a candidate of the story."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def trainings(self) -> list[str]:
        """Addresses of what this person has to learn, newest first."""
        page = self.person.open("/my/learning")
        return [path for path in page.links("/my/learning/") if path.count("/") == 3]

    def study(self, path: str, tick: Tick, *, answers: Answers | None = None) -> Page:
        """Study every lesson of a training by opening it, letting its minutes pass and saying that it is read; take
        the quizzes. Returns the training's page. Raises Unexpected."""
        for course in self._courses(path):
            while (form := self._next_lesson(course)) is not None:
                lesson = form.submit().ok()
                tick(_minutes(lesson) + 1)
                self.person.open(lesson.path).form("/finish").submit().ok()
            page = self.person.open(course)
            if page.has_form("/quiz"):
                self._quiz(page, answers)
        return self.person.open(path)

    def _courses(self, path: str) -> list[str]:
        return self.person.open(path).links(f"{path}/courses/")

    def _next_lesson(self, course: str) -> Form | None:
        page = self.person.open(course)
        return page.form("/open") if page.has_form("/open") else None

    def _quiz(self, page: Page, answers: Answers | None) -> None:
        if answers is None:
            raise Unexpected("a quiz, and nobody who knows its answers")
        form = page.form("/quiz").submit().ok().form("/quizzes/")
        given: dict[str, Value] = {}
        for field in form.element.xpath(".//fieldset"):
            stem = " ".join(str(field.xpath("string(legend)")).split())
            name = str(field.xpath("string(.//input/@name)"))
            letters = list(answers(stem.split(". ", 1)[-1].rsplit("（", 1)[0].strip()))
            given[name] = letters if len(letters) > 1 else letters[0]
        done = form.submit(given).ok()
        if "测验合格" not in done.text:
            raise done.unexpected("the quiz was not passed")


class Trainer(Staff):
    """The training desk of an institution."""

    def confirm_all(self) -> int:
        """Confirm everybody who waits as qualified; returns how many were ticked."""
        page = self.open("/training", filter="completed")
        if not page.has_form("/training/remind"):
            return 0
        form = page.form("/training/remind")
        learners = form.options("learner")
        if not learners:
            return 0
        fields = form.filled({"learner": learners})
        done = self.browser.send("post", form.address().replace("/remind", "/confirm"), fields)
        if done.status != 200 or "位学员合格" not in str(done.tree.text_content()):
            raise done.unexpected("results were not confirmed")
        return len(learners)

    def remind_all(self) -> None:
        """Remind everybody who still learns."""
        page = self.open("/training", filter="learning")
        if page.has_form("/training/remind"):
            form = page.form("/training/remind")
            form.submit({"learner": form.options("learner")}).ok()


def _minutes(page: Page) -> int:
    """How long the lesson takes, as its page says: `本课 3 分`."""
    after = page.text.split("本课 ", 1)[-1]
    digits = after.split(" ", 1)[0]
    if not digits.isdigit():
        raise page.unexpected("no lesson with a clock")
    return int(digits)
