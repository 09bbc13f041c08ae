"""What the forms of a worklist's page ask for, as changes of its content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from starlette.datastructures import FormData

from codewell.accounts.worklist_content import Change, ListedCode, WorklistContent, added, moved, removed, renamed
from codewell.interfaces.web.keeping.keeper import code_named, codes_named, text, texts
from codewell.kernel.errors import InputError
from codewell.tasks.workplace import Workplace

_REMARK = "remark:"


def change_asked(form: FormData, workplace: Workplace) -> Change:
    """Return the change that a form of a worklist's page asks for, with the remarks that stand in it.

    Raises:
        InputError: it asks for none, or names no code that is known.
    """
    wanted, _, code = text(form, "do").partition(" ")
    if wanted not in _CHANGES:
        raise InputError("The form is not whole.", next_step="Open the page again.", slug="input.malformed-form")
    change, remarks = _CHANGES[wanted](form, workplace, code), _remarks(form)
    return lambda held: change(remarks(held))


def _remarks(form: FormData) -> Change:
    """Return the change that writes the remarks of all rows, so that moving a code loses no remark that was being written."""
    written = {
        code_named(name.removeprefix(_REMARK)): value
        for name, value in form.multi_items()
        if name.startswith(_REMARK) and isinstance(value, str)
    }

    def change(held: WorklistContent) -> WorklistContent:
        codes = (replace(one, remark=_one_line(written.get(one.code, one.remark))) for one in held.codes)
        return replace(held, codes=tuple(codes))

    return change


def _add(form: FormData, workplace: Workplace, code: str) -> Change:
    remark = _one_line(text(form, "remark"))
    written = [part for part in text(form, "codes").replace(",", " ").replace(";", " ").split() if part]
    if not written:
        return added(ListedCode(one, remark) for one in codes_named(texts(form, "code")))
    found = [workplace.book.resolve(one, on=workplace.today)[0] for one in written[:200]]
    return added(ListedCode(one, remark) for one in found)


def _rename(form: FormData, workplace: Workplace, code: str) -> Change:
    return renamed(_one_line(text(form, "name")), text(form, "description").replace("\r\n", "\n"))


def _one_line(written: str) -> str:
    return " ".join(written.split())


_CHANGES: dict[str, Callable[[FormData, Workplace, str], Change]] = {
    "add": _add,
    "remove": lambda form, workplace, code: removed([code_named(code)]),
    "up": lambda form, workplace, code: moved(code_named(code), -1),
    "down": lambda form, workplace, code: moved(code_named(code), 1),
    "remarks": lambda form, workplace, code: lambda held: held,
    "rename": _rename,
}
