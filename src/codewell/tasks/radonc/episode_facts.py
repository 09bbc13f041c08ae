"""Read what an episode's files show, without a code."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from codewell.kernel.errors import ConfigurationError
from codewell.kernel.text import ClinicalText
from codewell.radonc.facts import Episode

Progress = Callable[[str, int, int], None]
"""Told the step in words, how much of it is done and of how much (0: nobody knows)."""


def no_progress(_step: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class FactsRequest:
    """An episode to read.

    Args:
        source: a folder, a ZIP archive or one file; or a ZIP archive in memory.
        note: the course's note; None where there is none.
        progress: told how far reading is.
    """

    source: Path | BinaryIO
    note: ClinicalText | None = None
    progress: Progress = no_progress


def episode_facts(request: FactsRequest) -> Episode:
    """Return what the files and the note show.

    Raises:
        ConfigurationError: the extra `radonc` is not installed.
        InputError: the source is no folder, archive or DICOM file, or is empty.
        TooLargeError: it holds more than an episode may.
    """
    needs_extra("pydicom")
    from codewell.radonc.episode.reading import read_episode
    from codewell.tasks.radonc.note_facts import note_facts

    episode = read_episode(request.source, progress=request.progress)
    if request.note is None:
        return episode
    return replace(episode, stated=(*episode.stated, *note_facts(request.note)))


def needs_extra(*modules: str) -> None:
    """Say what to install where a package of the extra is missing.

    Raises:
        ConfigurationError: one is.
    """
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    if missing:
        raise ConfigurationError(
            f"Radiation oncology needs {', '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed.",
            next_step="Install the extra: pip install 'codewell[radonc]'",
            slug="configuration.no-radonc",
        )
