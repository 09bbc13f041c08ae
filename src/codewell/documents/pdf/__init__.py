"""PDF: what its pages show as text, and the same pages with some of it truly taken out."""

from codewell.documents.pdf.document import read, read_pdf

__all__ = ["read", "read_pdf"]
