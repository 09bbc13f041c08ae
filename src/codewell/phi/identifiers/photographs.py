"""(Q) Full-face photographs and comparable images: the names of picture files, and what a label calls a photograph.

Source: 45 CFR 164.514(b)(2)(i)(Q).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.phi.identifiers.labelled import labelled
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_ENDING = re.compile(r"\.(?:jpe?g|png|tiff?|heic|bmp|gif|webp|mp4|mov|dcm)\b")
_STEM = re.compile(r"[\w-]+(?:\.[\w-]+)*$")


def find(note: Note) -> Iterator[Found]:
    """Yield picture files and labelled photographs."""
    yield from labelled(note, PhiType.PHOTO)
    for match in _ENDING.finditer(note.scan):
        stem = _STEM.search(note.scan, max(0, match.start() - 120), match.start())
        if stem:
            yield Found(stem.start(), match.end(), PhiType.PHOTO, "photo.file", 0.97)
