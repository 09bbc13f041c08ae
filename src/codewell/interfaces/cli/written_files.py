"""Results written to files: beside the target first, then renamed, so that nobody ever sees half of one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from codewell.kernel.errors import InputError


def write_together(contents: Mapping[Path, bytes], *, private: frozenset[Path] = frozenset()) -> None:
    """Write several files: all of them, or none where one cannot be written in full.

    Args:
        contents: target -> its bytes.
        private: targets that only their owner may read.

    Raises:
        InputError: the disk is full, or a folder does not allow it; the targets are as they were.
    """
    unfinished = {target: target.with_name(f".{target.name}.unfinished") for target in contents}
    target = next(iter(contents), Path())
    try:
        for target, content in contents.items():
            _write(unfinished[target], content, 0o600 if target in private else 0o666)
        for target in contents:
            unfinished[target].replace(target)
    except OSError as refused:
        for left in unfinished.values():
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
        raise InputError(
            f"{target} cannot be written ({refused.strerror}).",
            next_step="Make room or name another place; nothing was changed.",
            slug="input.not-writable",
        ) from None


def _write(path: Path, content: bytes, mode: int) -> None:
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
