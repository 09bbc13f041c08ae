"""Code an episode of radiation therapy: its files to lines by date of service, each with evidence and what was rejected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from codewell.kernel.text import ClinicalText
from codewell.radonc.coding.lines import RtSetting
from codewell.radonc.facts import Episode
from codewell.tasks.radonc.code_reference import ShelfRtReference
from codewell.tasks.radonc.coded_rt_episode import CodedRtEpisode
from codewell.tasks.radonc.course_calendar import calendar_of
from codewell.tasks.radonc.episode_facts import FactsRequest, Progress, episode_facts, no_progress
from codewell.tasks.radonc.line_money import LinePrices, total
from codewell.tasks.workplace import Workplace


@dataclass(frozen=True, slots=True)
class RtRequest:
    """An episode to code.

    Args:
        source: a folder, a ZIP archive or one file; or a ZIP archive in memory.
        setting: where the technical part is furnished.
        payer: id of a payer profile of radiation oncology: `medicare`, `noridian`, `commercial`, ...
        note: the course's note; None where there is none.
        locality: Medicare locality, seven digits; empty for amounts before geographic adjustment.
        progress: told how far it is.
    """

    source: Path | BinaryIO
    setting: RtSetting = RtSetting.HOSPITAL
    payer: str = "medicare"
    note: ClinicalText | None = None
    locality: str = ""
    progress: Progress = no_progress


def code_rt_episode(workplace: Workplace, request: RtRequest) -> CodedRtEpisode:
    """Return the codes of an episode with evidence, neighbours, questions and money.

    Raises:
        ConfigurationError: the extra `radonc` is not installed.
        InputError: the source holds no episode, or there is no such payer profile or locality.
        TooLargeError: it holds more than an episode may.
    """
    episode = episode_facts(FactsRequest(request.source, request.note, request.progress))
    return coded_episode(workplace, episode, request)


def coded_episode(workplace: Workplace, episode: Episode, request: RtRequest) -> CodedRtEpisode:
    """Return the codes of an episode that was read already; the request's source and note are not looked at."""
    from codewell.radonc.coding.engine import code_episode

    request.progress("coding", 0, 0)
    coded = code_episode(episode, request.setting, request.payer, ShelfRtReference(workplace))
    prices = LinePrices(workplace, request.setting, request.locality)
    money = tuple(prices.of(line) for line in coded.lines)
    return CodedRtEpisode(episode, coded, calendar_of(episode, coded), money, total(money))
