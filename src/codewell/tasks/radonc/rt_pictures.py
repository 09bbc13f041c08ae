"""Draw an episode: apertures, histograms, dose and shifts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from codewell.radonc.facts import Episode
from codewell.tasks.radonc.episode_facts import needs_extra

if TYPE_CHECKING:
    from codewell.radonc.pictures.of_episode import EpisodePicture


def rt_pictures(
    source: Path | BinaryIO, episode: Episode, *, dark: bool = False, narrow: bool = False
) -> tuple[EpisodePicture, ...]:
    """Return the pictures of an episode that was read from a source.

    Args:
        source: a folder, a ZIP archive or one file; or a ZIP archive in memory.
        episode: read from it.
        dark: whether they are for a dark page.
        narrow: whether they are for a telephone.

    Raises:
        ConfigurationError: the extra `radonc` is not installed.
        InputError: there is no such place.
    """
    needs_extra("pydicom", "matplotlib", "scipy")
    from codewell.radonc.pictures.of_episode import pictures_of
    from codewell.radonc.pictures.themes import DARK, LIGHT, Width

    return pictures_of(source, episode, theme=DARK if dark else LIGHT, width=Width.PHONE if narrow else Width.DESKTOP)
