"""Coding an episode of radiation therapy as a Python program calls it: `from codewell import code_rt_episode`."""

from __future__ import annotations

import io
from pathlib import Path

from codewell.interfaces.python_desk import desk
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.radonc.coding.lines import RtSetting
from codewell.tasks.radonc.code_rt_episode import RtRequest
from codewell.tasks.radonc.code_rt_episode import code_rt_episode as _code_rt_episode
from codewell.tasks.radonc.coded_rt_episode import CodedRtEpisode

__all__ = ["CodedRtEpisode", "code_rt_episode"]


def code_rt_episode(
    source: str | Path | bytes,
    *,
    setting: str = "hospital",
    payer: str = "medicare",
    note: str | None = None,
    locality: str = "",
    home: Path | None = None,
) -> CodedRtEpisode:
    """Return the codes of an episode of radiation therapy by day of service, each with its evidence.

    Args:
        source: a folder of DICOM-RT files, a ZIP archive of them or one file; or the bytes of an archive.
        setting: "hospital" or "freestanding": where the technical part is furnished.
        payer: id of a payer profile: "medicare", "noridian", "uhc", "commercial", ...
        note: the course's note, for what DICOM does not show; kept nowhere.
        locality: Medicare locality, seven digits; empty for amounts before geographic adjustment.
        home: folder of the releases; None for the one that the environment or the operating system names.

    Returns:
        The facts as `.episode`, lines and questions as `.coded`, days as `.calendar`, amounts as `.money`.

    Raises:
        InputError: the source holds no episode, or an argument has no such value.
        ConfigurationError: the extra `radonc` is not installed.
    """
    try:
        where = RtSetting(setting)
    except ValueError:
        told = "There is no such setting."
        raise InputError(told, next_step="Use hospital or freestanding.", slug="input.no-setting") from None
    read = io.BytesIO(source) if isinstance(source, bytes) else Path(source)
    text = ClinicalText(note) if note is not None else None
    return _code_rt_episode(desk(home, may_be_empty=True), RtRequest(read, where, payer, text, locality))
