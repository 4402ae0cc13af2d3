"""Numbers of questions that people can read out: 6110103-3-0001."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine.platform.database import tenant_of
from engine.platform.ids import new_id
from processes.questions.models import QuestionCount


def next_number(session: Session, occupation: str, grade: str) -> str:
    """The occupation's code, the grade, and the place in their row. Never given twice.

    The row stays locked to the end of the transaction, so that duplicates of the same moment see each other.
    """
    counted = (
        insert(QuestionCount)
        .values(id=new_id(), tenant_id=tenant_of(session), occupation=occupation, grade=grade, last=1)
        .on_conflict_do_update(
            index_elements=["tenant_id", "occupation", "grade"], set_={"last": QuestionCount.last + 1}
        )
        .returning(QuestionCount.last)
    )
    place = session.execute(counted).scalar_one()
    return f"{occupation.replace('-', '')}-{grade}-{place:04d}"
