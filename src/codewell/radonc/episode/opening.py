"""Opening a file of an episode: is it DICOM, what is it, is all of it there; of images the header alone."""

from __future__ import annotations

import hashlib
import io
import lzma
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import BinaryIO

import pydicom
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset, FileDataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.tag import Tag

from codewell.radonc.episode.elements import text_of
from codewell.radonc.episode.header_tags import HEADER_TAGS
from codewell.radonc.episode.kinds import Kind, kind_of
from codewell.radonc.episode.members import Member
from codewell.radonc.episode.naming import problem
from codewell.radonc.facts import LABORATORY_MARK, LABORATORY_TEXT, FileProblem

DAMAGED = (
    InvalidDicomError,
    BytesLengthException,
    RecursionError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    NotImplementedError,
    ArithmeticError,
    EOFError,
    OSError,
    RuntimeError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
)
"""What pydicom and zipfile raise, depending on where a damaged file breaks off."""

LARGEST_OBJECT = 1 << 30
MOST_INFLATED = 256 << 20
_DEFER = 1 << 16
_HEAD = 2400
_UNDEFINED = 0xFFFFFFFF
_PIXELS = Tag(0x7FE00010)
_DEFLATED = (b"1.2.840.10008.1.2.1.99", b"1.2.840.10008.1.2.8.1")
# First element of a data set without preamble: groups 2 (meta) and 8 little-endian, group 8 big-endian; small element numbers.
_BARE = re.compile(rb"(?:\x02\x00[\x00-\x18]\x00|\x08\x00[\x00-\x70][\x00-\x11]|\x00\x08\x00[\x00-\x70])", re.DOTALL)
_DEEPEST = 64
_ITEM = re.compile(rb"\xfe\xff(?:\x00|\x0d)\xe0")
_ITEM_ENDS = b"\xfe\xff\x0d\xe0"


@dataclass(frozen=True, slots=True)
class DicomFile:
    """A DICOM object of an episode; its representation shows no header.

    Args:
        member: where it stands.
        kind: what it is to the episode.
        uid: SOP Instance UID; empty where it states none.
        dataset: of an image its header alone.
        digest: of all bytes; empty for an image, whose bytes are not read.
        cut: whether its pixels break off.
    """

    member: Member
    kind: Kind
    uid: str
    dataset: Dataset = field(repr=False, compare=False)
    digest: str = ""
    cut: bool = False

    @property
    def name(self) -> str:
        """Name inside the folder or archive."""
        return self.member.name


def open_dicom(member: Member) -> DicomFile | FileProblem:
    """Return the DICOM object of a file, or why there is none. Pydicom is to be quiet meanwhile (`quiet_pydicom`)."""
    if member.size == 0:
        return problem(member.name, "rt.empty-file")
    try:
        with member.opened() as stream:
            head = stream.read(_HEAD)
            objection = _objection(member, head)
            if objection:
                return problem(member.name, objection)
            if stream.seekable() and not isinstance(stream, zipfile.ZipExtFile) and not _is_deflated(head):
                return _from_stream(member, stream)
            return _from_bytes(member, head + stream.read(LARGEST_OBJECT))
    except DAMAGED as error:
        return problem(member.name, "rt.truncated" if _ends_early(error) else "rt.unreadable")


def is_laboratory_text(member: Member) -> bool:
    """Say whether a file is the text that the laboratory lays beside its objects: nothing of the episode, and no problem."""
    if member.name.rpartition("/")[2] != LABORATORY_TEXT:
        return False
    try:
        with member.opened() as stream:
            return LABORATORY_MARK.encode() in stream.read(_HEAD)
    except DAMAGED:
        return False


def _ends_early(error: Exception) -> bool:
    """Say whether pydicom met the end of a file within a sequence; errors of the file system carry a number."""
    return isinstance(error, EOFError | struct.error) or (isinstance(error, OSError) and error.errno is None)


def _objection(member: Member, head: bytes) -> str:
    if head[128:132] != b"DICM" and not _BARE.match(head):
        return "rt.nested-archive" if head[:4] == b"PK\x03\x04" else "rt.not-dicom"
    return ""


