"""The candidate's way in: a device gets its number, the exam begins, another device asks to take over."""

import base64
import hashlib
import hmac
import secrets

from sqlalchemy.orm import Session

from engine.platform import clock, crypto, outbox
from engine.platform.people import Actor
from engine.platform.text import datetime_cn
from processes.sit import paper, queries, rules
from processes.sit.errors import NoPaper, NotAdmitted, OtherDevice, ScriptWanted, TimeOver, TooEarly, WrongState
from processes.sit.events import TimeIsUp
from processes.sit.models import Sitting, SittingState
from processes.sit.service import telling

VIEWER = 0  # the fence of whoever only looks at the end
IN_THE_ROOM = (SittingState.ADMITTED, SittingState.RUNNING)


def secret_of(sitting: Sitting) -> bytes:
    """The sitting's own secret, made when first asked for."""
    if sitting.key_encrypted is None:
        made = base64.b64encode(secrets.token_bytes(32)).decode()
        sitting.key_encrypted = crypto.encrypt(made, sitting.id)
    return base64.b64decode(crypto.decrypt(sitting.key_encrypted, sitting.id))


def claim(session: Session, sitting: Sitting, *, secret: str = "") -> int:
    """The fence of the device that asks, for whoever has shown ticket and ID number. Until the person is let in the
    newest device has it; afterwards the first, and then only the one that asked with this secret and was approved:
    ticket and number may be known to others. Raises OtherDevice, NoPaper."""
    if sitting.paper_id is None:
        raise NoPaper
    secret_of(sitting)
    if sitting.state == SittingState.EXPECTED or (sitting.state == SittingState.ADMITTED and sitting.fence == VIEWER):
        sitting.fence += 1
    elif sitting.state not in IN_THE_ROOM:
        return VIEWER
    elif sitting.handover and _proves(secret, sitting, sitting.handover_proof):
        sitting.handover, sitting.handover_proof = False, None
        telling.note(session, sitting, "taken_over", fence=sitting.fence)
    else:
        raise OtherDevice
    session.flush()
    return sitting.fence


def ask_to_move(session: Session, sitting: Sitting, *, secret: str) -> str:
    """A device that keeps `secret` asks the invigilator; returns the code that both screens show.

    Repeating changes nothing. The last device that asks is the one that waits: one outside can't keep the room's out.
    """
    if sitting.move_code is None or not _proves(secret, sitting, sitting.move_proof):
        before = clock.now() - rules.AGAIN
        if not queries.noted_since(session, sitting.id, ("move_asked",), before):
            telling.note(session, sitting, "move_asked")
        sitting.move_code, sitting.move_proof = f"{secrets.randbelow(10_000):04}", _proof(secret, sitting)
        sitting.move_asked_at = clock.now()
        session.flush()
    return sitting.move_code


def _proof(secret: str, sitting: Sitting) -> str:
    return hashlib.sha256(f"move {sitting.id} {secret}".encode()).hexdigest()


def _proves(secret: str, sitting: Sitting, proof: str | None) -> bool:
    return bool(secret) and proof is not None and hmac.compare_digest(_proof(secret, sitting), proof)


def token(sitting: Sitting, fence: int) -> str:
    """What the device keeps in its cookie."""
    return f"{sitting.id}.{fence}.{rules.pass_of(secret_of(sitting), sitting.id, fence)}"


def fence_in(sitting: Sitting, cookie: str) -> int | None:
    """The fence that a cookie proves for this sitting; None for any other cookie."""
    sitting_id, _, rest = cookie.partition(".")
    fence, _, proof = rest.partition(".")
    if sitting_id != str(sitting.id) or not fence.isdecimal() or len(fence) > 6 or not proof.isascii():
        return None
    expected = rules.pass_of(secret_of(sitting), sitting.id, int(fence))
    return int(fence) if hmac.compare_digest(expected, proof) else None


def start(session: Session, sitting: Sitting, *, fence: int, script: bool) -> None:
    """Begin. Repeating changes nothing. `script` is what the page says of itself.

    Raises NotAdmitted, OtherDevice, TooEarly, TimeOver, ScriptWanted, NoPaper, PaperBroken.
    """
    if fence != sitting.fence or fence == VIEWER:
        raise OtherDevice
    if sitting.state == SittingState.RUNNING:
        return
    if sitting.state == SittingState.EXPECTED:
        raise NotAdmitted
    if sitting.state != SittingState.ADMITTED:
        raise WrongState(state=telling.STATES[sitting.state], deed="开始考试")
    held, now = queries.held(session, sitting.session_id), clock.now()
    if now < held.session.starts_at:
        raise TooEarly(at=datetime_cn(held.session.starts_at))
    if now >= held.session.ends_at:
        raise TimeOver
    if held.plan.needs_script and not script:
        raise ScriptWanted
    sitting.unscripted_at = None
    content = paper.open_paper(session, candidate(sitting), held.session)
    sitting.state, sitting.started_at, sitting.paper_id = SittingState.RUNNING, now, held.session.paper_id
    sitting.deadline = rules.deadline(now, content.minutes, held.session.ends_at, sitting.credited_seconds)
    sitting.last_seen_at = sitting.active_at = now
    telling.note(session, sitting, "started", fence=fence)
    telling.record(session, candidate(sitting), "sitting.started", sitting, deadline=sitting.deadline.isoformat())
    outbox.record(session, TimeIsUp(sitting_id=sitting.id), at=sitting.deadline + rules.GRACE)


def without_script(session: Session, sitting: Sitting) -> None:
    """Tell the wall that the sitting is used without the script: nobody would notice leaving or idling."""
    if not queries.noted_since(session, sitting.id, ("no_script",), clock.now() - rules.AGAIN):
        telling.note(session, sitting, "no_script")
    sitting.unscripted_at = clock.now()


def candidate(sitting: Sitting) -> Actor:
    """Whoever has shown ticket and ID number."""
    return Actor(sitting.person_id, sitting.tenant_id, "考生")
