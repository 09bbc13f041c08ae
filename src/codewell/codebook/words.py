"""The words for a code; a publisher's and ours apart."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.codebook.provenance import Origin


@dataclass(frozen=True, slots=True)
class Descriptors:
    """The words for a code; a publisher's and ours are never mixed.

    Args:
        short: the publisher's short descriptor; None where not licensed or not published.
        medium: the publisher's medium descriptor (CPT only).
        long: the publisher's long descriptor.
        label: our own short wording; None where none is written.
        plain_language: our own description in sentences; None where none is written.
        notice: licence notice to be shown with the publisher's words, or why they are absent; empty when none is needed.
        origin: where the publisher's words, or else ours, come from.
    """

    short: str | None
    medium: str | None
    long: str | None
    label: str | None
    plain_language: str | None
    notice: str
    origin: Origin | None

    @property
    def display(self) -> str:
        """The best words for one line: the publisher's long descriptor, else its shorter ones, else our label."""
        return self.long or self.medium or self.short or self.label or ""
