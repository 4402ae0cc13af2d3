"""Skill and review subjects: examiners score alone, the chief examiner closes the sheet."""

from sqlalchemy.orm import Session

from engine.platform import audit
from engine.platform.people import Actor
from engine.workflow import commands
from processes.apply.models import Application
from processes.mark import queries, rules
from processes.mark.errors import NotPresent, NotYourCandidate, ScoresNotReady, ScoringClosed
from processes.mark.models import ExaminerScore, SkillSheet, SubjectResult
from processes.mark.service import score as marks
from processes.sit.models import Sitting, SittingState


def give_score(
    session: Session, actor: Actor, sitting: Sitting, application: Application, *, score: int, remark: str = ""
) -> ExaminerScore:
    """One examiner's score, in tenths of a point; until the sheet is closed he may change his own.

    Raises NotPresent, ScoringClosed, NotYourCandidate.
    """
    _refuse(session, actor, sitting, application)
    rows = queries.scores(session, application.id, sitting.subject, sitting.attempt)
    row = next((one for one in rows if one.person_id == actor.person_id), None)
    before = None if row is None else {"score": row.score}
    if row is None:
        row = ExaminerScore(
            application_id=application.id, subject=sitting.subject, attempt=sitting.attempt,
            person_id=actor.person_id, person_name=actor.name,
        )  # fmt: skip
        session.add(row)
    row.score, row.remark = score, remark
    session.flush()
    audit.record(
        session, actor, "score.given", subject=("examiner_score", row.id), instance_id=application.instance_id,
        before=before, after={"subject": sitting.subject, "score": score},
    )  # fmt: skip
    return row


def close_sheet(
    session: Session, actor: Actor, sitting: Sitting, application: Application, *, reason: str = ""
) -> SubjectResult:
    """The chief examiner confirms: the mean of three or more examiners, an odd number, is the result.

    Raises NotPresent, ScoringClosed, NotYourCandidate, ScoresNotReady.
    """
    _refuse(session, actor, sitting, application)
    given = queries.scores(session, application.id, sitting.subject, sitting.attempt)
    if any(one.person_id == actor.person_id for one in given):
        raise ScoresNotReady(why="您参与了这一科的评分，须由另一位考评组长确认")
    why = rules.scores_problem([one.score for one in given], reason)
    if why:
        raise ScoresNotReady(why=why)
    session.add(
        SkillSheet(
            application_id=application.id, subject=sitting.subject, attempt=sitting.attempt,
            closed_by=actor.person_id, closed_by_name=actor.name, reason=reason.strip(),
        )
    )  # fmt: skip
    detail = {"examiners": [{"name": one.person_name, "score": one.score} for one in given], "reason": reason.strip()}
    row = marks.put(
        session, actor, application.id, sitting.subject, sitting.attempt,
        score=rules.examined([one.score for one in given]), sitting=sitting, detail=detail,
    )  # fmt: skip
    commands.correlate(session, "skill.scored", f"{application.id}:{sitting.attempt}:{sitting.subject}")
    return row


def _refuse(session: Session, actor: Actor, sitting: Sitting, application: Application) -> None:
    commands.hold(session, application.instance_id)
    if actor.person_id == application.person_id:
        raise NotYourCandidate
    if sitting.state not in (SittingState.ADMITTED, SittingState.RUNNING, SittingState.HANDED_IN):
        raise NotPresent(name=application.name)
    if queries.sheet(session, application.id, sitting.subject, sitting.attempt) is not None:
        raise ScoringClosed
