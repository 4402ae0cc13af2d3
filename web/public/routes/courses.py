"""The courses that anybody may take, with what they cost: the way in for who has not registered yet."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.money import Money
from processes.train import offers
from processes.train.models import Category
from processes.train.rules import in_words
from web.ui import page
from web.ui.guards import DbSession, Public

router = APIRouter()


@router.get("/courses")
def courses(request: Request, session: DbSession, visitor: Public) -> Response:
    return page(
        request,
        "public/courses.html",
        signed_in=visitor is not None,
        courses=[
            {
                "title": each.course.title,
                "summary": each.course.summary,
                "facts": [
                    {"label": "类别", "value": Category(each.course.category).title},
                    {"label": "学时", "value": in_words(each.minutes * 60)},
                    {
                        "label": "测验",
                        "value": f"{each.course.quiz_questions} 题" if each.course.quiz_questions else "无",
                    },
                    {"label": "费用", "value": str(Money(each.course.fee_fen)) if each.course.fee_fen else "免费"},
                ],
            }
            for each in offers.on_offer(session)
        ],
    )
