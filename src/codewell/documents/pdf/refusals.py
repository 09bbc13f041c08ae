"""PDF files that are refused, each with one sentence and what to do."""

from __future__ import annotations

from codewell.kernel.errors import InputError


def encrypted() -> InputError:
    """The file opens only with a password."""
    return InputError(
        "The PDF opens only with a password.", next_step="Save it without one and try again.", slug="input.pdf-encrypted"
    )


def malformed() -> InputError:
    """The file is damaged beyond what can be mended without guessing."""
    return InputError(
        "The PDF is damaged and cannot be read.", next_step="Print it to a new PDF and try again.", slug="input.pdf-malformed"
    )


def too_large() -> InputError:
    """The file unpacks to more than a document needs."""
    return InputError(
        "The PDF unpacks to more than Codewell reads of one document.",
        next_step="Print it to a new PDF, in parts if it is long.",
        slug="input.pdf-too-large",
    )


def too_many_pages(pages: int, most: int) -> InputError:
    """The file has more pages than are read at once."""
    return InputError(
        f"The PDF has {pages} pages; at most {most} are read.", next_step="Split it.", slug="input.pdf-too-many-pages"
    )


def drawn_within_itself() -> InputError:
    """A piece of a page draws itself."""
    return InputError(
        "The PDF holds a drawing that draws itself.", next_step="Print it to a new PDF and try again.", slug="input.pdf-recursive"
    )
