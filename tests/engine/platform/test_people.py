"""Signing in, and what keeps others out."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.platform import clock, crypto, throttle
from engine.platform.database import system_work, work
from engine.platform.people import Actor, codes, guessing, queries, service, sign_in
from engine.platform.people.errors import CodeExpired, Locked, TooManyFromHere, WrongCode, WrongPassword, WrongPhone
from engine.platform.people.models import SmsCode
from tests.support.database import Database

PHONE = "13800000021"


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    throttle.reset()


def _code(database: Database, phone: str = PHONE) -> str:
    with work(database.tenant_id) as session:
        codes.request_code(session, phone)
    with system_work() as system:
        row = system.scalars(select(SmsCode).order_by(SmsCode.created_at.desc())).first()
        assert row is not None
        return crypto.decrypt(row.code_encrypted, row.id)


def test_a_new_phone_registers_by_its_first_code_and_comes_back_as_the_same_person(
    committed_database: Database,
) -> None:
    first = sign_in.session_of(sign_in.sign_in_by_code(committed_database.tenant_id, PHONE, _code(committed_database)))
    throttle.reset()
    second = sign_in.session_of(sign_in.sign_in_by_code(committed_database.tenant_id, PHONE, _code(committed_database)))
    assert first is not None
    assert second is not None
    assert first.person_id == second.person_id


def test_a_code_works_once(committed_database: Database) -> None:
    code = _code(committed_database)
    sign_in.sign_in_by_code(committed_database.tenant_id, PHONE, code)
    with pytest.raises(CodeExpired):
        sign_in.sign_in_by_code(committed_database.tenant_id, PHONE, code)


def test_a_code_is_dead_after_five_minutes_and_after_five_wrong_tries(committed_database: Database) -> None:
    code = _code(committed_database)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        with pytest.raises(WrongCode):
            sign_in.sign_in_by_code(committed_database.tenant_id, PHONE, wrong)
    with pytest.raises(CodeExpired):
        sign_in.sign_in_by_code(committed_database.tenant_id, PHONE, code)
    throttle.reset()
    code = _code(committed_database)
    with system_work() as system:
        clock.move(system, timedelta(minutes=5))
    with pytest.raises(CodeExpired):
        sign_in.sign_in_by_code(committed_database.tenant_id, PHONE, code)


@pytest.mark.parametrize("phone", ["", "12800000021", "1380000002", "138000000212", "abcdefghijk"])
def test_what_is_no_mobile_number_gets_no_code(committed_database: Database, phone: str) -> None:
    with pytest.raises(WrongPhone), work(committed_database.tenant_id) as session:
        codes.request_code(session, phone)


def _staff(login: str = "zhoumin") -> None:
    with system_work() as system:
        service.ensure_staff_account(system, login=login, password_hash=sign_in.hash_password("right horse"))


def _try(database: Database, password: str, address: str = "10.0.0.1") -> str:
    return sign_in.sign_in_by_password(database.tenant_id, "zhoumin", password, address=address)


def test_five_wrong_passwords_close_the_way_from_that_address_for_fifteen_minutes(
    committed_database: Database,
) -> None:
    _staff()
    for _ in range(5):
        with pytest.raises(WrongPassword):
            _try(committed_database, "wrong")
    with pytest.raises(Locked):
        _try(committed_database, "right horse")
    with system_work() as system:
        clock.move(system, timedelta(minutes=15))
    assert _try(committed_database, "right horse")


def test_whoever_knows_a_name_cannot_lock_its_owner_out(committed_database: Database) -> None:
    _staff()
    for place in range(12):
        for _ in range(5):
            with pytest.raises(WrongPassword):
                _try(committed_database, "wrong", f"203.0.113.{place}")
    assert guessing.patience("zhoumin") == guessing.SLOWEST
    assert _try(committed_database, "right horse", "10.0.0.1")


def test_answers_slow_down_only_for_the_name_that_is_tried(committed_database: Database) -> None:
    _staff()
    assert guessing.patience("zhoumin") == 0
    for place in range(3):
        for _ in range(5):
            with pytest.raises(WrongPassword):
                _try(committed_database, "wrong", f"203.0.113.{place}")
    assert guessing.patience("zhoumin") == 2
    assert guessing.patience("somebody else") == 0


def test_one_address_cannot_try_many_names(committed_database: Database) -> None:
    for number in range(guessing.ADDRESS_MOST):
        with pytest.raises(WrongPassword):
            sign_in.sign_in_by_password(committed_database.tenant_id, f"name{number}", "wrong", address="203.0.113.9")
    with pytest.raises(Locked):
        sign_in.sign_in_by_password(committed_database.tenant_id, "another", "wrong", address="203.0.113.9")


def test_a_right_password_forgets_the_slips_before_it(committed_database: Database) -> None:
    _staff()
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(WrongPassword):
                _try(committed_database, "wrong")
        assert _try(committed_database, "right horse")


def test_one_address_cannot_spend_the_messages_of_a_city(committed_database: Database) -> None:
    with work(committed_database.tenant_id) as session:
        for number in range(codes.FROM_HOUR):
            codes.request_code(session, f"138{number:08d}", address="203.0.113.9")
        with pytest.raises(TooManyFromHere):
            codes.request_code(session, "13900000000", address="203.0.113.9")
        codes.request_code(session, "13900000000", address="203.0.113.10")
    with system_work() as system:
        clock.move(system, timedelta(hours=1))
    with work(committed_database.tenant_id) as session:
        codes.request_code(session, "13900000001", address="203.0.113.9")


def test_an_unknown_login_is_refused_like_a_wrong_password(committed_database: Database) -> None:
    with pytest.raises(WrongPassword):
        sign_in.sign_in_by_password(committed_database.tenant_id, "nobody", "right horse")


def test_a_session_ends_by_signing_out_and_by_half_an_hour_of_silence(committed_database: Database) -> None:
    _staff()
    token = sign_in.sign_in_by_password(committed_database.tenant_id, "zhoumin", "right horse")
    sign_in.sign_out(token)
    assert sign_in.session_of(token) is None
    token = sign_in.sign_in_by_password(committed_database.tenant_id, "zhoumin", "right horse")
    with system_work() as system:
        clock.move(system, timedelta(minutes=30))
    assert sign_in.session_of(token) is None


def test_finished_sign_ins_and_codes_are_forgotten_after_a_day(committed_database: Database) -> None:
    token = sign_in.sign_in_by_code(committed_database.tenant_id, PHONE, _code(committed_database))
    assert sign_in.forget_finished() == 0
    with system_work() as system:
        clock.move(system, timedelta(days=2))
    assert sign_in.forget_finished() == 2
    assert sign_in.session_of(token) is None


def test_a_role_counts_only_while_it_is_in_force(committed_database: Database) -> None:
    _staff()
    token = sign_in.sign_in_by_password(committed_database.tenant_id, "zhoumin", "right horse")
    row = sign_in.session_of(token)
    assert row is not None
    with work(committed_database.tenant_id) as session:
        person = queries.person(session, row.person_id)
        until = clock.now() + timedelta(days=1)
        system = Actor.system(committed_database.tenant_id)
        service.grant(session, system, person, "authority:approver", valid_until=until)
        assert queries.actor(session, person.id).in_group("authority:approver")
        assert queries.people_in_group(session, "authority:approver") == 1
    with system_work() as moving:
        clock.move(moving, timedelta(days=2))
    with work(committed_database.tenant_id) as session:
        assert not queries.actor(session, row.person_id).in_group("authority:approver")
        assert queries.people_in_group(session, "authority:approver") == 0


def test_institution_roles_are_read_from_the_groups() -> None:
    from uuid import uuid4

    institution = uuid4()
    actor = Actor(uuid4(), uuid4(), "周敏", frozenset({f"institution:{institution}:first_review"}))
    assert actor.has_role("institution:first_review")
    assert not actor.has_role("institution:trainer")
    assert actor.institutions_as("trainer", "first_review") == frozenset({institution})
    assert actor.institutions_as("trainer") == frozenset()
    assert actor.is_staff
