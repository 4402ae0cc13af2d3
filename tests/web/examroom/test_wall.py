"""The invigilators' pages: who sees them, what they show, what is done there."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from engine.platform import clock, ports
from engine.platform.database import work
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.platform.people.models import Person
from engine.platform.people.service import grant
from processes.arrange.models import Invigilation
from processes.sit import queries
from processes.sit.errors import NotYourRoom, OwnSession
from processes.sit.ports import StationFinding, StationIdentity, StationVerdict
from tests.processes.review.builders import make_staff
from tests.support.database import OTHER_TENANT
from tests.web.examroom.machines import Place, device_of, pass_by, send
from tests.web.visitor import staff
from web.examroom.room import is_open_to, room_for
from web.examroom.routes import wall as live


def test_only_invigilators_of_the_very_institution_see_a_session(place: Place) -> None:
    stranger = staff(place.app, place.tenant, "外监考", f"institution:{uuid4()}:invigilator")
    clerk = staff(place.app, place.tenant, "苏经办", f"institution:{place.institution_id}:clerk")
    foreign = staff(place.app, OTHER_TENANT, "他市监考", f"institution:{place.institution_id}:invigilator")
    for path in ("", "/door", "/close", "/live", f"/{place.sittings[0]}/portrait"):
        assert stranger.get(place.address + path).status_code == 403, path
        assert clerk.get(place.address + path).status_code == 403, path
        assert foreign.get(place.address + path).status_code == 404, path
        assert place.machine().get(place.address + path).headers["location"].startswith("/signin")
    for visitor, status in ((stranger, 403), (clerk, 403), (foreign, 404)):
        assert place.act(visitor, "admit").status_code == status
        assert visitor.post(f"{place.address}/close").status_code == status
    assert place.sitting().state == "expected"
    assert "今天没有本机构的场次" in stranger.get("/invigilate").text
    assert place.address in place.invigilator().get("/invigilate").text


def test_a_candidate_of_the_session_does_not_invigilate_it(place: Place) -> None:
    with work(place.tenant) as session:
        person = session.get_one(Person, queries.sitting(session, place.sittings[0]).person_id)
        role = f"institution:{place.institution_id}:chief_invigilator"
        grant(session, Actor.system(place.tenant), person, role, institution_id=place.institution_id)
        himself = people.actor(session, person.id)
        with pytest.raises(OwnSession):
            room_for(session, himself, UUID(place.address.rpartition("/")[2]))


def test_who_is_not_appointed_stays_out_where_others_are(place: Place) -> None:
    session_id = UUID(place.address.rpartition("/")[2])
    with work(place.tenant) as session:
        appointed = make_staff(session, "叶监考", f"institution:{place.institution_id}:invigilator")
        session.add(
            Invigilation(session_id=session_id, person_id=appointed.person_id, person_name="叶监考", chief=False)
        )
        session.flush()
        assert room_for(session, appointed, session_id).chief is False
        other = make_staff(session, "路监考", f"institution:{place.institution_id}:invigilator")
        with pytest.raises(NotYourRoom):
            room_for(session, other, session_id)
        assert [is_open_to(session, one, session_id) for one in (appointed, other)] == [True, False]
        chief = make_staff(session, "章组长", f"institution:{place.institution_id}:chief_invigilator")
        assert room_for(session, chief, session_id).chief


def test_the_door_lets_in_with_masked_numbers(place: Place) -> None:
    desk = place.invigilator()
    page = desk.get(f"{place.address}/door").text
    assert "林晓岚" in page
    assert "3502**********" in page
    assert "19950515" not in page
    done = desk.post(f"{place.address}/{place.sittings[0]}", {"act": "admit", "from": "door"})
    assert done.headers["location"].endswith("/door")
    assert "林晓岚 已登记入场" in desk.get(f"{place.address}/door").text
    assert "林晓岚" not in desk.get(f"{place.address}/door").text


def test_the_late_are_let_in_by_the_chief_alone_and_with_a_reason(place: Place) -> None:
    place.to_start()
    desk, chief = place.invigilator(), place.chief()
    early = place.act(desk, "absent")
    assert (early.status_code, "还不能登记缺考" in early.text) == (409, True)
    pass_by(timedelta(minutes=31))
    desk, chief = place.invigilator(), place.chief()
    late = place.act(desk, "admit")
    assert (late.status_code, "不能入场" in late.text) == (409, True)
    assert place.act(desk, "override", reason="公交改道，已核实").status_code == 403
    unreasoned = place.act(chief, "override")
    assert (unreasoned.status_code, "请写明情况和理由" in unreasoned.text) == (422, True)
    assert place.act(chief, "override", reason="公交改道，已核实").status_code == 303
    assert place.act(desk, "absent", 1).status_code == 303
    assert [place.sitting(at).state for at in (0, 1)] == ["admitted", "absent"]


def test_exceptions_come_first_and_the_chief_gives_the_exam_back(place: Place) -> None:
    machine, desk, chief = place.begin(), place.invigilator(), place.chief()
    aways = [{"number": number, "ms": 2000} for number in (1, 2, 3, 4)]
    assert send(machine, place.sittings[0], client_ms=0, aways=aways).json()["state"] == "handed_in"
    page = desk.get(place.address).text
    assert page.index("已强制交卷，待组长复核") < page.index("正常")
    assert "离开考试界面，第 4 次，上限 3 次" in page
    assert 'value="reverse"' not in page
    assert place.act(desk, "reverse", reason="误触任务栏").status_code == 403
    assert "正在等待监考组长确认" in machine.get(f"/exam/{place.sittings[0]}/done").text
    assert place.act(chief, "reverse", reason="误触任务栏").status_code == 303
    assert machine.get(f"/exam/{place.sittings[0]}").headers["location"].endswith("/q/1")


def test_a_silent_machine_is_seen_within_seconds(place: Place) -> None:
    machine, desk = place.begin(), place.invigilator()
    send(machine, place.sittings[0], client_ms=0)
    assert "终端掉线" not in desk.get(place.address).text
    pass_by(timedelta(seconds=6))
    assert "终端掉线 6 秒，答案在本机" in desk.get(place.address).text


def test_what_a_face_station_found_stands_beside_the_card(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    class Station:
        def finding(self, *, sitting_id: UUID) -> StationFinding:
            assert sitting_id == place.sittings[0]
            return StationFinding(StationVerdict.OTHER, 412, "三号机", clock.now())

    address = f"{place.address}?s={place.sittings[0]}"
    desk = place.invigilator()
    assert "人脸比对" not in desk.get(address).text
    monkeypatch.setattr(ports, "_factories", ports._factories | {StationIdentity: Station})
    assert "人脸比对：与报名照片不符（三号机）" in desk.get(address).text


def test_a_form_that_is_refused_keeps_what_was_typed(place: Place) -> None:
    place.begin()
    desk = place.invigilator()
    page = place.act(desk, "credit", seconds="999", reason="停电十五分钟")
    assert (page.status_code, "可补 0 秒以内" in page.text, "停电十五分钟" in page.text) == (409, True, True)
    assert "请选择处理方式" in place.act(desk, "nonsense").text
    assert "大于 0 的整数秒" in place.act(desk, "credit", seconds="-3", reason="停电十五分钟").text


def test_the_session_closes_when_everybody_has_ended_and_all_agrees(place: Place) -> None:
    machine, chief = place.begin(), place.chief()
    place.act(chief, "admit", 1)
    open_still = chief.post(f"{place.address}/close")
    assert (open_still.status_code, "还有 2 名考生没有结束" in open_still.text) == (409, True)
    page = machine.get(f"/exam/{place.sittings[0]}/q/1").text
    letter = device_of(page)["questions"][0]["choices"][0]["letter"]
    machine.post(f"/exam/{place.sittings[0]}/q/1", {"answer": letter})
    pass_by(timedelta(minutes=31))
    machine.post(f"/exam/{place.sittings[0]}/hand-in", {"confirm": "true"})
    chief = place.chief()
    place.act(chief, "disqualify", 1, reason="替考，已报警")
    assert place.invigilator().post(f"{place.address}/close").status_code == 403
    assert chief.post(f"{place.address}/close", {"note": "无异常"}).status_code == 303
    sheet = chief.get(f"{place.address}/close").text
    assert "丁监长" in sheet
    assert "现在的记录与收场单一致" in sheet
    assert place.sitting(1).told_at is not None
    assert place.act(chief, "reverse", 1, reason="复核后撤销").status_code == 409
    assert chief.post(f"{place.address}/close").status_code == 409


def test_an_outage_of_the_room_is_credited_and_the_absent_are_marked_at_once(place: Place) -> None:
    machine, desk = place.begin(), place.invigilator()
    send(machine, place.sittings[0], client_ms=0)
    before = place.sitting().deadline
    nothing = desk.post(f"{place.address}/together/credit", {"seconds": "600", "reason": "考场停电十分钟"})
    assert (nothing.status_code, "考场停电十分钟" in nothing.text) == (409, True)
    assert desk.post(f"{place.address}/together/credit", {"seconds": "x", "reason": "停电"}).status_code == 422
    pass_by(timedelta(minutes=10))
    send(machine, place.sittings[0], client_ms=600_000)
    done = desk.post(f"{place.address}/together/credit", {"seconds": "9999", "reason": "考场停电十分钟"})
    assert done.status_code == 303
    after = place.sitting().deadline
    assert before is not None
    assert after is not None
    assert 600 <= (after - before).total_seconds() < 660
    early = desk.post(f"{place.address}/together/absent")
    assert (early.status_code, "还不能登记缺考" in early.text) == (409, True)
    pass_by(timedelta(minutes=21))
    assert place.invigilator().post(f"{place.address}/together/absent").status_code == 303
    assert [place.sitting(at).state for at in (0, 1)] == ["running", "absent"]
    stranger = staff(place.app, place.tenant, "外监考", f"institution:{uuid4()}:invigilator")
    for deed in ("absent", "credit"):
        assert stranger.post(f"{place.address}/together/{deed}").status_code == 403


def test_the_live_stream_sends_the_wall_and_ends_when_the_role_is_taken_away(place: Place) -> None:
    desk = place.invigilator()
    assert desk.person is not None
    html = live._drawn(desk.person, place.session_id, None)
    assert 'id="wall"' in html
    assert "黄思雨" in html
    nobody = Actor(desk.person.person_id, place.tenant, "x")
    with work(place.tenant) as session:
        from engine.platform.people.models import RoleGrant

        for grant in session.query(RoleGrant).where(RoleGrant.person_id == nobody.person_id):
            session.delete(grant)
    with pytest.raises(NotYourRoom):
        live._drawn(desk.person, place.session_id, None)
    events = asyncio.run(_first(desk.person, place))
    assert events["event"] == "ended"


async def _first(actor: Actor, place: Place) -> dict[str, str]:
    class Connected:
        async def is_disconnected(self) -> bool:
            return False

    async for event in live._walls(Connected(), actor, place.session_id, None):  # type: ignore[arg-type]
        return event
    return {}
