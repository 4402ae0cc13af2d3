"""Questions from a file: all of it or nothing, and every fault by its row or number."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import audit, files
from engine.platform.people import Actor
from processes.catalogue import queries as catalogue
from processes.catalogue.grades import Grade
from processes.questions import coverage, pictures, queries
from processes.questions.errors import FileRefused, NoElementTable, RowsRefused
from processes.questions.models import ElementTable, Question
from processes.questions.reading import question_moodle, question_sheet, question_word
from processes.questions.reading.found import MOST_QUESTIONS, Fault, Found, Read
from processes.questions.rules import keys
from processes.questions.rules.keys import Draft
from processes.questions.rules.likeness import text_key
from processes.questions.rules.points import Place, Unresolved, resolve
from processes.questions.service.submit import submit

MOST_TOLD = 200


def table_for(session: Session, occupation: str, grade: str) -> ElementTable:
    """The element table in force. Raises NoElementTable."""
    table = queries.active_table(session, occupation, grade)
    if table is None:
        title = f"{catalogue.occupation(session, occupation).name} {Grade(grade).title}"
        raise NoElementTable(title=title)
    return table


def import_file(
    session: Session,
    actor: Actor,
    *,
    data: bytes,
    filename: str,
    occupation: str,
    grade: str,
    point_id: UUID | None = None,
    source: str = "",
) -> Sequence[Question]:
    """Hand every question of a file in. `point_id` and `source` stand in for what the file leaves out.

    Raises NoElementTable, FileRefused, SheetRefused, WordRefused, and RowsRefused, whose `detail["faults"]` are told
    one by one. Nothing is kept then.
    """
    places = coverage.places(session, table_for(session, occupation, grade).id)
    found = _read(data, filename)
    faults = list(found.faults)
    if len(found.questions) > MOST_QUESTIONS:
        faults.append(Fault("文件", f"一次最多导入 {MOST_QUESTIONS} 道试题，文件里有 {len(found.questions)} 道"))
    drafts = []
    for read in found.questions[:MOST_QUESTIONS]:
        draft, told = _settled(read, places, point_id, source)
        draft, missing = _with_pictures(session, draft, read)
        faults += missing
        drafts.append((read.where, draft))
        faults += told
    faults += _repeated(session, drafts, occupation, grade)
    if not drafts and not faults:
        faults.append(Fault("文件", "没有试题"))
    if faults:
        raise RowsRefused(count=len(faults), faults=faults[:MOST_TOLD])
    taken = [submit(session, actor, draft, occupation=occupation, grade=grade) for _, draft in drafts]
    audit.record(
        session,
        actor,
        "question.imported",
        subject=("question", taken[0].id),
        after={"file": filename[:200], "count": len(taken)},
    )
    return taken


def _read(data: bytes, filename: str) -> Found:
    match filename.lower().rpartition(".")[2]:
        case "xlsx":
            return question_sheet.read(data)
        case "docx":
            return question_word.read(data)
        case "xml":
            return question_moodle.read(data)
    raise FileRefused(why="只接受 Excel（.xlsx）、Word（.docx）和 Moodle（.xml）文件，旧格式请先另存")


def _settled(read: Read, places: Sequence[Place], point_id: UUID | None, source: str) -> tuple[Draft, Iterator[Fault]]:
    draft, told = read.draft, []
    if not draft.source:
        draft = replace(draft, source=source.strip())
    try:
        point = resolve(places, read.point).id if read.point or point_id is None else point_id
        draft = replace(draft, point_id=point)
    except Unresolved as refusal:
        told.append(str(refusal))
    if not draft.source:
        told.append("没有写出处")
    told += [error.message for error in keys.problems(draft)]
    return draft, (Fault(read.where, text) for text in told)


def _with_pictures(session: Session, draft: Draft, read: Read) -> tuple[Draft, list[Fault]]:
    """Keep what the file holds; nothing of it stays where the whole file is refused."""
    kept, faults = {}, []
    for slot, data in read.pictures.items():
        try:
            kept[slot] = pictures.keep(session, data, filename=f"{slot}.jpg")
        except files.FileRefused as refusal:
            faults.append(Fault(read.where, f"图片不能使用：{refusal.sentence.rstrip('。')}"))
    return replace(draft, pictures=kept), faults


def _repeated(session: Session, drafts: Sequence[tuple[str, Draft]], occupation: str, grade: str) -> Iterator[Fault]:
    """The same question twice in the file, or in the bank already."""
    seen = {known.key: f"试题 {known.no}" for known in queries.texts(session, occupation, grade)}
    for where, draft in drafts:
        key = text_key(draft.stem, [*draft.options, *pictures.hashes(session, draft.pictures)])
        if key in seen and draft.stem:
            yield Fault(where, f"与{seen[key]}重复")
        seen.setdefault(key, where)