def _is_deflated(head: bytes) -> bool:
    return head[128:132] == b"DICM" and any(uid in head[132:] for uid in _DEFLATED)


def _from_stream(member: Member, stream: BinaryIO) -> DicomFile | FileProblem:
    stream.seek(0)
    header = _header(stream)
    kind = kind_of(header)
    if kind is None or kind.is_image or kind is Kind.OTHER:
        return _image(member, kind, header)
    if member.size > LARGEST_OBJECT:
        return problem(member.name, "rt.too-large")
    stream.seek(0)
    return _whole(member, kind, stream.read())


def _from_bytes(member: Member, content: bytes) -> DicomFile | FileProblem:
    if _is_deflated(content[:_HEAD]):
        inflated = _inflated(content)
        if inflated is None:
            return problem(member.name, "rt.too-large")
        content = inflated
    header = _header(io.BytesIO(content))
    kind = kind_of(header)
    if kind is None or kind.is_image or kind is Kind.OTHER:
        return _image(member, kind, header)
    return _whole(member, kind, content)


def _inflated(content: bytes) -> bytes | None:
    """Return a deflated data set as a plain one without file meta; None where it inflates beyond what is read."""
    length = int.from_bytes(content[140:144], "little")
    plain = zlib.decompressobj(-zlib.MAX_WBITS)
    data = plain.decompress(content[144 + length :], MOST_INFLATED)
    return None if plain.unconsumed_tail else data


def _header(stream: BinaryIO) -> FileDataset:
    # Deferred values stay on the disk; pixels keep their length, which shows whether all of them are there.
    header = pydicom.dcmread(stream, force=True, defer_size=_DEFER, specific_tags=list(HEADER_TAGS))
    # Pydicom would hold on to the bytes of every slice of an archive.
    header.buffer = None
    return header


def _image(member: Member, kind: Kind | None, header: FileDataset) -> DicomFile | FileProblem:
    if kind is None:
        return problem(member.name, "rt.no-class" if header.preamble else "rt.not-dicom")
    cut = False
    if _PIXELS in header:
        raw: object = header.get_item(_PIXELS, keep_deferred=True)
        cut = isinstance(raw, RawDataElement) and raw.length != _UNDEFINED and raw.value_tell + raw.length > member.size
        del header[_PIXELS]
    return DicomFile(member, kind, text_of(header, "SOPInstanceUID"), header, cut=cut)


def _whole(member: Member, kind: Kind, content: bytes) -> DicomFile | FileProblem:
    if _nests_too_deep(content):
        return problem(member.name, "rt.unreadable")
    dataset = pydicom.dcmread(io.BytesIO(content), force=True)
    dataset.buffer = None
    cut = _breaks_off(dataset)
    if cut and kind is not Kind.DOSE:
        return problem(member.name, "rt.truncated")
    return DicomFile(member, kind, text_of(dataset, "SOPInstanceUID"), dataset, hashlib.sha256(content).hexdigest(), cut)


def _breaks_off(dataset: Dataset) -> bool:
    """Say whether the last element is shorter than it says. A dose whose pixels alone break off keeps its header."""
    for tag in sorted(dataset.keys()):
        element: object = dataset.get_item(tag)
        if isinstance(element, RawDataElement):
            value = element.value
            if element.length != _UNDEFINED and isinstance(value, bytes) and len(value) < element.length:
                return True
        elif isinstance(element, DataElement) and element.VR == "SQ" and element.value and _breaks_off(element.value[-1]):
            return True
    return False


def _nests_too_deep(content: bytes) -> bool:
    """Say whether sequences nest far deeper than in any object: pydicom calls itself for each, and takes long to give up."""
    ends: list[int] = []
    for mark in _ITEM.finditer(content):
        at = mark.start()
        while ends and ends[-1] <= at:
            ends.pop()
        if mark[0] == _ITEM_ENDS:
            if ends:
                ends.pop()
            continue
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        ends.append(len(content) if length == _UNDEFINED else at + 8 + length)
        if len(ends) > _DEEPEST:
            return True
    return False
