"""Options that several commands share."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from codewell.kernel.codes import CodeSystem
from codewell.kernel.days import parse_day

if TYPE_CHECKING:  # generic since click 8.3 only
    _DayBase = click.ParamType[date]
    _SystemBase = click.ParamType[CodeSystem]
else:
    _DayBase = _SystemBase = click.ParamType


class DayType(_DayBase):
    """A day written YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return parse_day(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as YYYY-MM-DD, such as 2026-06-02.", param, ctx)


class SystemType(_SystemBase):
    """A code system's id or its publisher's name."""

    name = "system"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> CodeSystem:
        if isinstance(value, CodeSystem):
            return value
        try:
            return parse_system(value)
        except ValueError:
            known = ", ".join(system.value for system in CodeSystem)
            self.fail(f"{value!r} is not a code system; known are {known}.", param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(system.value) for system in CodeSystem if system.value.startswith(incomplete.lower())]


def parse_system(text: str) -> CodeSystem:
    """Return the code system of that id or title, whatever its case and hyphens.

    Raises:
        ValueError: there is none.
    """
    written = re.sub(r"[^a-z0-9]", "", text.lower())
    for system in CodeSystem:
        if written in (system.value, re.sub(r"[^a-z0-9]", "", system.title.lower())):
            return system
    raise ValueError(text)


on_option = click.option("--on", type=DayType(), metavar="DATE", help="Day of service, YYYY-MM-DD. Without it: today.")
json_option = click.option("--json", "as_json", is_flag=True, help="Write the result as JSON.")
ndjson_option = click.option("--ndjson", is_flag=True, help="Read one JSON object a line, write one a line, in order.")
