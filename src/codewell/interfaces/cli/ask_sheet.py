"""An answer as a person reads it: sentences with numbered sources, tables, and the command that opens each source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from codewell.assistant.answer import Answer, AnswerTable, Citation
from codewell.interfaces.cli.command_of_link import command_of_link
from codewell.interfaces.cli.sheet import Sheet
from codewell.tasks.ask.conversation import Asked
from codewell.tasks.ask.export_conversation import IN_ITS_WORDS
from codewell.tasks.ask.with_model import Told

_MARK_WIDTH = 5
_WIDEST_CELL = 40


def write_asked(sheet: Sheet, asked: Asked) -> None:
    """Write every answer; above each the question where several were asked."""
    for answer in asked.answers:
        if len(asked.answers) > 1:
            sheet.heading(answer.question)
        _write_answer(sheet, answer)


def write_steps(sheet: Sheet, steps: Iterable[Asked | Told]) -> Asked:
    """Write the answers at once, then a language model's sentences as they come, and return what became of them."""
    last: Asked | None = None
    begun = False
    for step in steps:
        if isinstance(step, Told):
            if not begun:
                sheet.heading(IN_ITS_WORDS)
            begun = True
            sheet.line(f"{step.sentence.text}{_marks(step.sentence.citations)}")
        elif last is None:
            write_asked(sheet, step)
            last = step
        else:
            for notice in _further_notices(last, step):
                sheet.notice(notice)
            last = step
    assert last is not None
    return last


def _further_notices(first: Asked, last: Asked) -> Iterator[str]:
    for before, after in zip(first.answers, last.answers, strict=True):
        yield from (one for one in after.notices if one not in before.notices)


def _write_answer(sheet: Sheet, answer: Answer) -> None:
    for notice in answer.notices:
        sheet.notice(notice)
    for sentence in answer.sentences:
        sheet.line(f"{sentence.text}{_marks(sentence.citations)}")
    if answer.phrasing:
        sheet.heading(IN_ITS_WORDS)
        for sentence in answer.phrasing:
            sheet.line(f"{sentence.text}{_marks(sentence.citations)}")
    for table in answer.tables:
        _write_table(sheet, table)
    if answer.citations:
        sheet.heading("Sources")
        for citation in answer.citations:
            _write_source(sheet, citation)
    if answer.next_questions:
        sheet.heading("To go on")
        for question in answer.next_questions:
            sheet.row("", question, width=2)


def _write_source(sheet: Sheet, citation: Citation) -> None:
    days = f", {citation.first_day} to {citation.last_day or 'no announced end'}" if citation.first_day else ""
    place = f", {citation.place}" if citation.place else ""
    sheet.row(f"[{citation.id}]", f"{citation.title}{place}{days}", width=_MARK_WIDTH)
    if citation.quote:
        sheet.row("", f"“{citation.quote}”", "dim", width=_MARK_WIDTH)
    opens = command_of_link(citation.link)
    if opens or citation.link:
        sheet.row("", opens or f"page {citation.link}", "cyan", width=_MARK_WIDTH)


def _write_table(sheet: Sheet, table: AnswerTable) -> None:
    sheet.heading(table.title)
    rows = [(*row, _marks(cited).strip()) for row, cited in zip(table.rows, table.citations, strict=True)]
    headings = (*table.headings, "")
    widths = [
        min(_WIDEST_CELL, max(len(row[column]) for row in (headings, *rows) if column < len(row)))
        for column in range(len(headings))
    ]
    if sum(widths) + 2 * len(widths) > sheet.width:
        _write_stacked(sheet, table.headings, rows)
        return
    for number, row in enumerate((headings, *rows)):
        cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sheet.preformatted(cells.rstrip(), "dim" if number == 0 else "")


def _write_stacked(sheet: Sheet, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write each row as lines of heading and cell, where the table is wider than the terminal."""
    width = max(map(len, headings)) + 2
    for row in rows:
        for heading, cell in zip((*headings, "source"), row, strict=True):
            if cell:
                sheet.row(heading, cell, width=width, left_style="dim")
        sheet.line()


def _marks(citations: Sequence[str]) -> str:
    return f" [{', '.join(citations)}]" if citations else ""
