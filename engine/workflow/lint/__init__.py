"""Checks a deployment before anyone runs it. Everything found is a Chinese sentence with file and element."""

from collections.abc import Mapping

from engine.workflow.lint import layout, references, structure, waits
from engine.workflow.lint.document import Document, read_all
from engine.workflow.problem import Problem
from engine.workflow.spiff.parser import parse

__all__ = ["Problem", "check"]


def check(files: Mapping[str, bytes]) -> list[Problem]:
    """Problems of all files of a deployment together, errors first."""
    documents, problems = read_all(files)
    for document in documents.diagrams:
        problems += structure.check(document)
        problems += waits.check(document)
        problems += layout.check(document)
    problems += references.check(documents)
    if not any(problem.is_error for problem in problems):
        problems += _parses(files, documents.diagrams)
    return sorted(problems, key=lambda problem: (not problem.is_error, problem.file, problem.element or ""))


def _parses(files: Mapping[str, bytes], diagrams: list[Document]) -> list[Problem]:
    """What only building the specs shows; a lint without a hole finds nothing here."""
    try:
        parse(files)
    except Exception as error:
        file = str(getattr(error, "file_name", None) or (diagrams[0].file if diagrams else ""))
        return [Problem(file, None, f"流程图无法解析：{error}")]
    return []
