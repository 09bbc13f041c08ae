"""Terms of an index to rows."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.files import PublishedFile
from codewell.sources.icd10cm.alphabetic_index import layout
from codewell.sources.icd10cm.index_terms import IndexDocument, IndexTerm
from codewell.sources.icd10cm.printed_code import PrintedCode, read_printed


def document(file: PublishedFile) -> IndexDocument:
    """Return the index in `file` with the elements and columns that it may have."""
    return IndexDocument(file, layout.NESTED_FIELDS | layout.FLAT_FIELDS)


def parse_index(file: PublishedFile, *, external: bool) -> Iterator[tuple[str, Row]]:
    """Yield one row of `terms` for each main term and subterm in document order.

    Args:
        file: official XML or flat table.
        external: True for the index to external causes; the official XML says in its title which of the two it is.

    Raises:
        PublisherFileError: the other index, or a term that is not as documented.
    """
    opened = document(file)
    title = opened.title()
    if title is not None and ("external" in title.lower()) is not external:
        expected = "the index to external causes" if external else "the index to diseases and injuries"
        raise PublisherFileError(file=file.name, column="title", expected=expected, found=title)
    for term in opened.terms():
        yield "terms", _row(term)


def _row(term: IndexTerm) -> Row:
    code = _code(term, "code", "Code")
    manifestation = _code(term, "manif")
    # A subcategory or category named as a whole: "see category T71", "see subcategory T75.0".
    see_category = _code(term, "seecat", "subcat")
    return (
        term.number,
        term.parent,
        term.level,
        term.letter,
        term.title,
        term.nonessential,
        term.path,
        code.code if code else None,
        code.printed if code else None,
        int(code.incomplete) if code else 0,
        manifestation.code + ("-" if manifestation.incomplete else "") if manifestation else None,
        term.fields.get("see") or term.fields.get("See"),
        term.fields.get("seeAlso") or term.fields.get("SeeAlso"),
        see_category.code if see_category else None,
        term.number,
    )


def _code(term: IndexTerm, *fields: str) -> PrintedCode | None:
    for field in fields:
        text = term.fields.get(field)
        if text is not None:
            printed = read_printed(text)
            if printed is None:
                raise term.error(field, "an ICD-10-CM code, with a dash where it is incomplete", text)
            return printed
    return None
