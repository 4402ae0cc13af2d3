"""What the wizard's pages show: the steps, the summary to check, the rows of materials."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from engine.platform.clock import shanghai
from engine.platform.errors import FieldError
from engine.platform.files import StoredFile
from forms import kit
from processes.apply.declared import draft_of
from processes.apply.models import Application, Material
from processes.apply.rules.materials import Kind
from processes.apply.rules.steps import STEPS, TITLES, current, left
from web.candidate.filling import Filling
from web.candidate.forms import part_of
from web.ui.views import Fault, FileItem, FileRow, Step, Tag

CHOOSING = "_choosing"  # kept with the facts while a rule is being chosen
PART = "_page"  # kept with a draft: on which page of the step its person is


@dataclass(frozen=True, slots=True)
class Wizard:
    """The frame around a step: `title` names what is applied for; `back` leads to the step before, or to the last
    page once everything before it is done; `left` says honestly how many steps are still ahead."""

    no: str
    title: str
    steps: Sequence[Step]
    action: str
    back: str
    back_label: str
    left: str


def wizard(filling: Filling, step: str, part: str = "") -> Wizard:
    """`part` is the page of a step whose form is asked on several."""
    application = filling.application
    at = current(application.finished)
    steps = []
    for name in STEPS:
        done = name in application.finished
        href = address(application, name) if done or name == at else None
        steps.append(Step(TITLES[name], "current" if name == step else "done" if done else "todo", href))
    form = filling.form(step)
    names = [page.name for page in form.pages]
    back, back_label = _back(filling, step, names, part)
    place = f"本步第 {names.index(part) + 1} 页，共 {len(names)} 页，" if part else ""
    return Wizard(
        no=application.no,
        title=filling.title,
        steps=steps,
        action=part_address(application, step, form, part),
        back=back,
        back_label=back_label,
        left=place + left_words(application, step),
    )


def _back(filling: Filling, step: str, names: Sequence[str], part: str) -> tuple[str, str]:
    application, place = filling.application, STEPS.index(step)
    if step != STEPS[-1] and current(application.finished) == STEPS[-1]:
        return address(application, STEPS[-1]), "返回核对"
    if part and names.index(part):
        return part_address(application, step, filling.form(step), names[names.index(part) - 1]), "上一页"
    if not place:
        return "/my", "返回首页"
    before = filling.form(STEPS[place - 1])
    last = before.pages[-1].name if before.pages else ""
    return part_address(application, STEPS[place - 1], before, last), "上一步"


def left_words(application: Application, step: str) -> str:
    """`还剩 2 步`, besides the one that is open."""
    ahead = left(application.finished, step)
    return f"还剩 {ahead} 步" if ahead else "这是最后一步"


def resume(application: Application) -> str:
    """The page on which the person stopped: the first step that is not finished, in it the choice of a rule."""
    step = current(application.finished)
    return address(application, step) + _within(draft_of(application, step))


def changing(application: Application, step: str) -> str:
    """The page of a finished step on which a change was begun."""
    return address(application, step) + _within(draft_of(application, step))


def _within(draft: Mapping[str, Any]) -> str:
    """Where in its step a draft was left."""
    if draft.get(CHOOSING):
        return "?choose=1"
    return f"?page={draft[PART]}" if draft.get(PART) else ""


def address(application: Application, step: str) -> str:
    return f"/my/applications/{application.id}/{step}"


def part_address(application: Application, step: str, form: kit.Form, part: str) -> str:
    """The address of a page of a step; the first one has that of the step."""
    return address(application, step) + (f"?page={part}" if part != part_of(form, "") else "")


def title_of(session: Session, application: Application) -> str:
    """`化工总控工 · 三级/高级工`, or the plan's title while the line is not chosen."""
    return Filling(session, application).title


def file_rows(
    wanted: Sequence[Kind], uploaded: Sequence[tuple[Material, StoredFile]], errors: Sequence[FieldError]
) -> list[FileRow]:
    """One row for each material asked for, with what is there and what went wrong."""
    there = {material.kind: (material, file) for material, file in uploaded}
    faults = {error.path: error.message for error in errors}
    return [_file_row(kind, there.get(kind.code), faults.get(kind.code)) for kind in wanted]


def _file_row(kind: Kind, uploaded: tuple[Material, StoredFile] | None, error: str | None) -> FileRow:
    files: tuple[FileItem, ...] = ()
    if uploaded is not None:
        files = (staged_item(*uploaded, f"/my/applications/{uploaded[0].application_id}"),)
    tag = Tag("未上传") if uploaded is None else Tag("已上传", "ok", "check2")
    return FileRow(
        name=kind.code,
        title=kind.title,
        tag=tag,
        hint=kind.hint,
        files=files,
        error=error,
        accept=accepted(kind),
        camera=camera(kind),
        seen=str(uploaded[0].file_id) if uploaded else "",
    )


def correction_row(
    kind: Kind,
    faulted: tuple[Material, StoredFile],
    staged: tuple[Material, StoredFile] | None,
    fault: Fault,
    error: str | None,
    at: str,
) -> FileRow:
    """A returned material: why it was returned, what was there, what replaces it. `at` is the case's address."""
    files = [file_item(faulted[1], note="原文件，保留备查")]
    if staged is not None:
        files.append(staged_item(*staged, at))
    tag = Tag("已更正", "ok", "check2") if staged else Tag("退回需更正", "bad", "arrow-return-left")
    return FileRow(
        name=kind.code,
        title=faulted[0].title,
        tag=tag,
        hint=kind.hint,
        files=files,
        fault=fault,
        error=error,
        accept=accepted(kind),
        camera=camera(kind),
        seen=str(staged[0].file_id) if staged else "",
    )


def accepted(kind: Kind) -> str:
    """What the file dialogue of a browser offers; the server judges by the content."""
    return "image/*,.heic,.heif,.pdf" if "pdf" in kind.accepts else "image/*,.heic,.heif"


def camera(kind: Kind) -> str:
    return "user" if kind.code == "portrait" else "environment"


def staged_item(material: Material, file: StoredFile, at: str) -> FileItem:
    """An upload that may still be taken back; a portrait whose frame may be moved says where."""
    adjust = f"{at}/portrait" if material.source_file_id else None
    return file_item(file, remove=material.kind, adjust=adjust)


def file_item(
    stored: StoredFile, *, remove: str | None = None, note: str | None = None, adjust: str | None = None
) -> FileItem:
    pages = "" if stored.is_image else f" · {stored.pages} 页"
    return FileItem(
        filename=stored.filename,
        href=f"/my/files/{stored.id}",
        note=note or f"{size_words(stored.bytes)}{pages} · {day_time(stored)}",
        icon="image" if stored.is_image else "pdf",
        remove=remove,
        thumb=f"/my/files/{stored.id}/thumb" if stored.is_image else None,
        adjust=adjust,
    )


def size_words(size: int) -> str:
    """`0.8 MB`, or KB below 100 KB."""
    return f"{size / 1024:.0f} KB" if size < 100 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def day_time(stored: StoredFile) -> str:
    at = shanghai(stored.created_at)
    return f"{at.month}月{at.day}日 {at:%H:%M}"
