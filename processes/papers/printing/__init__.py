"""The printed paper: for candidates, for their answers, for markers; and the workbook of planned against drawn."""

from processes.papers.printing.answer_sheet import answer_sheet
from processes.papers.printing.heading import Heading
from processes.papers.printing.key_sheet import key_sheet
from processes.papers.printing.paper_sheet import paper_sheet
from processes.papers.printing.workbook import workbook

__all__ = ["Heading", "answer_sheet", "key_sheet", "paper_sheet", "workbook"]
