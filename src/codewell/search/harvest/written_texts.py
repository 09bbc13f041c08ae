"""Services by what people call them: the phrases of our list, and the words of written pages that are handed in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codewell.kernel.codes import Code, CodeSystem
from codewell.search.documents import Document, Kind, document, split_tokens
from codewell.search.service_words import service_terms
from codewell.search.tokens import read

_OF_CPT = "0123456789"


@dataclass(frozen=True, slots=True)
class WrittenText:
    """Our words about a service, as the index is built from them.

    Args:
        code: the service.
        title: of its page, which names the code or its family.
        words: further words: its label and its plain-language description.
    """

    code: Code
    title: str
    words: str


def digest_of(texts: Iterable[WrittenText]) -> str:
    """Return a value that changes when any of the texts changes."""
    found = hashlib.sha256()
    for text in texts:
        found.update(f"{text.code.value}\0{text.title}\0{text.words}\0".encode())
    return found.hexdigest()[:16]


def written_documents(texts: Iterable[WrittenText]) -> Iterator[Document]:
    """Yield the titles of written pages: every word of a title is needed, the page's further words may be said with it."""
    for text in texts:
        reading = read(text.title)
        found = document(reading, kind=Kind.WRITTEN, system=text.code.system, target=text.code.value, why=text.title)
        if found is not None:
            said, _ = split_tokens(read(text.words))
            found.optional += tuple(token for token in said if token not in found.required and token not in found.optional)
            yield found


def service_documents() -> Iterator[Document]:
    """Yield the phrases of our list of services with the codes that they usually mean, the likeliest first."""
    for term in service_terms():
        spoken = " ".join(f"without {word[1:]}" if word[0] == "-" else word for word in term.phrase.split())
        reading = read(spoken, parentheses_are_optional=False)
        for code in term.codes:
            system = CodeSystem.CPT if code[0] in _OF_CPT else CodeSystem.HCPCS
            found = document(reading, kind=Kind.SERVICE, system=system, target=code, why=term.phrase)
            if found is not None:
                yield found
