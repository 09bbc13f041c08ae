"""One part of a Word document without what nobody sees: changes accepted, links and fields opened, names of people gone."""

from __future__ import annotations

import re

from lxml import etree

from codewell.documents.docx.kept import kept

TEXT_ELEMENTS = frozenset({"t"})
"""Local names of elements whose text people read: w:t, m:t, a:t."""
_LAYOUT_TEXT = frozenset({"align", "posOffset", "pctWidth", "pctHeight", "pctPosHOffset", "pctPosVOffset"})
_LAYOUT = re.compile(r"[A-Za-z]{1,12}|-?\d{1,12}")
_RELATIONS = ("officeDocument/2006/relationships}", "ooxml/officeDocument/relationships}")


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def clean(tree: etree._Element, *, keep_images: bool, links: frozenset[str]) -> None:
    """Clean a part in place.

    Args:
        tree: its root.
        keep_images: pictures stay.
        links: ids of the relationships that stay; an attribute with another id goes.
    """
    _take_out(tree, keep_images=keep_images)
    _open(tree)
    named = 0
    for element in tree.iter():
        _clean_attributes(element, links)
        name = local(element)
        if name not in TEXT_ELEMENTS and not (name in _LAYOUT_TEXT and _LAYOUT.fullmatch((element.text or "").strip())):
            element.text = None
        element.tail = None
        if name == "style" and _attribute(element, "customStyle") in ("1", "true"):
            named += 1
            _rename(element, f"Style {named}")
    if local(tree) == "settings":
        for child in list(tree):
            if local(child) not in kept().settings:
                tree.remove(child)


def _take_out(tree: etree._Element, *, keep_images: bool) -> None:
    table = kept()
    for element in list(tree.iter()):
        name, namespace = local(element), str(element.tag)[1:].partition("}")[0]
        if element is tree:
            continue
        gone = name in table.gone or namespace not in table.namespaces or _is_deleted_mark(element, name)
        if not keep_images and not gone:
            picture = name in table.pictures and not any(local(one) == "txbxContent" for one in element.iter())
            gone = picture or name in table.picture_data
        if gone:
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)


def _is_deleted_mark(element: etree._Element, name: str) -> bool:
    # The mark of an inserted paragraph or row (w:ins without children) opens to nothing.
    return name in kept().opened and len(element) == 0


def _open(tree: etree._Element) -> None:
    for element in list(tree.iter()):
        parent = element.getparent()
        if parent is None or local(element) not in kept().opened:
            continue
        at = parent.index(element)
        for child in reversed(list(element)):
            parent.insert(at, child)
        parent.remove(element)


def _clean_attributes(element: etree._Element, links: frozenset[str]) -> None:
    for name in list(element.attrib):
        written = str(name)
        short = written.rpartition("}")[2]
        relation = any(one in written for one in _RELATIONS)
        gone = short in kept().attributes_gone or (relation and element.attrib[name] not in links)
        if gone:
            del element.attrib[name]
    if local(element) in ("docPr", "cNvPr") and "name" in element.attrib:
        element.set("name", "")


def _attribute(element: etree._Element, short: str) -> str:
    return next((str(value) for name, value in element.attrib.items() if str(name).rpartition("}")[2] == short), "")


def _rename(style: etree._Element, name: str) -> None:
    for child in list(style):
        if local(child) == "name":
            for attribute in list(child.attrib):
                child.set(attribute, name)
        elif local(child) == "aliases":
            style.remove(child)
