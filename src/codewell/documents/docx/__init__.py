"""DOCX: the text of a Word document's body, notes and margins, and the document without what must not leave."""

from codewell.documents.docx.document import read, read_docx

__all__ = ["read", "read_docx"]
