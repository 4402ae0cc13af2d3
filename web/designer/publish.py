"""Uploading changed files: where each belongs, what the whole would look like, proposing it to the second person."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from engine.platform.errors import FieldError
from web.ui.typed import Upload

LARGEST = 2 * 1024 * 1024
_PATH = re.compile(r"(processes/[a-z_]+/[a-z_]+\.(bpmn|dmn)|forms/[a-z_]+/[a-z_]+\.json)")


@dataclass(frozen=True)
class Merged:
    """All files with the uploaded ones in their places; `errors` when a place is not clear."""

    files: Mapping[str, bytes]
    changed: Sequence[str]
    errors: Sequence[FieldError]


def merge(known: Mapping[str, bytes], uploads: Sequence[Upload], path: str) -> Merged:
    """Put uploads over the files in force. A file goes where one of its name lies, or to `path` when it is new."""
    if not uploads:
        return Merged(known, [], [FieldError("files", "请选择要发布的文件")])
    if path and not _PATH.fullmatch(path):
        sentence = "位置应为 processes/阶段/名称.bpmn、processes/阶段/名称.dmn 或 forms/阶段/任务.json"
        return Merged(known, [], [FieldError("path", f"{sentence}，您输入了“{path[:60]}”")])
    files, changed, errors = dict(known), [], []
    for upload in uploads:
        place = _place(known, upload.filename, path if len(uploads) == 1 else "")
        if len(upload.data) > LARGEST:
            errors.append(FieldError("files", f"文件 {upload.filename} 应不超过 2 MB"))
        elif not upload.data:
            errors.append(FieldError("files", f"文件 {upload.filename} 是空的，请重新选择"))
        elif place is None:
            errors.append(FieldError("path", f"没有与 {upload.filename} 同名的文件，请单独上传它并输入位置"))
        else:
            files[place] = upload.data
            changed.append(place)
    return Merged(files, changed, errors)


def _place(known: Mapping[str, bytes], filename: str, path: str) -> str | None:
    if path:
        return path
    name = PurePosixPath(filename.replace("\\", "/")).name
    same = [each for each in known if PurePosixPath(each).name == name]
    return same[0] if len(same) == 1 else None
