"""The open task of a paper for one person, and its form as the paper's own definitions have it."""

from sqlalchemy.orm import Session

from engine.platform.errors import AppError
from engine.platform.people import Actor
from engine.workflow import commands, definitions
from engine.workflow.models import Instance, WorkItem
from forms import kit
from processes.papers.errors import SamePerson
from processes.papers.models import Paper
from processes.papers.options import STATES


class NothingToDo(AppError):
    code, status = "nothing_to_do", 409
    message = "试卷“{title}”现在是“{state}”，没有等待您办理的事项。可能已由他人处理。"


def form_of(session: Session, key: str, paper: Paper | None) -> kit.Form:
    """The form of a running paper's definitions, or for a new paper of those in force."""
    instance = session.get(Instance, paper.instance_id) if paper is not None and paper.instance_id else None
    version = instance.deployment_hash if instance else definitions.active(session).hash
    return kit.load(definitions.form(session, version, key))


def find_task(session: Session, actor: Actor, paper: Paper, form_key: str) -> WorkItem | None:
    """The open task of this form, if the actor may do it."""
    for item in commands.open_items(session, actor, business_key=str(paper.id)):
        if item.form_key == form_key and actor.person_id not in item.excluded:
            return item
    return None


def task_of(session: Session, actor: Actor, paper: Paper, form_key: str) -> WorkItem:
    """The same. Raises SamePerson, NothingToDo where there is none."""
    found = find_task(session, actor, paper, form_key)
    if found is not None:
        return found
    if form_key == "paper/approve" and paper.assembled_by == actor.person_id:
        raise SamePerson
    raise NothingToDo(title=paper.title, state=STATES[paper.status])
