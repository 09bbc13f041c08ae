"""Copies of one object count once; different objects under one UID cannot be trusted."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from codewell.radonc.episode.kinds import Kind
from codewell.radonc.episode.naming import problem
from codewell.radonc.episode.opening import DAMAGED, DicomFile
from codewell.radonc.facts import FileProblem


def distinct(files: Sequence[DicomFile], problems: list[FileProblem]) -> list[DicomFile]:
    """Return one file for each SOP Instance UID, the first by name.

    Where files under one UID differ, each is named in `problems`; of images one still counts as a slice, while plans,
    records, structures and doses are left out, since nothing says which of them is right. Objects without a UID are named
    and kept: nothing can refer to them, yet what they say stands.
    """
    by_uid: dict[str, list[DicomFile]] = defaultdict(list)
    for file in files:
        by_uid[file.uid].append(file)
    kept: list[DicomFile] = []
    for uid, copies in by_uid.items():
        if not uid:
            kept += copies
            problems += [problem(file.name, "rt.no-uid") for file in copies if file.kind is not Kind.OTHER]
        elif len(copies) == 1 or _same(copies):
            kept.append(copies[0])
        else:
            problems += [problem(file.name, "rt.duplicate-uid") for file in copies]
            if all(file.kind.is_image for file in copies):
                kept.append(min(copies, key=_digest))
    return kept


def _same(copies: Sequence[DicomFile]) -> bool:
    first, *others = copies
    return all(other.kind is first.kind and (_digest(other) == _digest(first) or _same_content(first, other)) for other in others)


def _same_content(one: DicomFile, two: DicomFile) -> bool:
    """Say whether two objects differ in transfer syntax or preamble alone."""
    if one.kind.is_image:
        return False
    try:
        return bool(one.dataset == two.dataset)
    except DAMAGED:
        return False


def _digest(file: DicomFile) -> str:
    if file.digest:
        return file.digest
    running = hashlib.sha256()
    try:
        with file.member.opened() as stream:
            while piece := stream.read(1 << 20):
                running.update(piece)
    except DAMAGED:
        return ""
    return running.hexdigest()
