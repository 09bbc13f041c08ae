"""The package of a Word document: its parts that are kept, parsed and cleaned, and the package written again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from codewell.documents.archives import ArchiveLimits, Member, members_of, zip_of
from codewell.documents.document import Unread
from codewell.documents.docx.cleaning import clean
from codewell.documents.docx.kept import kept
from codewell.kernel.errors import InputError

_LIMITS = ArchiveLimits(members=5_000, member_bytes=60_000_000, total_bytes=200_000_000, ratio=400, depth=0)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_CONTENT_TYPES = {"officeDocument": "document.main", "theme": ""}
_IMAGES = {"png": "image/png", "jpeg": "image/jpeg", "jpg": "image/jpeg", "gif": "image/gif"}
_PICTURE = re.compile(r"word/media/[\w.-]+\.(\w+)")
_NAMED = (
    (re.compile(r"word/(?:embeddings|activeX)/.+"), "embedded files", "files embedded in the document; read each by itself"),
    (re.compile(r"word/(?:charts|diagrams)/.+"), "charts", "charts and diagrams; their text is not read"),
    (re.compile(r"word/vbaProject\.bin"), "macros", "macros; they are not read"),
    (re.compile(r"customXml/.+|word/glossary/.+"), "custom XML", "data behind the document; it is not read"),
    (re.compile(r"word/afchunk.+|.+\.(?:mht|html?|rtf)"), "inserted documents", "documents of another format; they are not read"),
)


@dataclass(frozen=True, slots=True)
class Package:
    """A Word document's parts.

    Args:
        parts: name of a part and its cleaned tree.
        pictures: images that stay.
        links: for the name of each part, its relationships to parts and images that stay: id, kind, target.
        unread: what was left behind and may hold text.
    """

    parts: dict[str, etree._Element]
    pictures: tuple[Member, ...]
    links: dict[str, tuple[tuple[str, str, str], ...]]
    unread: tuple[Unread, ...]


def opened(content: bytes, *, keep_images: bool) -> Package:
    """Return the package of a document with each kept part cleaned.

    Raises:
        InputError: it is no Word document, damaged, encrypted or unpacks to too much.
    """
    members = {member.name: member for member in members_of(content, limits=_LIMITS)}
    if "word/document.xml" not in members:
        raise malformed()
    parts = {name: _parsed(member.content) for name, member in members.items() if kept().relation(name)}
    pictures = tuple(member for name, member in members.items() if _is_picture(name))
    links = {name: tuple(_links(name, members, set(parts), keep_images)) for name in parts}
    unread = []
    if pictures:
        count = len(pictures)
        unread.append(Unread("images", f"{count} image{'s' if count > 1 else ''}; text in them can be read only with OCR"))
    unread += [Unread(where, why) for pattern, where, why in _NAMED if any(pattern.fullmatch(name) for name in members)]
    for name, tree in parts.items():
        clean(tree, keep_images=keep_images, links=frozenset(one for one, _, _ in links[name]))
    return Package(parts, pictures if keep_images else (), links, tuple(unread))


def packed(package: Package) -> bytes:
    """Return the document as a file: the kept parts, their relationships, and nothing else."""
    members = [Member("[Content_Types].xml", _content_types(package)), Member("_rels/.rels", _package_relations())]
    for name, tree in package.parts.items():
        members.append(Member(name, etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)))
        if package.links[name]:
            folder, _, file = name.rpartition("/")
            members.append(Member(f"{folder}/_rels/{file}.rels", _relations(package.links[name])))
    return zip_of([*members, *package.pictures])


def malformed() -> InputError:
    """The file is no Word document."""
    return InputError(
        "The Word document is damaged or of another kind.", next_step="Save it again as .docx.", slug="input.docx-malformed"
    )


def _parsed(content: bytes) -> etree._Element:
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise malformed()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise malformed() from None


def _is_picture(name: str) -> bool:
    return _PICTURE.fullmatch(name) is not None


def _links(name: str, members: dict[str, Member], parts: set[str], keep_images: bool) -> Iterator[tuple[str, str, str]]:
    folder, _, file = name.rpartition("/")
    relations = members.get(f"{folder}/_rels/{file}.rels")
    if relations is None:
        return
    for one in _parsed(relations.content):
        target = one.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        if one.get("TargetMode") == "External" or not re.fullmatch(r"rId\d+|R[0-9a-f]+|\w{1,40}", one.get("Id", "")):
            continue
        relation = kept().relation(path)
        if path in parts and relation:
            yield one.get("Id", ""), relation, path
        elif keep_images and _is_picture(path) and path in members and path.rpartition(".")[2].lower() in _IMAGES:
            yield one.get("Id", ""), "image", path


def _relations(links: tuple[tuple[str, str, str], ...]) -> bytes:
    lines = [_relation(one, kind, "/" + target) for one, kind, target in links]
    return f'<Relationships xmlns="{_PACKAGE_RELATIONS}">{"".join(lines)}</Relationships>'.encode()


def _relation(one: str, kind: str, target: str) -> str:
    return f'<Relationship Id={quoteattr(one)} Type="{_RELATIONS}/{kind}" Target={quoteattr(target)}/>'


def _package_relations() -> bytes:
    return _relations((("rId1", "officeDocument", "word/document.xml"),))


def _content_types(package: Package) -> bytes:
    lines = ['<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>']
    lines += [f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in _IMAGES.items()]
    for name in package.parts:
        relation = kept().relation(name) or ""
        kind = _CONTENT_TYPE.format(_CONTENT_TYPES.get(relation, relation))
        if relation == "theme":
            kind = "application/vnd.openxmlformats-officedocument.theme+xml"
        lines.append(f'<Override PartName="/{name}" ContentType="{kind}"/>')
    namespace = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<Types xmlns="{namespace}">{"".join(lines)}</Types>'.encode()
