"""The index on disk: one folder of arrays, written beside the old one and put in its place by renaming."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codewell.kernel.errors import StorageError

Array = NDArray[Any]
STAMP_FILE = "stamp.txt"
_CURRENT = "current.txt"


def write_folder(path: Path, stamp: str, arrays: Mapping[str, Array]) -> None:
    """Store the arrays below `path` and make them the current index; readers of the previous one keep it.

    Raises:
        StorageError: the disk refused; the previous index still stands.
    """
    fresh = path / f"index-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        fresh.mkdir(parents=True)
        for name, array in arrays.items():
            np.save(fresh / f"{name}.npy", array)
        (fresh / STAMP_FILE).write_text(stamp, encoding="utf-8")
        pointer = path / f"{_CURRENT}.{os.getpid()}"
        pointer.write_text(fresh.name, encoding="utf-8")
        os.replace(pointer, path / _CURRENT)
    except OSError as refusal:
        shutil.rmtree(fresh, ignore_errors=True)
        raise StorageError(
            f"The search index could not be stored ({refusal}).",
            next_step=f"Free some space under {path.parent}; the previous index is still in use.",
        ) from refusal
    _remove_others(path, fresh.name)


def read_folder(path: Path) -> tuple[str, dict[str, Array]] | None:
    """Return the stamp and the arrays of the current index, mapped into memory; None where there is none."""
    folder = _current_folder(path)
    if folder is None:
        return None
    try:
        stamp = (folder / STAMP_FILE).read_text(encoding="utf-8")
        arrays: dict[str, Array] = {
            file.stem: np.asarray(np.load(file, mmap_mode="r", allow_pickle=False)) for file in sorted(folder.glob("*.npy"))
        }
    except (OSError, ValueError) as damage:
        raise StorageError(
            f"The search index cannot be read ({damage}).", next_step=f"Remove {path} and run `codewell build`."
        ) from damage
    return stamp, arrays


def read_stamp(path: Path) -> str | None:
    """Return the stamp of the current index, or None where there is none."""
    folder = _current_folder(path)
    if folder is None:
        return None
    try:
        return (folder / STAMP_FILE).read_text(encoding="utf-8")
    except OSError:
        return None


def _current_folder(path: Path) -> Path | None:
    try:
        name = (path / _CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    folder = path / name
    return folder if name.startswith("index-") and folder.is_dir() else None


def _remove_others(path: Path, keep: str) -> None:
    for folder in path.glob("index-*"):
        if folder.name != keep:
            with suppress(OSError):
                shutil.rmtree(folder)
