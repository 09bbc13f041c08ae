"""An episode with its codes, as every task of radiation oncology hands it on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from codewell.radonc.coding.lines import CodedEpisode
from codewell.radonc.facts import Episode
from codewell.tasks.radonc.course_calendar import RtDay
from codewell.tasks.radonc.line_money import LineMoney


@dataclass(frozen=True, slots=True)
class CodedRtEpisode:
    """An episode with its codes.

    Args:
        episode: what the files and the note show.
        coded: lines, services that are not billed, open questions.
        calendar: the days, pointing into both.
        money: what is allowed for each line, in the lines' order.
        allowed: the sum of the amounts that can be told.
    """

    episode: Episode
    coded: CodedEpisode
    calendar: tuple[RtDay, ...]
    money: tuple[LineMoney, ...]
    allowed: Decimal
